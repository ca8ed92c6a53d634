"""An answer by whatever door: kept under one name a person, told once, and counted towards what is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.answers import answer_request, standing
from adapters.memory import MemoryLedger
from domain.approvals import Answer, RequestState
from domain.errors import AnswerNotBound, NotAnApprover, NotPending, Unheard
from tests.builders import a_candidate, a_moment, a_request, a_verdict

if TYPE_CHECKING:
    from adapters.answers import Answered
    from domain.approvals import Approval, ApprovalRequest
    from domain.ports import Ledger


def _asked(**fields: Any) -> tuple[Ledger, ApprovalRequest]:
    """A ledger with one open question."""
    ledger = MemoryLedger()
    first = ledger.candidates.record(a_candidate(training_run=None))
    ledger.verdicts.record(a_verdict(candidate=first.id))
    return ledger, ledger.requests.record(a_request(candidate=first.id, **fields))


def _approve(ledger: Ledger, request: ApprovalRequest, by: str, **fields: Any) -> Answered:
    given: dict[str, Any] = {"answer": Answer.APPROVE, "door": "slack", "at": a_moment(hours=6)}
    return answer_request(ledger, request.id, by=by, **(given | fields))


def _told(ledger: Ledger) -> list[str]:
    return [notice.title for notice in ledger.outbox.of("flights")]


def test_one_approval_settles_a_question_that_needs_one_and_closes_it() -> None:
    ledger, request = _asked()
    answered = _approve(ledger, request, "ada", why="looks right")
    assert (answered.is_new, answered.standing.state, answered.standing.still_needed) == (
        True,
        RequestState.APPROVED,
        0,
    )
    assert answered.standing.settled_by == answered.approval
    (notice,) = ledger.outbox.of("flights")
    assert (notice.title, notice.closes) == ("flights: ada approved v2", f"request {request.id}")


def test_the_beginning_of_an_id_is_enough() -> None:
    ledger, request = _asked()
    given = answer_request(
        ledger, request.id[:8], answer=Answer.APPROVE, by="ada", door="command line", at=a_moment(hours=6)
    )
    assert given.approval.request == request.id


def test_the_same_answer_again_is_no_other_answer_and_is_told_once() -> None:
    ledger, request = _asked()
    first = _approve(ledger, request, "ada")
    again = _approve(ledger, request, "ada", at=a_moment(hours=7))
    assert (again.is_new, again.approval) == (False, first.approval)
    assert len(_told(ledger)) == 1


def test_two_different_people_have_to_approve_where_two_are_needed() -> None:
    ledger, request = _asked(needs=2)
    first = _approve(ledger, request, "U07ADA (ada)")
    assert (first.standing.state, first.standing.still_needed) == (RequestState.PENDING, 1)
    assert ledger.outbox.of("flights")[0].closes is None
    second = _approve(ledger, request, "U07BOB (bob)")
    assert (second.standing.state, second.standing.still_needed) == (RequestState.APPROVED, 0)
    assert [answer.by for answer in second.standing.answers] == ["U07ADA (ada)", "U07BOB (bob)"]
    assert ledger.outbox.of("flights")[-1].closes == f"request {request.id}"


@pytest.mark.parametrize("renamed", ["U07ADA (the boss)", "U07ADA"])
def test_a_person_under_another_handle_is_the_same_person(renamed: str) -> None:
    ledger, request = _asked(needs=2)
    _approve(ledger, request, "U07ADA (ada)")
    again = _approve(ledger, request, renamed)
    assert (again.is_new, again.standing.still_needed) == (False, 1)


def test_whoever_is_listed_counts_by_the_entry_in_the_models_file_whatever_their_handle() -> None:
    ledger, request = _asked(asked_of=("U07ADA (Ada)",))
    assert _approve(ledger, request, "U07ADA (countess)").approval.by == "U07ADA (Ada)"


def test_a_name_in_brackets_counts_at_the_command_line_and_not_in_slack() -> None:
    ledger, request = _asked(asked_of=("U07ADA (ada)", "U07BOB (bob)"), needs=2)
    with pytest.raises(NotAnApprover):
        _approve(ledger, request, "ada")
    assert _approve(ledger, request, "ada", door="command line").approval.by == "U07ADA (ada)"
    with pytest.raises(NotAnApprover):
        _approve(ledger, request, "U07EVE (bob)")


def test_who_asked_for_the_training_is_not_enough_under_any_handle() -> None:
    ledger, request = _asked(wished_by="U07ADA (ada)")
    alone = _approve(ledger, request, "U07ADA (renamed)")
    assert (alone.standing.state, alone.standing.still_needed) == (RequestState.PENDING, 1)
    assert _approve(ledger, request, "U07BOB (bob)").standing.state is RequestState.APPROVED


def test_one_rejection_is_enough() -> None:
    ledger, request = _asked(needs=2)
    _approve(ledger, request, "ada")
    rejected = _approve(ledger, request, "bob", answer=Answer.REJECT, why="not before the holidays")
    assert (rejected.standing.state, rejected.standing.still_needed) == (RequestState.REJECTED, 0)
    assert rejected.standing.settled_by == rejected.approval


def test_a_member_of_a_group_that_was_asked_may_answer() -> None:
    ledger, request = _asked(asked_of=("S07OWNERS",))
    with pytest.raises(NotAnApprover):
        _approve(ledger, request, "U07ADA (ada)")
    assert _approve(ledger, request, "U07ADA (ada)", entitled_by="S07OWNERS").approval.entitled_by == "S07OWNERS"


def test_who_comes_too_late_can_be_told_who_was_first() -> None:
    ledger, request = _asked()
    _approve(ledger, request, "ada")
    with pytest.raises(NotPending):
        _approve(ledger, request, "bob")
    first = standing(ledger, request.id).settled_by
    assert first is not None
    assert first.by == "ada"
    assert len(_told(ledger)) == 1


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"bound_to": "what was shown before"}, AnswerNotBound),
        ({"at": a_moment(days=3, hours=5)}, NotPending),
    ],
    ids=["an old button", "expired"],
)
def test_what_does_not_count_is_refused_and_nobody_is_told(fields: dict[str, Any], refused: type[Exception]) -> None:
    ledger, request = _asked()
    with pytest.raises(refused):
        _approve(ledger, request, "ada", **fields)
    assert _told(ledger) == []
    assert standing(ledger, request.id).answers == ()


def test_an_expired_question_was_settled_by_nobody() -> None:
    ledger, request = _asked(needs=2)
    _approve(ledger, request, "ada")
    ledger.requests.expire(request, now=request.expires_at)
    stands = standing(ledger, request.id)
    assert (stands.state, stands.settled_by) == (RequestState.EXPIRED, None)


def test_a_question_that_there_is_not_is_refused() -> None:
    with pytest.raises(Unheard):
        standing(MemoryLedger(), "zzzz")


def test_of_two_approvals_in_one_moment_the_one_that_settles_closes_the_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ledger, request = _asked(needs=2)

    def before_the_other_came(_: str) -> tuple[Approval, ...]:
        """Nobody has answered yet, and then somebody does."""
        monkeypatch.undo()
        _approve(ledger, request, "bob")
        return ()

    monkeypatch.setattr(ledger.requests, "answers", before_the_other_came)
    assert _approve(ledger, request, "ada").standing.state is RequestState.APPROVED
    assert [notice.closes for notice in ledger.outbox.of("flights")][-1] == f"request {request.id}"


@pytest.mark.parametrize("read", ["state", "answers"])
def test_what_is_answered_while_it_is_looked_at_is_never_settled_by_nobody(
    read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, request = _asked()
    as_it_was = getattr(ledger.requests, read)

    def and_then_somebody_answers(id_: str) -> Any:
        seen = as_it_was(id_)
        monkeypatch.undo()
        _approve(ledger, request, "bob")
        return seen

    monkeypatch.setattr(ledger.requests, read, and_then_somebody_answers)
    stands = standing(ledger, request.id)
    assert (stands.state is RequestState.APPROVED) == (stands.settled_by is not None)
