"""Approval requests and their answers, under one lock."""

from datetime import datetime

from adapters.memory.shelf import Books, MemoryShelf
from domain.answers import outcome, why_not_another, why_not_asked
from domain.approvals import Approval, ApprovalRequest, Closing, Promotion, Question, RequestState
from domain.audit import audited
from domain.errors import AnswerNotBound, NotAnApprover, NotPending, Unheard
from domain.notices import Notice


class MemoryRequests(MemoryShelf[ApprovalRequest]):
    """Approval requests and their answers. A request leaves pending once and for good."""

    def __init__(self, books: Books, promotions: MemoryShelf[Promotion]) -> None:
        super().__init__("approval request", books)
        self._promotions = promotions
        self._answers: dict[str, list[Approval]] = {}
        self._decided: dict[str, Approval] = {}
        self._closed: dict[str, RequestState] = {}

    def state(self, request: str) -> RequestState:
        """Where the request stands; raises Unheard."""
        with self._lock:
            if request not in self._nouns:
                raise Unheard(f"the ledger holds no approval request {request}")
            return self._state(request)

    def answer(self, approval: Approval, *, tell: Notice | None = None) -> Approval:
        """Keep a person's answer to a request that is pending and unexpired at `answered_at`."""
        with self._lock:
            request = self._nouns.get(approval.request)
            if request is None:
                raise NotPending(f"request {approval.request} was never asked")
            why_not = why_not_asked(request, approval)
            if why_not:
                raise NotAnApprover(why_not)
            kept = next((answer for answer in self.answers(request.id) if answer.by == approval.by), None)
            if kept is not None:
                return _same_again(kept, approval)
            self._check_open(request, approval)
            self._answers.setdefault(request.id, []).append(approval)
            if self._state(request.id) is not RequestState.PENDING:
                self._decided[request.id] = approval
            self._say(tell, audited(approval, model=request.model))
            return approval

    def answers(self, request: str) -> tuple[Approval, ...]:
        """Every answer to a request, in the order in which they came."""
        with self._lock:
            return tuple(self._answers.get(request, ()))

    def questions(self, model: str | None = None) -> tuple[Question, ...]:
        """Every request with its answers and its state, or those of one model."""
        with self._lock:
            return tuple(
                Question(request=each, answers=self.answers(each.id), state=self._state(each.id))
                for each in (self.all() if model is None else self.of(model))
            )

    def answer_to(self, request: str) -> Approval | None:
        """The answer that decided a request, if one did: the last one that it takes."""
        return self._decided.get(request)

    def pending(self, model: str | None = None) -> tuple[ApprovalRequest, ...]:
        """The requests that wait for an answer, those whose time is over but which nobody closed included."""
        with self._lock:
            return tuple(r for r in self._among(model) if self._state(r.id) is RequestState.PENDING)

    def expire(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending request whose time is over; says whether this call closed it."""
        with self._lock:
            kept = self._nouns.get(request.id)
            if kept is None or kept.expires_at > now or self._state(kept.id) is not RequestState.PENDING:
                return False
            return self._close(kept, RequestState.EXPIRED, now, tell)

    def overtake(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending or approved request whose promotion was not carried out; says whether this call closed it."""
        fulfilled = self._fulfilled()
        with self._lock:
            kept = self._nouns.get(request.id)
            if kept is None or self._state(kept.id) not in {RequestState.PENDING, RequestState.APPROVED}:
                return False
            if any(answer.id in fulfilled for answer in self.answers(kept.id)):
                return False
            return self._close(kept, RequestState.OVERTAKEN, now, tell)

    def unfulfilled(self, model: str | None = None) -> tuple[tuple[ApprovalRequest, Approval], ...]:
        """Approved requests, not overtaken, whose promotion has not been carried out, with the answer that decided."""
        fulfilled = self._fulfilled()
        with self._lock:
            due = [answer for answer in self._decided.values() if answer.id not in fulfilled]
            approved = [answer for answer in due if self._state(answer.request) is RequestState.APPROVED]
            asked = [(self._nouns[answer.request], answer) for answer in approved]
            return tuple(each for each in asked if model in {None, each[0].model})

    def _fulfilled(self) -> set[str | None]:
        return {promotion.approval for promotion in self._promotions.all()}

    def _state(self, request: str) -> RequestState:
        if request in self._closed:
            return self._closed[request]
        return outcome(self._nouns[request], self.answers(request))

    def _close(self, request: ApprovalRequest, state: RequestState, now: datetime, tell: Notice | None) -> bool:
        self._closed[request.id] = state
        self._say(tell, audited(Closing(request=request.id, model=request.model, state=state, closed_at=now)))
        return True

    def _check_open(self, request: ApprovalRequest, approval: Approval) -> None:
        state = self._state(request.id)
        if state is not RequestState.PENDING:
            by = "".join(f" by {answer.by}" for answer in self.answers(request.id)[-1:])
            raise NotPending(f"request {request.id} is {state}{by}")
        if approval.answered_at >= request.expires_at:
            raise NotPending(f"request {request.id} expired at {request.expires_at.isoformat()}")
        if approval.bound_to != request.bound_to:
            raise AnswerNotBound(f"the answer is bound to {approval.bound_to}, the request to {request.bound_to}")
        why_not = why_not_another(approval, self.answers(request.id))
        if why_not:
            raise NotPending(why_not)


def _same_again(kept: Approval, again: Approval) -> Approval:
    if (kept.answer, kept.bound_to) == (again.answer, again.bound_to):
        return kept
    raise NotPending(f"request {kept.request} was answered: {kept.answer} by {kept.by}; an answer stands")
