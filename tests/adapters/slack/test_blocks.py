"""Notices as Block Kit: sound whatever the texts are, and saying what the notice says."""

from typing import Any

import pytest

from adapters.notices.approvals import ANSWERED_BY, WHO_MAY_ANSWER
from adapters.slack.blocks import SlackMessage, Standing, described, to_message
from adapters.slack.limits import check_blocks
from adapters.slack.naming import by_name
from domain.notices import Button, Chart, Link, Severity
from tests.adapters.slack.builders import every_notice
from tests.builders import a_button, a_moment, a_notice

EVERY = every_notice()
NASTY = "<!channel> & *bold* `code` :boom: <https://evil.example|click>"


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_shipped_notice_is_one_that_slack_takes(name: str) -> None:
    assert check_blocks(to_message(EVERY[name]).blocks) == []


@pytest.mark.parametrize(("urls", "shown"), [(5, 2), (0, 8)])
def test_asides_that_the_quiet_line_has_no_room_for_are_counted(urls: int, shown: int) -> None:
    links = tuple(Link(label="Dashboard", url=f"https://g.example/{at}{'x' * 466}") for at in range(urls))
    message = to_message(a_notice(links=links, asides=("aside " * 33,) * 8))
    assert check_blocks(message.blocks) == []
    line = message.blocks[-1]["elements"][0]["text"]
    assert (line.count("<https://"), line.count("| aside")) == (urls, shown)
    assert line.endswith(f"and {8 - shown} more") is (shown < 8)


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_sentence_and_fact_of_a_notice_is_shown(name: str) -> None:
    shown = _texts(to_message(EVERY[name]))
    notice = EVERY[name]
    facts = (value for label, value in notice.facts if label not in {WHO_MAY_ANSWER, ANSWERED_BY})
    for said in (notice.title, *notice.paragraphs, *facts, *notice.asides):
        assert by_name(said) in shown


def test_people_are_called_by_name_and_who_is_asked_or_answered_is_mentioned() -> None:
    answer = _texts(to_message(EVERY["approved"]))
    assert "flights: Ada approved v2" in answer
    assert "*Answered by*  <@U07ADA>; by way of" in answer
    question = _texts(
        to_message(a_notice(facts=((WHO_MAY_ANSWER, "U07ADA (ada), S0OWNERS, the <b> team; 2 have to"),)))
    )
    assert "<@U07ADA>, <!subteam^S0OWNERS>, the &lt;b&gt; team; 2 have to" in question
    standing = Standing(says="U07ADA (ada) approved v2", is_over=False, with_buttons=True)
    assert "ada approved v2" in _texts(to_message(a_notice(), standing=standing))


def test_more_people_than_a_fact_holds_are_shortened_visibly() -> None:
    many = ", ".join(f"the team on floor number {floor}" for floor in range(99))
    message = to_message(a_notice(facts=((WHO_MAY_ANSWER, many),)))
    assert check_blocks(message.blocks) == []
    assert "…" in _texts(message)


def test_the_notification_says_how_loud_before_the_fact() -> None:
    reason = "v1 serves again; v2 is out of force."
    assert to_message(EVERY["rolled back"]).text == f"Critical: flights: rolled back to v1\n{reason}"
    again = Standing(says="flights: v1 has served since", is_over=True, with_buttons=False)
    told = to_message(EVERY["rolled back"], standing=again).text
    assert told == f"Over: flights: rolled back to v1\nv1 has served since.\n{reason}"


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
    assert footer["elements"][0]["text"] == f"{mark} | 2013-04-08 00:00 UTC"


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
    assert message.text.splitlines()[0].endswith(f", for {mention}")


def test_markup_in_a_text_is_neither_a_mention_nor_a_link() -> None:
    message = to_message(a_notice(title=NASTY, paragraphs=(NASTY,), facts=((NASTY, NASTY),)))
    for text in _texts(message).splitlines():
        assert "<" not in text
    assert [block["text"]["type"] for block in message.blocks[:2]] == ["plain_text", "plain_text"]
    assert "&lt;!channel&gt; &amp; " in message.text


@pytest.mark.parametrize("filler", ["x", "&", "ß", "<>"])
def test_a_flood_of_text_is_shortened_visibly_and_still_taken(filler: str) -> None:
    flood = filler * 4000
    notice = a_notice(
        title=flood,
        paragraphs=(flood,) * 9,
        facts=((flood, flood),) * 40,
        buttons=tuple(
            a_button(action=f"a{i}", label=flood, confirms=flood, choices=((flood, "1"),) * 100 * (i % 2))
            for i in range(8)
        ),
        links=(Link(label=flood, url="https://watch.example/&&&&"), Link(label="x", url=f"https://{flood}")) * 9,
        owner=", ".join([flood] * 30),
    )
    message = to_message(notice, standing=Standing(says=flood, is_over=False, with_buttons=True))
    assert check_blocks(message.blocks) == []
    assert len(message.text) <= 3000
    assert message.blocks[0]["text"]["text"].endswith("…")
    assert message.blocks[3]["text"]["text"].endswith("…")
    assert "31 facts left out" in _texts(message)


def test_as_many_facts_as_are_shown_fit_however_long_they_are() -> None:
    message = to_message(a_notice(facts=(("label" * 40, "value" * 90),) * 10, asides=("aside" * 90,) * 20))
    assert check_blocks(message.blocks) == []
    assert "left out" not in _texts(message)
    assert _texts(message).endswith("and 12 more")


def test_an_entity_is_never_cut_in_half() -> None:
    header = to_message(a_notice(title="&" * 149)).blocks[0]["text"]["text"]
    assert header == "&amp;" * 29 + "…"


@pytest.mark.parametrize("title", ["", "   "])
def test_a_notice_without_a_title_is_headed_by_its_model(title: str) -> None:
    message = to_message(a_notice(title=title, paragraphs=("", " "), facts=()))
    assert message.blocks[0]["text"]["text"] == "flights"
    assert check_blocks(message.blocks) == []


CHART = Chart(title="mae", unit="minutes", points=((a_moment(), 8.0), (a_moment(days=7), 12.5)), limit=10.0)
OVER = Standing(says="flights: Bob rejected v2", is_over=True, with_buttons=False)
GOES_ON = Standing(says="Waiting for labels", is_over=False, with_buttons=True)


def _kinds(message: SlackMessage) -> list[str]:
    return [block["type"] for block in message.blocks]


def test_a_chart_is_a_picture_that_says_in_words_what_it_shows() -> None:
    message = to_message(a_notice(chart=CHART), picture={"slack_file": {"id": "F1"}})
    picture = next(block for block in message.blocks if block["type"] == "image")
    said = "mae over 2 windows: 8 to 12.5 minutes, newest 12.5 minutes (limit 10 minutes)"
    assert (picture["slack_file"], picture["alt_text"]) == ({"id": "F1"}, said)
    assert check_blocks(message.blocks) == []


def test_without_a_picture_the_chart_is_said_in_a_line() -> None:
    message = to_message(a_notice(chart=CHART))
    assert "image" not in _kinds(message)
    assert described(CHART) in _texts(message)


def test_a_menu_offers_its_choices_and_a_button_asks_once_more() -> None:
    actions = next(block for block in to_message(EVERY["alerted"]).blocks if block["type"] == "actions")
    snooze, retrain, back, explain = actions["elements"]
    assert [option["text"]["text"] for option in snooze["options"]] == ["1 hour", "1 day", "1 week"]
    assert "confirm" in retrain
    assert back["confirm"]["style"] == "danger"
    assert (explain["action_id"], "confirm" in explain) == ("explain", False)


def test_a_button_that_carries_more_than_slack_takes_is_left_out_rather_than_cut() -> None:
    long = Button(action="snooze", label="Snooze", value="v", choices=(("1 hour", "v" * 151),))
    message = to_message(a_notice(buttons=(long, a_button(action="b", value="v" * 2001))))
    assert "actions" not in _kinds(message)


def test_links_stand_below_and_cannot_be_broken_out_of() -> None:
    link = Link(label="Why <now>", url="https://watch.example/d?a=1&b=<|>")
    message = to_message(a_notice(links=(link,)))
    assert "<https://watch.example/d?a=1&amp;b=%3C%7C%3E|Why &lt;now&gt;>" in _texts(message)
    assert check_blocks(message.blocks) == []


def test_what_is_over_says_so_first_and_loses_its_buttons_and_its_mention() -> None:
    message = to_message(a_notice(buttons=(a_button(),), owner="U07ADA1"), standing=OVER)
    assert message.blocks[1]["elements"][0]["text"] == ":white_check_mark: *Over*  Bob rejected v2"
    assert message.text.startswith("Over: ")
    assert "actions" not in _kinds(message)
    assert "please have a look" not in _texts(message)
    assert message.blocks[-1]["elements"][0]["text"].startswith(":white_check_mark: *Over*")


def test_what_goes_on_says_how_it_stands_and_keeps_its_buttons() -> None:
    message = to_message(a_notice(buttons=(a_button(),)), standing=GOES_ON)
    assert message.blocks[1]["elements"][0]["text"] == ":arrow_right: *Now*  Waiting for labels"
    assert "actions" in _kinds(message)
    assert message.text.startswith("Warning: ")


@pytest.mark.parametrize("standing", [OVER, GOES_ON])
@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_shipped_notice_can_be_drawn_again(name: str, standing: Standing) -> None:
    assert check_blocks(to_message(EVERY[name], standing=standing).blocks) == []


def test_several_people_are_mentioned_one_by_one() -> None:
    message = to_message(a_notice(owner="U07ADA1 (Ada), S0614TZR7, on-call"))
    assert message.text.splitlines()[0].endswith(", for <@U07ADA1>, <!subteam^S0614TZR7>, on-call")


def _texts(message: SlackMessage) -> str:
    return "\n".join(_inside(list(message.blocks)))


def _inside(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for inner in part.values() for text in _inside(inner)]
    return [text for inner in part for text in _inside(inner)] if isinstance(part, list) else []
