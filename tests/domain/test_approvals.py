"""What the answers make of a request."""

import pytest

from domain.approvals import Answer, RequestState, outcome
from tests.builders import a_request, an_approval


@pytest.mark.parametrize(
    ("needs", "wished_by", "approved_by", "state"),
    [
        (1, None, (), RequestState.PENDING),
        (1, None, ("ada",), RequestState.APPROVED),
        (2, None, ("ada",), RequestState.PENDING),
        (2, None, ("ada", "bob"), RequestState.APPROVED),
        (1, "ada", ("ada",), RequestState.PENDING),
        (1, "ada", ("bob",), RequestState.APPROVED),
        (1, "ada", ("ada", "bob"), RequestState.APPROVED),
        (2, "ada", ("ada", "bob"), RequestState.APPROVED),
        (3, "ada", ("ada", "bob"), RequestState.PENDING),
        (2, None, ("ada", "ada"), RequestState.PENDING),
    ],
)
def test_enough_different_people_approve_one_of_whom_did_not_wish_for_it(
    needs: int, wished_by: str | None, approved_by: tuple[str, ...], state: RequestState
) -> None:
    request = a_request(needs=needs, wished_by=wished_by)

    assert outcome(request, (an_approval(request, by=by) for by in approved_by)) is state


def test_one_rejection_settles_it_whoever_else_approved() -> None:
    request = a_request(needs=3)
    answers = (an_approval(request), an_approval(request, by="bob", answer=Answer.REJECT))

    assert outcome(request, answers) is RequestState.REJECTED
