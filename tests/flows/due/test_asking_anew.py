"""Nobody approves what they were not shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adapters.auditing import verify_ledger
from domain.approvals import Promotion, RequestState
from domain.errors import NotPending
from flows.approval_spec import ApprovalSpec
from flows.due.asking import ask
from flows.due.asking_anew import ask_anew
from flows.due.judging import judge_candidates
from flows.due.promoting import carry_out_approvals
from tests.builders import an_approval
from tests.flows.builders import a_challenger, a_policy, noon, told, watched

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from domain.approvals import ApprovalRequest
    from flows.watch import Watch

NOW = noon(weeks=3)
LATER = noon(weeks=3, hours=2)
OTHER_POLICY = a_policy(when={"signal": "mae", "above": 20})
TWICE = [RequestState.OVERTAKEN, RequestState.PENDING]


def _to_be_asked(**approval: Any) -> Watch:
    """A watch that is to ask about v2."""
    watch = watched(training={"callable": "training:train", "refit": False}, approval=approval)
    a_challenger(watch)
    judge_candidates(watch, NOW)
    return watch


def _asked(**approval: Any) -> Watch:
    """A watch that has asked about v2."""
    watch = _to_be_asked(**approval)
    ask(watch, NOW)
    return watch


def _states(watch: Watch) -> list[RequestState]:
    return [watch.ledger.requests.state(request.id) for request in watch.ledger.requests.of(watch.model)]


def _round(watch: Watch, now: Any = LATER) -> tuple[ApprovalRequest, ...]:
    for hours in (0, 1):
        ask_anew(watch, now + timedelta(hours=hours))
        ask(watch, now + timedelta(hours=hours))
    return watch.ledger.requests.of(watch.model)


def _with_approval(watch: Watch, **approval: Any) -> Watch:
    return replace(watch, document=watch.document.model_copy(update={"approval": ApprovalSpec(**approval)}))


def test_while_nothing_changes_the_question_stays() -> None:
    watch = _asked()
    assert len(_round(watch)) == 1
    assert told(watch) == ["verdict", "request"]


def test_when_the_policy_changes_people_are_asked_anew_and_the_old_question_is_closed() -> None:
    watch = _asked()
    first, second = _round(replace(watch, policy=OTHER_POLICY))
    assert _states(watch) == TWICE
    assert (second.asked_at, second.expires_at) == (LATER, LATER + timedelta(days=3))
    assert told(watch) == ["verdict", "request", "request", "anew"]
    closing = watch.ledger.outbox.of(watch.model)[-1]
    assert (closing.closes, closing.paragraphs[0]) == (f"request {first.id}", "The model's policy was changed.")
    with pytest.raises(NotPending):
        watch.ledger.requests.answer(an_approval(first, answered_at=LATER))


def test_a_change_that_is_taken_back_asks_once_more() -> None:
    watch = _asked()
    _round(replace(watch, policy=OTHER_POLICY))
    assert len(_round(watch, noon(weeks=3, hours=5))) == 3
    assert _states(watch) == [RequestState.OVERTAKEN, RequestState.OVERTAKEN, RequestState.PENDING]
    assert verify_ledger(watch.ledger) == ()


@pytest.mark.parametrize("approval", [{"approvers": ["U07BOB"]}, {"approvers": ["ada", "bob"], "needs": 2}], ids=str)
def test_when_others_have_to_approve_they_are_asked(approval: dict[str, Any]) -> None:
    watch = _asked(approvers=["ada"])
    (_, second) = _round(_with_approval(watch, **approval))
    assert (second.asked_of, second.needs) == (tuple(approval["approvers"]), approval.get("needs", 1))
    assert "asks other people" in watch.ledger.outbox.of(watch.model)[-1].paragraphs[0]


def test_when_asking_is_turned_off_an_open_question_stays_as_it_was_put() -> None:
    watch = _with_approval(_asked(approvers=["ada"]), required=False)
    assert len(_round(watch)) == 1
    assert _states(watch) == [RequestState.PENDING]


def test_when_the_champion_changes_nobody_is_asked_again() -> None:
    watch = _asked()
    a_challenger(watch, version="v3", week=1)
    watch.ledger.promotions.record(
        Promotion(
            model=watch.model, from_version="v1", to_version="v3", approval="that", promised=None, promoted_at=LATER
        )
    )
    assert len(_round(watch)) == 1
    assert _states(watch) == [RequestState.OVERTAKEN]
    closing = watch.ledger.outbox.of(watch.model)[-1]
    assert closing.title == "flights: no answer is needed about v2 any more, v3 stays"
    assert closing.resolves


def test_what_was_approved_under_another_policy_is_asked_anew_instead_of_promoted() -> None:
    watch = _asked()
    (request,) = watch.ledger.requests.of(watch.model)
    watch.ledger.requests.answer(an_approval(request, answered_at=NOW))
    changed = replace(watch, policy=OTHER_POLICY)
    for _ in range(2):
        carry_out_approvals(changed, LATER)
    assert watch.world.registry.champion(watch.model) == "v1"
    assert _states(watch) == TWICE
    watch.ledger.requests.answer(an_approval(watch.ledger.requests.of(watch.model)[-1], answered_at=LATER))
    carry_out_approvals(changed, LATER)
    assert watch.world.registry.champion(watch.model) == "v2"


def test_whoever_is_killed_between_the_two_closes_the_old_question_the_next_time() -> None:
    watch = _asked()
    changed = replace(watch, policy=OTHER_POLICY)
    once = _asked()
    _round(replace(once, policy=OTHER_POLICY))
    watch.ledger.requests.record(once.ledger.requests.of(watch.model)[-1])
    assert len(_round(changed)) == 2
    assert _states(watch) == TWICE


READS = [("verdicts", "unasked"), ("requests", "of"), ("requests", "pending")]


def _interrupt(watch: Watch, other: Callable[[], object], monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """Let another worker do something in between, right after so many reads of verdicts and questions."""
    ticks = iter(range(1, 1000))

    def interrupting(read: Callable[..., object]) -> Callable[..., object]:
        def reading(*args: object) -> object:
            found = read(*args)
            if next(ticks) == after:
                other()
            return found

        return reading

    for shelf, read in READS:
        asked = getattr(watch.ledger, shelf)
        monkeypatch.setattr(asked, read, interrupting(getattr(asked, read)))


@pytest.mark.parametrize("after", range(1, 8))
@pytest.mark.parametrize(
    ("errand", "states"), [(ask, [RequestState.PENDING]), (ask_anew, TWICE)], ids=["first", "anew"]
)
def test_two_workers_at_once_ask_one_question_wherever_the_one_overtakes_the_other(
    errand: Callable[[Watch, datetime], None],
    states: list[RequestState],
    after: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watch = replace(_asked(), policy=OTHER_POLICY) if errand is ask_anew else _to_be_asked()
    _interrupt(watch, lambda: errand(watch, LATER), monkeypatch, after=after)
    errand(watch, LATER + timedelta(minutes=1))
    assert _states(watch) == states
    assert told(watch).count("request") == len(states)


def test_an_expired_question_is_not_put_anew() -> None:
    watch = _asked()
    ask_anew(replace(watch, policy=OTHER_POLICY), NOW + timedelta(days=3))
    assert _states(watch) == [RequestState.PENDING]
