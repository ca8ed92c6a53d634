"""Many at once, on every ledger: one record, one notice, one answer, one holder."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from adapters.auditing import verify_ledger
from domain.approvals import Answer, Approval, RequestState
from domain.audit import broken
from domain.errors import NotPending
from domain.ports import Ledger
from domain.signals import Signal
from domain.silences import Lifting
from tests.builders import (
    MODEL,
    a_decision,
    a_lifting,
    a_moment,
    a_notice,
    a_request,
    a_signal,
    a_silence,
    a_wish,
    an_approval,
)
from tests.outboxes import on_its_way

LEASE = timedelta(minutes=5)
NOW = a_moment()


def at_once(threads: int, work: Callable[[int], Any]) -> list[Any]:
    """Do the work in so many threads, all of which start together; gives answers and exceptions."""
    start = threading.Barrier(threads)

    def one(number: int) -> Any:
        start.wait(timeout=60)
        try:
            return work(number)
        except NotPending as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))


def test_sixteen_threads_record_the_signals_of_one_window_once(ledger: Ledger) -> None:
    def work(number: int) -> tuple[Signal, ...]:
        return ledger.signals.record_all([a_signal(name=f"signal {at}", value=float(number)) for at in range(20)])

    kept = at_once(16, work)

    assert len(set(kept)) == 1
    assert len({signal.value for signal in kept[0]}) == 1
    assert ledger.signals.of(MODEL) == kept[0]


def test_sixteen_threads_record_one_decision_and_tell_once(ledger: Ledger) -> None:
    def work(number: int) -> object:
        decision = a_decision(because=f"thread {number}")
        return ledger.decisions.record(decision, tell=a_notice(key=f"decided {decision.id}"))

    kept = at_once(16, work)

    assert len(set(kept)) == 1
    assert ledger.decisions.of(MODEL) == (kept[0],)
    assert len(ledger.outbox.of(MODEL)) == 1


def test_of_sixteen_answers_exactly_one_is_kept(ledger: Ledger) -> None:
    ledger.requests.record(a_request())

    def work(number: int) -> Approval:
        answer = Answer.APPROVE if number % 2 else Answer.REJECT
        return ledger.requests.answer(an_approval(by=f"person {number}", answer=answer), tell=a_notice(key=f"{number}"))

    answers = at_once(16, work)

    kept = [answer for answer in answers if isinstance(answer, Approval)]
    refused = [answer for answer in answers if isinstance(answer, NotPending)]
    assert (len(kept), len(refused)) == (1, 15)
    assert ledger.requests.answer_to(a_request().id) == kept[0]
    assert len(ledger.outbox.of(MODEL)) == 1


def test_of_sixteen_approvals_of_what_needs_two_exactly_two_are_kept(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(needs=2))

    answers = at_once(16, lambda number: ledger.requests.answer(an_approval(request, by=f"person {number}")))

    kept = [answer for answer in answers if isinstance(answer, Approval)]
    assert len(kept) == 2
    assert set(ledger.requests.answers(request.id)) == set(kept)
    assert ledger.requests.state(request.id) is RequestState.APPROVED
    assert [pair[1] for pair in ledger.requests.unfulfilled()] == [ledger.requests.answer_to(request.id)]
    assert verify_ledger(ledger) == ()


def test_of_sixteen_names_typed_from_one_account_at_once_one_counts(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(needs=2))

    def work(number: int) -> Approval:
        named = an_approval(request, by=f"person {number}", account="ada@laptop")
        return ledger.requests.answer(named, tell=a_notice(key=f"{number}"))

    kept = [answer for answer in at_once(16, work) if isinstance(answer, Approval)]

    assert len(kept) == 1
    assert ledger.requests.answers(request.id) == (kept[0],)
    assert ledger.requests.state(request.id) is RequestState.PENDING
    assert len(ledger.outbox.of(MODEL)) == 1
    assert verify_ledger(ledger) == ()


def test_two_doors_that_take_the_same_wish_at_once_make_one_decision(ledger: Ledger) -> None:
    doors = ("slack", "command line")

    kept = at_once(8, lambda number: ledger.decisions.record(a_wish(by=f"person {number}", door=doors[number % 2])))

    assert len(set(kept)) == 1
    assert ledger.decisions.unordered() == (kept[0],)
    assert [entry.entered.actor for entry in ledger.audit.entries()] == [kept[0].asked.by]


def test_of_sixteen_who_lift_a_silence_at_once_one_is_kept_and_told_of(ledger: Ledger) -> None:
    silence = ledger.silences.record(a_silence())

    def work(number: int) -> Lifting:
        return ledger.silences.lift(a_lifting(silence, by=f"person {number}"), tell=a_notice(key=f"{number}"))

    kept = at_once(16, work)

    assert set(kept) == set(ledger.silences.liftings(MODEL))
    assert len(set(kept)) == len(ledger.outbox.of(MODEL)) == 1
    assert [entry.entered.actor for entry in ledger.audit.entries()] == ["ada", kept[0].by]


def test_what_sixteen_threads_enter_is_one_chain(ledger: Ledger) -> None:
    def work(number: int) -> None:
        for hour in range(4):
            ledger.silences.record(a_silence(by=f"person {number}", created_at=a_moment(hours=hour)))

    at_once(16, work)

    entries = ledger.audit.entries()
    assert [entry.number for entry in entries] == list(range(1, 65))
    assert broken(entries) == ()


def test_a_ledger_can_be_verified_while_people_write_to_it(ledger: Ledger) -> None:
    def work(number: int) -> tuple[str, ...]:
        if number == 0:
            return tuple(sentence for _ in range(8) for sentence in verify_ledger(ledger))
        for turn in range(6):
            request = ledger.requests.record(a_request(bound_to=f"{number} {turn}", needs=2))
            ledger.silences.record(a_silence(by=f"person {number}", created_at=a_moment(hours=turn)))
            for by in ("ada", "bob"):
                ledger.requests.answer(an_approval(request, by=by))
            ledger.requests.overtake(request, now=NOW)
        return ()

    assert at_once(4, work) == [()] * 4
    assert verify_ledger(ledger) == ()
    assert len(ledger.audit.entries()) == 3 * 6 * 5


def test_a_double_click_is_one_answer(ledger: Ledger) -> None:
    ledger.requests.record(a_request())

    answers = at_once(8, lambda _: ledger.requests.answer(an_approval(), tell=a_notice()))

    assert answers == [an_approval()] * 8
    assert len(ledger.outbox.of(MODEL)) == 1


def test_an_answer_and_an_expiry_cannot_both_win(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request())
    answered_in_time = an_approval(answered_at=request.expires_at - timedelta(seconds=1))

    def work(number: int) -> object:
        if number % 2:
            return ledger.requests.expire(request, now=request.expires_at)
        return ledger.requests.answer(answered_in_time)

    at_once(8, work)

    expired = ledger.requests.state(request.id) is RequestState.EXPIRED
    assert (ledger.requests.answer_to(request.id) is None) is expired


def test_of_eight_claims_at_once_one_is_given(ledger: Ledger) -> None:
    everybody_has_asked = threading.Barrier(8)

    def work(_: int) -> bool:
        with ledger.claim("reconcile", now=NOW, lease=LEASE) as mine:
            everybody_has_asked.wait(timeout=60)
            return mine

    assert sorted(at_once(8, work)) == [False] * 7 + [True]


def test_eight_threads_run_an_errand_one_at_a_time(ledger: Ledger) -> None:
    alone = threading.Lock()
    overlaps = []

    def work(_: int) -> int:
        turns = 0
        for _ in range(10):
            with ledger.claim("reconcile", now=NOW, lease=LEASE) as mine:
                if not mine:
                    continue
                turns += 1
                if not alone.acquire(blocking=False):
                    overlaps.append("two at a time")
                    continue
                on_its_way(ledger)
                alone.release()
        return turns

    turns = at_once(8, work)

    assert overlaps == []
    assert sum(turns) >= 1
