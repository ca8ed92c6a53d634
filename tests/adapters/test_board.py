"""How everything stands, told alike by all three ledgers."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.storage import open_ledger
from domain.approvals import Answer
from domain.board import NOTHING, Beat, ChangeKind, Counted, InForce, OutboxDepth, SignalNow, Waiting, signal_now
from domain.decisions import Action, Ask, Reason
from domain.ports import Ledger
from domain.signals import Maturity, Side, SignalState
from domain.training import RunState
from domain.verdicts import Outcome
from tests.builders import (
    MODEL,
    a_decision,
    a_lifting,
    a_moment,
    a_notice,
    a_probation,
    a_profile,
    a_promotion,
    a_request,
    a_run,
    a_segment,
    a_signal,
    a_silence,
    a_verdict,
    a_week,
    an_approval,
    an_order,
)

NOW = a_moment()


def _signals(ledger: Ledger) -> dict[tuple[str, str, str, str], SignalNow]:
    return {signal[:4]: signal for signal in ledger.board.standing(NOW).signals}


def test_an_empty_ledger_stands_at_nothing(ledger: Ledger) -> None:
    assert ledger.board.standing(NOW) == NOTHING
    assert ledger.board.standing(NOW).models == ()


def test_a_signal_stands_with_all_its_numbers(ledger: Ledger) -> None:
    told = a_signal(subject="temp", segment=a_segment(), interval=(11.0, 14.0), side=Side.BELOW)
    ledger.signals.record(told)
    assert ledger.board.standing(NOW).signals == (signal_now(told),)
    assert signal_now(told).window_end == a_week(0).end.timestamp()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "backfilled"])
def test_of_several_windows_the_newest_stands_whatever_came_first(ledger: Ledger, order: tuple[int, ...]) -> None:
    for week in order:
        ledger.signals.record(a_signal(window=a_week(week), value=10.0 + week))
    assert [signal.value for signal in ledger.board.standing(NOW).signals] == [11.0]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_several_revisions_the_latest_stands(ledger: Ledger, order: tuple[int, ...]) -> None:
    for revision in order:
        ledger.signals.record(a_signal(revision=revision, value=10.0 + revision))
    assert [signal.value for signal in ledger.board.standing(NOW).signals] == [11.0]


def test_a_provisional_signal_gives_way_and_a_final_one_stays(ledger: Ledger) -> None:
    ledger.signals.record(a_signal(value=11.0, maturity=Maturity.PROVISIONAL))
    ledger.signals.record(a_signal(value=12.0))
    ledger.signals.record(a_signal(value=13.0))
    assert [signal.value for signal in ledger.board.standing(NOW).signals] == [12.0]


def test_what_became_unknown_has_lost_its_value(ledger: Ledger) -> None:
    ledger.signals.record(a_signal(interval=(11.0, 14.0)))
    ledger.signals.record(a_signal(window=a_week(1), state=SignalState.UNKNOWN))
    (signal,) = ledger.board.standing(NOW).signals
    assert (signal.state, signal.value, signal.low, signal.high) == ("unknown", None, None, None)


def test_signals_stand_side_by_side_by_name_subject_slice_and_model(ledger: Ledger) -> None:
    for told in (a_signal(), a_signal(name="drift", subject="temp"), a_signal(segment=a_segment())):
        ledger.signals.record(told)
    ledger.signals.record(a_signal(model="hotels"))
    assert set(_signals(ledger)) == {
        (MODEL, "mae", "", ""),
        (MODEL, "drift", "temp", ""),
        (MODEL, "mae", "", "carrier=UA"),
        ("hotels", "mae", "", ""),
    }


def test_what_changes_between_two_looks_is_seen_by_the_second(ledger: Ledger) -> None:
    models = [f"model-{number}" for number in range(5)]
    for model in models:
        ledger.signals.record(a_signal(model=model))
    before = _signals(ledger)
    ledger.signals.record(a_signal(model="model-3", window=a_week(1), value=99.0))
    ledger.signals.record(a_signal(model="model-3", name="drift", subject="temp"))
    ledger.signals.record(a_signal(model="model-9"))
    ledger.signals.record(a_signal(model="model-1", window=a_week(-1), value=1.0))
    after = _signals(ledger)
    assert {of[0] for of in after if after[of] != before.get(of)} == {"model-3", "model-9"}
    assert after["model-3", "mae", "", ""].value == 99.0
    assert _signals(ledger) == after


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
def test_what_another_process_changes_is_seen(database_url: str) -> None:
    ours, theirs = open_ledger(database_url), open_ledger(database_url)
    ours.signals.record(a_signal(value=11.0))
    assert [signal.value for signal in ours.board.standing(NOW).signals] == [11.0]
    theirs.signals.record(a_signal(window=a_week(1), value=12.0))
    assert [signal.value for signal in ours.board.standing(NOW).signals] == [12.0]
    ours.close()
    theirs.close()


def test_a_name_with_a_percent_sign_is_a_name(ledger: Ledger) -> None:
    ledger.signals.record(a_signal(subject="100%s :of"))
    assert set(_signals(ledger)) == {(MODEL, "mae", "100%s :of", "")}


def test_decisions_are_counted_once_with_the_newest_moment_and_window(ledger: Ledger) -> None:
    newest = a_decision(window=a_week(1), decided_at=a_moment(days=9))
    for told in (newest, a_decision(decided_at=a_moment(days=2)), newest):
        ledger.decisions.record(told)
    asked = Ask(by="ada", door="slack")
    ledger.decisions.record(a_decision(policy="a person", reason=Reason.ASKED, asked=asked))
    made = {row.reason: row for row in ledger.board.standing(NOW).decisions}
    assert (made["fired"].times, made["fired"].decided_at, made["fired"].window) == (2, a_moment(days=9), a_week(1))
    assert made["asked for"].times == 1
    assert {row.action for row in made.values()} == {Action.RETRAIN}


def test_trainings_are_counted_when_they_have_ended_and_cost_whatever_they_came_to(ledger: Ledger) -> None:
    for attempt, state in enumerate((RunState.LAUNCHED, RunState.FAILED, RunState.SUCCEEDED, RunState.SUCCEEDED)):
        order = ledger.orders.record(an_order(attempt=attempt))
        ledger.runs.record(a_run(order=order.id))
        ledger.runs.settle(a_run(order=order.id, state=state))
    standing = ledger.board.standing(NOW)
    assert standing.trainings == (Counted(MODEL, "failed", 1), Counted(MODEL, "succeeded", 2))
    assert standing.costs == (Counted(MODEL, "cost", 180.0),)


def test_changes_of_champion_are_counted_by_kind_and_the_last_one_is_in_force(ledger: Ledger) -> None:
    ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None))
    ledger.promotions.record(a_promotion())
    standing = ledger.board.standing(NOW)
    assert standing.promotions == (Counted(MODEL, ChangeKind.ADOPTED, 1), Counted(MODEL, ChangeKind.PROMOTED, 1))
    assert standing.champions == (InForce(MODEL, "v2", a_promotion().promoted_at, is_on_probation=True),)


@pytest.mark.parametrize("how", ["confirmed", "rolled back"])
def test_a_probation_ends(ledger: Ledger, how: str) -> None:
    ledger.promotions.record(a_promotion())
    if how == "rolled back":
        back = {"from_version": "v2", "to_version": "v1", "approval": None, "rolls_back": a_promotion().id}
        ledger.promotions.record(a_promotion(**back))
    else:
        ledger.probations.record(a_probation())
    assert [champion.is_on_probation for champion in ledger.board.standing(NOW).champions] == [False]


def test_requests_wait_until_they_are_settled(ledger: Ledger) -> None:
    first, second, third = (a_request(bound_to=bound, asked_at=a_moment(hours=at)) for at, bound in enumerate("abc"))
    for asked in (second, first, third):
        ledger.requests.record(asked)
    assert ledger.board.standing(NOW).waiting == (Waiting(MODEL, 3, first.asked_at, first.expires_at),)
    ledger.requests.answer(an_approval(first))
    ledger.requests.answer(an_approval(second, answer=Answer.REJECT, why="not yet"))
    ledger.requests.expire(third, now=third.expires_at)
    standing = ledger.board.standing(NOW)
    assert standing.waiting == ()
    assert standing.answers == tuple(Counted(MODEL, answer, 1) for answer in ("approve", "expired", "reject"))
    ledger.requests.overtake(first, now=NOW)
    assert ledger.board.standing(NOW).answers == standing.answers


def test_of_what_waits_the_one_that_lapses_first_need_not_be_the_oldest(ledger: Ledger) -> None:
    patient = a_request(bound_to="a", expires_at=a_moment(days=7))
    hasty = a_request(bound_to="b", asked_at=a_moment(hours=9), expires_at=a_moment(days=1))
    ledger.requests.record(patient)
    ledger.requests.record(hasty)
    assert ledger.board.standing(NOW).waiting == (Waiting(MODEL, 2, patient.asked_at, hasty.expires_at),)


def test_what_is_overtaken_while_it_waits_was_approved_by_nobody(ledger: Ledger) -> None:
    asked = [ledger.requests.record(a_request(bound_to=bound, needs=2)) for bound in "abc"]
    ledger.requests.answer(an_approval(asked[1]))
    for by in ("ada", "ben"):
        ledger.requests.answer(an_approval(asked[2], by=by))
    assert ledger.board.standing(NOW).answers == (Counted(MODEL, "approve", 1),)
    for each in asked:
        assert ledger.requests.overtake(each, now=NOW)
    standing = ledger.board.standing(NOW)
    assert standing.answers == (Counted(MODEL, "approve", 1), Counted(MODEL, "overtaken", 2))


def test_a_request_that_needs_two_waits_after_the_first(ledger: Ledger) -> None:
    asked = ledger.requests.record(a_request(needs=2))
    ledger.requests.answer(an_approval(asked))
    assert [row.requests for row in ledger.board.standing(NOW).waiting] == [1]
    assert ledger.board.standing(NOW).answers == ()


def test_verdicts_are_counted_and_the_newest_of_each_model_is_given(ledger: Ledger) -> None:
    newest = a_verdict(candidate="b", outcome=Outcome.REJECT)
    for told in (a_verdict(candidate="a"), newest, a_verdict(model="hotels")):
        ledger.verdicts.record(told)
    standing = ledger.board.standing(NOW)
    assert standing.judged == (
        Counted(MODEL, "promote", 1),
        Counted(MODEL, "reject", 1),
        Counted("hotels", "promote", 1),
    )
    assert standing.verdicts == (newest, a_verdict(model="hotels"))


@pytest.mark.parametrize(
    ("at", "active"), [(a_moment(hours=-1), 0), (a_moment(), 2), (a_moment(days=1), 1), (a_moment(days=9), 0)]
)
def test_silences_count_while_they_are_in_force_each_signal_once(ledger: Ledger, at: datetime, active: int) -> None:
    ledger.silences.record(a_silence())
    ledger.silences.record(a_silence(by="bob"))
    ledger.silences.record(a_silence(signal="mae", until=a_moment(days=2)))
    assert sum(row.times for row in ledger.board.standing(at).silences) == active


@pytest.mark.parametrize(("hours", "active"), [(0, 2), (1, 1), (2, 0)])
def test_a_silence_that_was_lifted_counts_up_to_then(ledger: Ledger, hours: int, active: int) -> None:
    for signal, lifted_after in ((None, 1), ("mae", 2)):
        silence = ledger.silences.record(a_silence(signal=signal))
        ledger.silences.lift(a_lifting(silence, lifted_at=a_moment(hours=lifted_after)))
    assert sum(row.times for row in ledger.board.standing(a_moment(hours=hours)).silences) == active


def test_the_outbox_is_as_deep_as_what_has_not_arrived(ledger: Ledger) -> None:
    for hours, key in enumerate(("for the digest", "arrived", "buried", "waiting", "new"), start=-1):
        ledger.outbox.queue(a_notice(key=key, created_at=a_moment(hours=hours)))
    ledger.outbox.delivered("arrived", receipt="C/1", at=NOW)
    ledger.outbox.bury("buried", why="channel is gone", at=NOW)
    ledger.outbox.failed("waiting", why="outage", retry_at=a_moment(days=1))
    ledger.outbox.postpone("for the digest", until=NOW + timedelta(days=1))
    expected = OutboxDepth(undelivered=4, dead_letters=1, oldest_at=a_moment(hours=2))
    assert ledger.board.standing(NOW).outbox == expected


def test_what_waited_on_purpose_is_late_from_when_it_no_longer_does(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice(created_at=NOW - timedelta(hours=9)))
    ledger.outbox.postpone(a_notice().key, until=NOW)
    assert ledger.board.standing(NOW - timedelta(minutes=1)).outbox.oldest_at is None
    assert ledger.board.standing(NOW + timedelta(minutes=1)).outbox.oldest_at == NOW


def test_of_a_flow_the_latest_run_stands(ledger: Ledger) -> None:
    ledger.board.beat("reconcile", ran_at=a_moment(hours=2), troubles=0)
    ledger.board.beat("reconcile", ran_at=a_moment(hours=1), troubles=5)
    ledger.board.beat("monitor", ran_at=a_moment(hours=1), troubles=3)
    ledger.board.beat("monitor", ran_at=a_moment(hours=3), troubles=1)
    assert ledger.board.standing(NOW).beats == (
        Beat("monitor", a_moment(hours=3), 1),
        Beat("reconcile", a_moment(hours=2), 0),
    )


@pytest.mark.parametrize(("shelf", "noun"), [("profiles", a_profile()), ("outbox", a_notice(model="flights.yaml"))])
def test_a_name_that_is_only_on_a_profile_or_a_message_is_no_model_of_the_board(
    ledger: Ledger, shelf: str, noun: Any
) -> None:
    keep = ledger.outbox.queue if shelf == "outbox" else ledger.profiles.record
    keep(noun)
    assert ledger.board.standing(NOW).models == ()
