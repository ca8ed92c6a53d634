"""How every model stands, worst first, within what Slack takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.slack.home import models_now, status_text
from adapters.slack.home_view import home_tab, troubled_tab
from adapters.slack.limits import check_view
from adapters.slack.sizes import TEXT
from domain.board import NOTHING, DecisionsMade, InForce, Standing, signal_now
from domain.signals import SignalState
from tests.builders import a_moment, a_request, a_signal, a_silence, a_week, a_window

if TYPE_CHECKING:
    from adapters.slack.home import ModelNow
    from domain.approvals import ApprovalRequest
    from domain.silences import Silence

NOW = a_moment(days=1)


def decided(model: str, action: str, reason: str, *, week: int = 0) -> DecisionsMade:
    return DecisionsMade(model, action, reason, times=1, decided_at=a_week(week).end, window=a_week(week))


CALM = decided("calm", "nothing", "calm")
BOARD = replace(
    NOTHING,
    decisions=(
        CALM,
        decided("acts", "nothing", "calm", week=-1),
        decided("acts", "alert", "fired"),
        decided("asks", "retrain", "fired"),
        decided("blind", "nothing", "not known"),
        decided("yours", "retrain", "fired"),
    ),
    champions=(InForce("calm", "v7", a_window().start, False), InForce("acts", "v2", a_window().start, True)),
    signals=(
        signal_now(a_signal(model="acts")),
        signal_now(a_signal(model="acts", name="rmse", state=SignalState.UNKNOWN)),
        signal_now(a_signal(model="calm", value=8.0, state=SignalState.CALM)),
    ),
)
MUTED = (a_silence(model="calm"),)
PENDING = (
    a_request(model="asks", asked_of=("U07BOB",)),
    a_request(model="yours", verdict="another", asked_of=("U07ADA (Ada)",)),
)


def shown(
    board: Standing = BOARD,
    pending: tuple[ApprovalRequest, ...] = PENDING,
    *,
    muted: tuple[Silence, ...] = MUTED,
    mine: tuple[ApprovalRequest, ...] = PENDING[1:],
    owned: tuple[str, ...] = (),
) -> tuple[ModelNow, ...]:
    return models_now(board, pending, at=NOW, muted=muted, mine={each.id for each in mine}, owned=owned)


def headings(models: tuple[ModelNow, ...]) -> list[str]:
    blocks = home_tab(models, at=NOW)["blocks"]
    return [block["text"]["text"] for block in blocks if block["type"] == "header"]


def test_what_waits_for_this_person_comes_first_and_what_is_calm_last() -> None:
    assert [each.model for each in shown()] == ["yours", "asks", "acts", "blind", "calm"]


def test_of_two_questions_about_a_model_the_one_to_this_person_counts() -> None:
    mine, other = (a_request(model="asks", verdict=verdict) for verdict in ("one", "another"))
    for pending in ((mine, other), (other, mine)):
        first = shown(pending=pending, mine=(mine,))[0]
        assert first.model == "asks"
        assert mine.id[:8] in first.text


def test_what_is_this_person_s_comes_next_and_every_part_has_its_heading() -> None:
    models = shown(owned=("calm", "yours"))
    assert [each.model for each in models] == ["yours", "calm", "asks", "acts", "blind"]
    assert headings(models) == ["Waiting for you", "Your models", "The other models"]
    assert headings(shown(pending=(), mine=())) == ["All models"]
    assert headings(shown(pending=(), mine=(), owned=("calm", "acts", "asks", "blind", "yours"))) == ["Your models"]
    assert headings(()) == ["All models"]


def test_what_could_not_be_found_out_is_said_below_the_models() -> None:
    view = home_tab(shown(), at=NOW, note="More may wait for you: Slack did not say who is in S0 (<b>).")
    assert check_view(view) == []
    assert view["blocks"][-1]["elements"][0]["text"].endswith("S0 (&lt;b&gt;).")


def test_a_tab_that_cannot_be_shown_says_why_in_place_of_the_models() -> None:
    view = troubled_tab("ledger: <connection> refused", at=NOW)
    assert check_view(view) == []
    assert view["blocks"][1]["text"]["text"] == (
        "How the models stand cannot be shown now: ledger: &lt;connection&gt; refused. Open this tab again in a minute."
    )
    assert check_view(troubled_tab("<" * 9000, at=NOW)) == []


def test_a_question_whose_time_is_over_waits_no_longer() -> None:
    late = a_request(model="calm", expires_at=a_moment(hours=6))
    assert "Waits for an answer" not in "".join(each.text for each in shown(pending=(late,)))


def test_a_model_says_its_champion_its_newest_decision_and_its_signals() -> None:
    acts = next(each for each in shown() if each.model == "acts")
    assert acts.text.splitlines() == [
        ":red_circle: *acts*",
        "v2 since 2013-04-01 00:00 UTC, on probation",
        "alert, fired: window to 2013-04-08 00:00 UTC",
        "1 of 2 signals breached, 1 not known",
    ]


def test_what_is_snoozed_and_what_has_no_champion_say_so() -> None:
    told = {each.model: each.told for each in shown()}
    assert told["calm"][-1] == "Snoozed"
    assert told["blind"][0].startswith("No champion yet")


@pytest.mark.parametrize(
    ("signals", "said"),
    [
        ((None,), "Snoozed"),
        (("mae", None), "Snoozed"),
        (("mae",), "1 signal snoozed"),
        (("mae", "mae", "rmse"), "2 signals snoozed"),
    ],
)
def test_only_what_is_snoozed_as_a_whole_is_said_to_be(signals: tuple[str | None, ...], said: str) -> None:
    muted = tuple(a_silence(model="calm", signal=signal) for signal in signals)
    calm = next(each for each in shown(muted=muted) if each.model == "calm")
    assert calm.told[-1] == said
    assert calm.is_snoozed


def test_what_is_snoozed_can_be_lifted_there() -> None:
    blocks = home_tab(shown(), at=NOW)["blocks"]
    at = next(at for at, block in enumerate(blocks) if "*calm*" in str(block))
    assert [element["action_id"] for element in blocks[at + 1]["elements"]] == ["lift"]
    assert sum("'lift'" in str(block) for block in blocks) == 1


def test_what_is_on_probation_can_be_rolled_back_there() -> None:
    view = home_tab(shown(), at=NOW)
    (block,) = (block for block in view["blocks"] if "'roll_back'" in str(block))
    (button,) = block["elements"]
    assert (button["text"]["text"], button["style"], button["value"]) == ("Roll back", "danger", "|=v2|acts")
    assert button["confirm"]["text"]["text"].startswith("Put the version before v2 of acts back in force?")
    assert check_view(view) == []


def test_the_home_tab_of_a_snoozed_fleet_is_one_that_slack_takes() -> None:
    names = [f"m{at:03}" for at in range(60)]
    muted = tuple(a_silence(model=name) for name in names)
    view = home_tab(shown(NOTHING, (), muted=muted), at=NOW)
    assert check_view(view) == []
    assert len(view["blocks"]) == 2 + 2 * 48 + 1
    assert view["blocks"][-1]["elements"][0]["text"].endswith("; and 12 more")


def test_a_name_cannot_become_a_mention() -> None:
    (one,) = shown(replace(NOTHING, decisions=(decided("<!channel>", "nothing", "calm"),)), (), muted=())
    assert "<" not in one.text


@pytest.mark.parametrize("count", [0, 1, 97, 98, 400])
def test_the_home_tab_is_one_that_slack_takes_and_counts_what_it_leaves_out(count: int) -> None:
    models = shown(
        replace(NOTHING, decisions=tuple(decided(f"m{at:03}", "nothing", "calm") for at in range(count))), (), muted=()
    )
    view = home_tab(models, at=NOW)
    assert check_view(view) == []
    last = view["blocks"][-1]["elements"][0]["text"]
    assert last == "As of 2013-04-09 00:00 UTC" + (f"; and {count - 97} more" if count > 97 else "")


@pytest.mark.parametrize("count", [1, 20, 400])
def test_the_status_fits_into_one_message_and_counts_what_it_leaves_out(count: int) -> None:
    board = replace(NOTHING, decisions=tuple(decided(f"m{at:03}", "alert", "fired") for at in range(count)))
    models = shown(board, (), muted=())
    text = status_text(models)
    named = sum(f"m{at:03}" in text for at in range(count))
    assert len(text) <= TEXT
    models_need = (
        "1 model: 0 wait for an answer, 1 needs"
        if count == 1
        else f"{count} models: 0 wait for an answer, {count} need"
    )
    assert text.startswith(f"{models_need} a look, 0 calm")
    assert (f"and {count - named} more" in text) is (named < count)


def test_nothing_watched_is_said() -> None:
    assert status_text(()) == "Nothing is watched yet."
