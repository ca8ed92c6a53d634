"""The shelves of what people are asked, answer and mute, and of what is changed because of it."""

from datetime import datetime
from typing import Protocol

from domain.approvals import Approval, ApprovalRequest, Probation, Promotion, Question, RequestState
from domain.audit import AuditEntry
from domain.notices import Notice
from domain.shelves import Shelf
from domain.silences import Lifting, Silence


class Requests(Shelf[ApprovalRequest], Protocol):
    """Approval requests and their answers. A request leaves pending once and for good."""

    def state(self, request: str) -> RequestState:
        """Where the request stands; raises Unheard."""
        ...

    def answer(self, approval: Approval, *, tell: Notice | None = None) -> Approval:
        """Keep a person's answer to a pending, unexpired request, and decide it if that settles it, in one atomic step.

        A rejection settles it; so does the approval with which `needs` different people have approved, one of whom
        at least did not wish for the training (`domain.answers`). Raises NotPending when it was decided, has expired or
        was never asked, AnswerNotBound when the answer's digest is another, NotAnApprover when neither the person nor
        `entitled_by` was asked, or a person listed by a Slack id alone answers from another account. The very same
        answer given again is returned, whenever that is; another answer by the same person, and an approval under
        another name from the same account, are refused with NotPending.
        """
        ...

    def answers(self, request: str) -> tuple[Approval, ...]:
        """Every answer to a request, in the order in which they came."""
        ...

    def questions(self, model: str | None = None) -> tuple[Question, ...]:
        """Every request, or those of one model, with answers and state, in the order in which they came about."""
        ...

    def answer_to(self, request: str) -> Approval | None:
        """The answer that decided a request, the last one that it takes; None while it is open and for one that was
        closed with too few.
        """
        ...

    def pending(self, model: str | None = None) -> tuple[ApprovalRequest, ...]:
        """The requests that wait for an answer."""
        ...

    def expire(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending request whose time is over; says whether this call closed it."""
        ...

    def overtake(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending or approved request, for good, because what it asked about is no more (another champion,
        another policy); says whether this call closed it.

        One whose promotion was carried out stays approved: the other champion may be the one that it put in force.
        """
        ...

    def unfulfilled(self, model: str | None = None) -> tuple[tuple[ApprovalRequest, Approval], ...]:
        """Approved requests, not overtaken, whose promotion has not been carried out."""
        ...


class Promotions(Shelf[Promotion], Protocol):
    """Changes of champion."""

    def all(self) -> tuple[Promotion, ...]:
        """Those of every model, in the order in which they came about."""
        ...

    def latest(self, model: str) -> Promotion | None:
        """The promotion that put the version in force there, if there is one."""
        ...

    def on_probation(self, model: str | None = None) -> tuple[Promotion, ...]:
        """Promotions that replaced a champion, took none back, and whose probation has not ended."""
        ...


class Silences(Shelf[Silence], Protocol):
    """Muted models and signals, as they were asked for; people may lift them before their time."""

    def all(self) -> tuple[Silence, ...]:
        """Those of every model, in the order in which they came about."""
        ...

    def lift(self, lifting: Lifting, *, tell: Notice | None = None) -> Lifting:
        """End a silence before its time, once: the first lifting is kept and told, and returned.

        Raises Unheard for a silence that the ledger does not hold.
        """
        ...

    def liftings(self, model: str | None = None) -> tuple[Lifting, ...]:
        """Every lifting in the order in which they came about, or those of one model's silences."""
        ...


class Probations(Shelf[Probation], Protocol):
    """Ends of probations."""


class Audit(Protocol):
    """Who answered, asked for, muted or changed what: a chain that a changed link breaks.

    That all of it was written anew shows only against a head that is kept elsewhere.
    An entry is appended in the transaction that keeps the noun it is about (`domain.audit.audited`).
    """

    def entries(self, model: str | None = None) -> tuple[AuditEntry, ...]:
        """All entries in order, or those about one model."""
        ...

    def head(self) -> AuditEntry | None:
        """The newest entry."""
        ...

    def columns_otherwise(self) -> tuple[str, ...]:
        """A sentence for every column beside a noun of a person's or of a training that says otherwise than the noun.

        Nothing where nouns are kept without columns.
        """
        ...
