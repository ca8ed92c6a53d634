"""Notices as Block Kit: sound whatever the texts are, and saying what the notice says."""

from typing import Any

import pytest

from adapters.slack.blocks import SlackMessage, to_message
from adapters.slack.limits import check_blocks
from domain.notices import Severity
from tests.adapters.slack.builders import every_notice
from tests.builders import a_button, a_notice

EVERY = every_notice()
NASTY = "<!channel> & *bold* `code` :boom: <https://evil.example|click>"


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_shipped_notice_is_one_that_slack_takes(name: str) -> None:
    assert check_blocks(to_message(EVERY[name]).blocks) == []


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_sentence_and_fact_of_a_notice_is_shown(name: str) -> None:
    shown = _texts(to_message(EVERY[name]))
    notice = EVERY[name]
    for said in (notice.title, *notice.paragraphs, *(value for _, value in notice.facts)):
        assert said in shown


def test_the_notification_says_how_loud_before_the_fact() -> None:
    assert to_message(EVERY["rolled back"]).text == "Critical: flights: rolled back to v1"


@pytest.mark.parametrize(
    ("severity", "mark"),
    [
        (Severity.INFO, ":large_blue_circle: *Info*"),
        (Severity.WARNING, ":large_orange_circle: *Warning*"),
        (Severity.CRITICAL, ":red_circle: *Critical*"),
    ],
)
def test_the_footer_says_how_loud_by_colour_and_word(severity: Severity, mark: str) -> None:
    footer = to_message(a_notice(severity=severity)).blocks[-1]
    assert footer["elements"][0]["text"] == f"{mark}  |  flights  |  2013-04-08 00:00 UTC"


def test_the_question_has_a_green_and_a_red_button_bound_to_the_request() -> None:
    actions = next(block for block in to_message(EVERY["asked"]).blocks if block["type"] == "actions")
    drawn = [(e["action_id"], e["text"]["text"], e["style"], e["value"]) for e in actions["elements"]]
    value = EVERY["asked"].buttons[0].value
    assert drawn == [("approve", "Approve", "primary", value), ("reject", "Reject", "danger", value)]


@pytest.mark.parametrize(
    ("owner", "mention"),
    [("U07ADA1", "<@U07ADA1>"), ("S0614TZR7", "<!subteam^S0614TZR7>"), ("the <price> team", "the &lt;price&gt; team")],
)
def test_the_owner_is_mentioned_where_slack_looks_for_mentions_and_in_the_notification(
    owner: str, mention: str
) -> None:
    message = to_message(a_notice(owner=owner))
    asked = message.blocks[1]["elements"][0]
    assert (asked["type"], asked["text"]) == ("mrkdwn", f"{mention}, please have a look.")
    assert message.text.endswith(f", for {mention}")


def test_markup_in_a_text_is_neither_a_mention_nor_a_link() -> None:
    message = to_message(a_notice(title=NASTY, paragraphs=(NASTY,), facts=((NASTY, NASTY),)))
    for text in _texts(message).splitlines():
        assert "<" not in text
    assert [block["text"]["type"] for block in message.blocks[:2]] == ["plain_text", "plain_text"]
    assert "&lt;!channel&gt; &amp; " in message.text


@pytest.mark.parametrize("filler", ["x", "&", "ß", "<>"])
def test_a_flood_of_text_is_shortened_visibly_and_still_taken(filler: str) -> None:
    flood = filler * 9000
    notice = a_notice(
        title=flood,
        paragraphs=(flood,) * 9,
        facts=((flood, flood),) * 40,
        buttons=tuple(a_button(action=f"a{i}", label=flood) for i in range(30)),
    )
    message = to_message(notice)
    assert check_blocks(message.blocks) == []
    assert message.blocks[0]["text"]["text"].endswith("…")
    assert message.blocks[1]["text"]["text"].endswith("…")
    assert "31 facts left out" in _texts(message)


def test_an_entity_is_never_cut_in_half() -> None:
    header = to_message(a_notice(title="&" * 149)).blocks[0]["text"]["text"]
    assert header == "&amp;" * 29 + "…"


@pytest.mark.parametrize("title", ["", "   "])
def test_a_notice_without_a_title_is_headed_by_its_model(title: str) -> None:
    message = to_message(a_notice(title=title, paragraphs=("", " "), facts=()))
    assert message.blocks[0]["text"]["text"] == "flights"
    assert check_blocks(message.blocks) == []


def _texts(message: SlackMessage) -> str:
    return "\n".join(_inside(list(message.blocks)))


def _inside(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for inner in part.values() for text in _inside(inner)]
    return [text for inner in part for text in _inside(inner)] if isinstance(part, list) else []
