"""How every model stands, worst first, within what Slack takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.slack.home import home_tab, models_now, status_text
from adapters.slack.limits import check_view
from adapters.slack.sizes import TEXT
from domain.board import NOTHING, Counted, DecisionsMade, InForce, Standing, signal_now
from domain.signals import SignalState
from tests.builders import a_moment, a_request, a_signal, a_week, a_window

if TYPE_CHECKING:
    from adapters.slack.home import ModelNow
    from domain.approvals import ApprovalRequest

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
    silences=(Counted("calm", "model", 1),),
)
PENDING = (
    a_request(model="asks", asked_of=("U07BOB",)),
    a_request(model="yours", asked_of=("U07ADA (Ada)",)),
)


def shown(board: Standing = BOARD, pending: tuple[ApprovalRequest, ...] = PENDING) -> tuple[ModelNow, ...]:
    return models_now(board, pending, at=NOW, user="U07ADA")


def test_what_waits_for_this_person_comes_first_and_what_is_calm_last() -> None:
    assert [each.model for each in shown()] == ["yours", "asks", "acts", "blind", "calm"]


def test_a_question_to_anyone_waits_for_whoever_looks() -> None:
    anyone = a_request(model="asks")
    assert next(each.model for each in shown(pending=(anyone,))) == "asks"


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
    board = replace(NOTHING, silences=tuple(Counted(name, "active", 1) for name in names))
    view = home_tab(shown(board, ()), at=NOW)
    assert check_view(view) == []
    assert len(view["blocks"]) == 2 + 2 * 48 + 1
    assert view["blocks"][-1]["elements"][0]["text"].endswith("; and 12 more")


def test_a_name_cannot_become_a_mention() -> None:
    (one,) = shown(replace(NOTHING, decisions=(decided("<!channel>", "nothing", "calm"),)), ())
    assert "<" not in one.text


@pytest.mark.parametrize("count", [0, 1, 97, 98, 400])
def test_the_home_tab_is_one_that_slack_takes_and_counts_what_it_leaves_out(count: int) -> None:
    models = shown(
        replace(NOTHING, decisions=tuple(decided(f"m{at:03}", "nothing", "calm") for at in range(count))), ()
    )
    view = home_tab(models, at=NOW)
    assert check_view(view) == []
    last = view["blocks"][-1]["elements"][0]["text"]
    assert last == "As of 2013-04-09 00:00 UTC" + (f"; and {count - 97} more" if count > 97 else "")


@pytest.mark.parametrize("count", [1, 20, 400])
def test_the_status_fits_into_one_message_and_counts_what_it_leaves_out(count: int) -> None:
    models = shown(replace(NOTHING, decisions=tuple(decided(f"m{at:03}", "alert", "fired") for at in range(count))), ())
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
