"""What people ask for of their own accord: kept once, told once, and refused where it makes no sense."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adapters.memory import MemoryLedger
from adapters.storage import open_ledger
from adapters.wishes import Asked, ask_for, silence
from domain.approvals import Promotion
from domain.decisions import Action, Ask, Reason
from domain.errors import NotNow, Unheard
from domain.silences import Silence
from domain.training import RunState
from tests.builders import (
    MODEL,
    MONDAY,
    a_candidate,
    a_decision,
    a_deed,
    a_moment,
    a_promotion,
    a_request,
    a_run,
    a_signal,
    a_verdict,
    a_week,
    an_order,
)

if TYPE_CHECKING:
    from pathlib import Path

    from domain.ports import Ledger

NOW = a_moment(days=2)
ADA = Ask(by="U07ADA (ada)", door="slack", why="the season has changed")
BOB = Ask(by="bob", door="command line", why="it looks off")


def _ledger(*, promotions: tuple[Promotion, ...] = (), window: int | None = 0, within: Ledger | None = None) -> Ledger:
    """A model with v1 in force, the promotions after that, and one window that a policy found calm."""
    ledger = within or MemoryLedger()
    ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None, promoted_at=MONDAY))
    for promotion in promotions:
        ledger.promotions.record(promotion)
    if window is not None:
        calm = a_decision(action=Action.NOTHING, reason=Reason.CALM, window=a_week(window))
        ledger.decisions.record(calm)
        ledger.signals.record(a_signal(window=a_week(window)))
    return ledger


def _retrain(ledger: Ledger, ask: Ask = ADA, **fields: Any) -> Asked:
    return ask_for(ledger, MODEL, Action.RETRAIN, ask, **({"at": NOW} | fields))


def _roll_back(ledger: Ledger, ask: Ask = ADA, **fields: Any) -> Asked:
    return ask_for(ledger, MODEL, Action.ROLL_BACK, ask, **({"at": NOW} | fields))


def test_a_wish_is_a_decision_over_the_newest_window_and_people_are_told_who_asked() -> None:
    ledger = _ledger()
    ledger.decisions.record(a_decision(action=Action.NOTHING, reason=Reason.CALM, window=a_week(-1)))
    asked = _retrain(ledger)
    assert asked.is_new
    decision = asked.decision
    assert (decision.window, decision.reason, decision.asked) == (a_week(0), Reason.ASKED, ADA)
    assert decision in ledger.decisions.unordered()
    assert [n.title for n in ledger.outbox.of(MODEL)] == ["flights: U07ADA (ada) asked for a retraining"]
    assert [(e.entered.actor, e.entered.deed) for e in ledger.audit.entries(MODEL)][-1] == (ADA.by, "asked to retrain")


def test_the_incident_below_which_it_was_asked_for_says_where_it_goes_on() -> None:
    ledger = _ledger()
    asked = _retrain(ledger, thread="the incident")
    assert [n.thread for n in ledger.outbox.of(MODEL)] == [asked.decision.id, "the incident"]


def test_the_same_person_asking_again_is_told_that_it_was_asked_for() -> None:
    ledger = _ledger()
    first, again = _retrain(ledger), _retrain(ledger, at=NOW + timedelta(hours=1))
    assert (again.decision, again.is_new) == (first.decision, False)
    assert len(ledger.outbox.of(MODEL)) == 1


def test_somebody_else_is_told_who_asked_first_and_when() -> None:
    ledger = _ledger()
    _retrain(ledger)
    with pytest.raises(
        NotNow, match=r"the retraining that U07ADA \(ada\) asked for at 2013-04-10 00:00 UTC is running"
    ):
        _retrain(ledger, BOB)


def test_one_retraining_at_a_time() -> None:
    ledger = _ledger()
    ledger.decisions.record(a_decision(window=a_week(0), policy="another"))
    with pytest.raises(NotNow, match=r"that the policy decided on at .* is running; ask again when it has ended"):
        _retrain(ledger)


def test_a_retraining_that_waits_for_an_answer_is_answered_first() -> None:
    ledger = _ledger()
    wished = _retrain(ledger).decision
    order = ledger.orders.record(an_order(decision=wished.id))
    run = ledger.runs.record(a_run(order=order.id, state=RunState.SUCCEEDED))
    candidate = ledger.candidates.record(a_candidate(training_run=run.id))
    verdict = ledger.verdicts.record(a_verdict(candidate=candidate.id))
    ledger.requests.record(a_request(verdict=verdict.id, candidate=candidate.id))
    with pytest.raises(NotNow, match="is waiting for approval; answer its question first"):
        _retrain(ledger, BOB)


def test_after_a_retraining_that_failed_another_one_may_be_asked_for_over_the_same_window() -> None:
    ledger = _ledger()
    first = _retrain(ledger).decision
    order = ledger.orders.record(an_order(decision=first.id))
    ledger.runs.record(a_run(order=order.id, state=RunState.FAILED))
    second = _retrain(ledger, at=NOW + timedelta(hours=1))
    assert second.is_new
    assert second.decision.id != first.id


def test_the_newest_promotion_is_taken_back() -> None:
    ledger = _ledger(promotions=(a_promotion(),))
    asked = _roll_back(ledger)
    assert (asked.is_new, asked.decision.action) == (True, Action.ROLL_BACK)
    assert asked.decision in ledger.decisions.undone()
    assert _roll_back(ledger).is_new is False
    with pytest.raises(NotNow, match=r"the roll-back that .* asked for .* is still to be carried out"):
        _roll_back(ledger, BOB)
    ledger.deeds.record(a_deed(decision=asked.decision.id))
    assert _roll_back(ledger, BOB).is_new


@pytest.mark.parametrize(
    ("promotions", "says"),
    [
        ((), "v1 is the model's first champion, and none was before it; ask for a retraining"),
        (
            (a_promotion(), a_promotion(from_version="v2", to_version="v1", approval=None, rolls_back="that")),
            "v1 came back by a roll-back itself, and v2 was taken back for it",
        ),
    ],
    ids=["first champion", "rolled back already"],
)
def test_there_has_to_be_something_to_go_back_to(promotions: tuple[Promotion, ...], says: str) -> None:
    ledger = _ledger(promotions=promotions)
    with pytest.raises(NotNow, match=says):
        _roll_back(ledger)
    assert ledger.outbox.of(MODEL) == ()


def test_a_model_that_there_is_not_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(Unheard, match=r"no model 'flight' has a champion yet .*; there is: flights"):
        ask_for(_ledger(), "flight", Action.RETRAIN, ADA, at=NOW)
    with pytest.raises(Unheard, match=r"no model 'flight' has a champion yet .*; there is: flights"):
        silence(_ledger(), "flight", until=NOW + timedelta(days=1), by="ada", why="x", door="slack", at=NOW)


def test_a_model_without_a_champion_is_answered_with_the_command_to_give() -> None:
    ledger = MemoryLedger()
    ledger.decisions.record(a_decision())
    with pytest.raises(NotNow, match="driftwarden adopt flights"):
        _retrain(ledger)


def test_a_model_that_was_not_looked_at_yet_has_no_window_to_ask_about() -> None:
    with pytest.raises(NotNow, match="no window was decided over yet; `driftwarden run`"):
        _retrain(_ledger(window=None))


def test_people_may_ask_for_nothing_else() -> None:
    with pytest.raises(ValueError, match="to retrain or to roll back, not: alert"):
        ask_for(_ledger(), MODEL, Action.ALERT, ADA, at=NOW)


def _mute(ledger: Ledger, **fields: Any) -> Silence:
    given: dict[str, Any] = {"until": NOW + timedelta(days=1), "by": "ada", "why": "known fault", "door": "slack"}
    return silence(ledger, MODEL, **({"at": NOW} | given | fields))


def test_a_silence_is_kept_told_and_entered() -> None:
    ledger = _ledger()
    muted = _mute(ledger, signal="mae")
    assert ledger.silences.of(MODEL) == (muted,)
    assert (muted.signal, muted.until, muted.door) == ("mae", NOW + timedelta(days=1), "slack")
    assert [n.title for n in ledger.outbox.of(MODEL)] == ["mae of flights: snoozed until 2013-04-11 00:00 UTC"]
    assert ledger.audit.entries(MODEL)[-1].entered.deed == "silenced"


def test_the_very_same_silence_is_kept_once() -> None:
    ledger = _ledger()
    assert _mute(ledger) == _mute(ledger)
    assert len(ledger.outbox.of(MODEL)) == 1


def test_only_a_signal_that_is_measured_can_be_muted() -> None:
    with pytest.raises(Unheard, match="flights has no signal 'rmse' in its newest window; there is: mae"):
        _mute(_ledger(), signal="rmse")


def test_a_silence_ends_in_the_future() -> None:
    with pytest.raises(NotNow, match="2013-04-10 00:00 UTC has passed"):
        _mute(_ledger(), until=NOW)


def test_a_decision_that_late_data_amended_before_its_training_was_ordered_is_not_in_flight() -> None:
    ledger = _ledger()
    first = ledger.decisions.record(a_decision(policy="another"))
    ledger.decisions.record(replace(first, action=Action.NOTHING, amends=first.id))
    assert _retrain(ledger).is_new


@pytest.mark.parametrize("action", [Action.RETRAIN, Action.ROLL_BACK])
def test_of_many_who_ask_in_one_moment_one_is_heard_and_the_others_are_told(action: Action, tmp_path: Path) -> None:
    with closing(open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")) as opened:
        ledger = _ledger(promotions=(a_promotion(),), within=opened)

        def asks(number: int) -> bool:
            try:
                return ask_for(ledger, MODEL, action, Ask(by=f"person {number}", door="slack"), at=NOW).is_new
            except NotNow:
                return False

        with ThreadPoolExecutor(8) as people:
            heard = list(people.map(asks, range(16)))
        assert heard.count(True) == 1
        assert [d.action for d in ledger.decisions.of(MODEL) if d.asked] == [action]
        assert len(ledger.outbox.of(MODEL)) == 1
