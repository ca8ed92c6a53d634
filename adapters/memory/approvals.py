"""Approval requests and their answers, under one lock."""

from datetime import datetime
from threading import RLock

from adapters.memory.outbox import MemoryOutbox
from adapters.memory.shelf import MemoryShelf
from domain.approvals import Answer, Approval, ApprovalRequest, Promotion, RequestState
from domain.errors import AnswerNotBound, NotAnApprover, NotPending, Unheard
from domain.notices import Notice


class MemoryRequests(MemoryShelf[ApprovalRequest]):
    """Approval requests and their answers. A request leaves pending once and for good."""

    def __init__(self, outbox: MemoryOutbox, lock: RLock, promotions: MemoryShelf[Promotion]) -> None:
        super().__init__("approval request", outbox, lock)
        self._promotions = promotions
        self._answers: dict[str, Approval] = {}
        self._expired: set[str] = set()
        self._overtaken: set[str] = set()

    def state(self, request: str) -> RequestState:
        """Where the request stands; raises Unheard."""
        with self._lock:
            if request not in self._nouns:
                raise Unheard(f"the ledger holds no approval request {request}")
            return self._state(request)

    def answer(self, approval: Approval, *, tell: Notice | None = None) -> Approval:
        """Decide a request that is pending and unexpired at `answered_at`, and keep the answer."""
        with self._lock:
            request = self._nouns.get(approval.request)
            if request is None:
                raise NotPending(f"request {approval.request} was never asked")
            if request.asked_of and approval.by not in request.asked_of:
                raise NotAnApprover(f"{approval.by} was not asked, {', '.join(request.asked_of)} were")
            if self._is_repeated(approval):
                return self._answers[approval.request]
            self._check_open(request, approval)
            self._answers[approval.request] = approval
            self._say(tell)
            return approval

    def answer_to(self, request: str) -> Approval | None:
        """The answer that decided a request, if one did."""
        return self._answers.get(request)

    def pending(self) -> tuple[ApprovalRequest, ...]:
        """The requests that wait for an answer, those whose time is over but which nobody closed included."""
        with self._lock:
            return tuple(r for r in self.all() if self._state(r.id) is RequestState.PENDING)

    def expire(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending request whose time is over; says whether this call closed it."""
        with self._lock:
            kept = self._nouns.get(request.id)
            if kept is None or kept.expires_at > now or self._state(kept.id) is not RequestState.PENDING:
                return False
            self._expired.add(kept.id)
            self._say(tell)
            return True

    def overtake(self, request: ApprovalRequest, *, tell: Notice | None = None) -> bool:
        """Close an approved request whose champion is gone, for good; says whether this call closed it."""
        with self._lock:
            if self._state(request.id) is not RequestState.APPROVED:
                return False
            self._overtaken.add(request.id)
            self._say(tell)
            return True

    def unfulfilled(self) -> tuple[tuple[ApprovalRequest, Approval], ...]:
        """Approved requests, not overtaken, whose promotion has not been carried out."""
        fulfilled = {promotion.approval for promotion in self._promotions.all()}
        with self._lock:
            approved = [a for a in self._answers.values() if a.answer is Answer.APPROVE]
            due = [a for a in approved if a.id not in fulfilled and a.request not in self._overtaken]
            return tuple((self._nouns[a.request], a) for a in due)

    def _state(self, request: str) -> RequestState:
        if request in self._overtaken:
            return RequestState.OVERTAKEN
        answer = self._answers.get(request)
        if answer is not None:
            return RequestState.APPROVED if answer.answer is Answer.APPROVE else RequestState.REJECTED
        return RequestState.EXPIRED if request in self._expired else RequestState.PENDING

    def _is_repeated(self, again: Approval) -> bool:
        kept = self._answers.get(again.request)
        if kept is None:
            return False
        return (kept.by, kept.answer, kept.bound_to) == (again.by, again.answer, again.bound_to)

    def _check_open(self, request: ApprovalRequest, approval: Approval) -> None:
        state = self._state(request.id)
        if state is not RequestState.PENDING:
            raise NotPending(f"request {request.id} is {state}")
        if approval.answered_at >= request.expires_at:
            raise NotPending(f"request {request.id} expired at {request.expires_at.isoformat()}")
        if approval.bound_to != request.bound_to:
            raise AnswerNotBound(f"the answer is bound to {approval.bound_to}, the request to {request.bound_to}")
