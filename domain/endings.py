"""How questions ended, as a board counts them."""

from collections.abc import Iterable

from domain.approvals import RequestState
from domain.board import Counted

# What metrics call the end of a question; while it waits it has none.
_ENDS = {
    RequestState.APPROVED: "approve",
    RequestState.REJECTED: "reject",
    RequestState.EXPIRED: "expired",
    RequestState.OVERTAKEN: "overtaken",
}


def settled(requests: Iterable[Counted]) -> tuple[Counted, ...]:
    """Requests counted by the state that settled them (`settled_as`), as answers; those that wait are left out.

    >>> settled([Counted("m", "approved", 2), Counted("m", "overtaken", 1), Counted("m", "pending", 1)])
    (Counted(model='m', what='approve', times=2), Counted(model='m', what='overtaken', times=1))
    """
    found: dict[tuple[str, str], float] = {}
    for model, state, times in requests:
        if state in _ENDS:
            answer = model, _ENDS[RequestState(state)]
            found[answer] = found.get(answer, 0) + times
    return tuple(Counted(model, answer, times) for (model, answer), times in sorted(found.items()))


def settled_as(state: RequestState, *, was_approved: bool) -> RequestState:
    """The first state that settled a request: what people approved stays approved when it is overtaken later.

    >>> settled_as(RequestState.OVERTAKEN, was_approved=True).value
    'approved'
    """
    return RequestState.APPROVED if was_approved else state
