"""The ledger's shelves: one for each noun, and on each the questions that the work asks of it.

Every `record` keeps a noun unless its id is kept already, puts the notice about it into the outbox in the same
transaction, and returns what is kept: the first record wins, and only the first is told. That is all it takes
for a retry, a second worker or a `kill -9` to change nothing.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeVar

from domain.approvals import Approval, ApprovalRequest, Probation, Promotion, RequestState, Silence
from domain.audit import AuditEntry
from domain.decisions import Decision
from domain.deeds import Deed
from domain.notices import Notice, Undelivered
from domain.profiles import Profile
from domain.samples import Sample
from domain.signals import Signal, SignalState
from domain.training import Candidate, TrainingOrder, TrainingRun
from domain.verdicts import Verdict
from domain.windows import Window

Noun = TypeVar("Noun")


class Shelf(Protocol[Noun]):
    """What every shelf offers."""

    def record(self, noun: Noun, *, tell: Notice | None = None) -> Noun:
        """Keep the noun, and queue the notice with it, unless its id is kept; return what is kept."""
        ...

    def get(self, id_: str) -> Noun:
        """The noun with this id, or with the only id that starts so; raises Unheard."""
        ...

    def of(self, model: str) -> tuple[Noun, ...]:
        """All nouns of a model, in the order in which they came about."""
        ...


class Profiles(Shelf[Profile], Protocol):
    """Profiles, by whose rows they are."""

    def from_origin(self, model: str, origin: str, *, within: Window | None = None) -> tuple[Profile, ...]:
        """The profiles of one origin, whole traffic and segments, by window.

        Of each window and segment the latest revision; only of windows inside `within`, if that is given.
        """
        ...


class Samples(Shelf[Sample], Protocol):
    """Samples, by whose rows they are."""

    def from_origin(self, model: str, origin: str, *, within: Window | None = None) -> tuple[Sample, ...]:
        """The samples of one origin, by window; of each window the latest revision."""
        ...


class Signals(Shelf[Signal], Protocol):
    """Signals; a provisional one gives way to a later one of the same question, a final one stays."""

    def record_all(self, signals: Collection[Signal]) -> tuple[Signal, ...]:
        """Record each, all of them or none; return what is kept, in their order. A window has a hundred of them."""
        ...

    def within(self, model: str, window: Window) -> tuple[Signal, ...]:
        """The signals whose window lies inside this one, by window, name and subject; the latest revision of each."""
        ...

    def named(
        self, model: str, names: Collection[str], *, within: Window | None = None, state: SignalState | None = None
    ) -> tuple[Signal, ...]:
        """The signals of these names, in one state or in any, in the order of their recording; every revision.

        Only of windows inside `within`, if that is given.
        """
        ...

    def provisional(self, model: str) -> tuple[Signal, ...]:
        """Signals that later labels may still change, by window; of each question the latest revision."""
        ...


class Decisions(Shelf[Decision], Protocol):
    """Decisions, and those that still lack their consequence."""

    def unordered(self) -> tuple[Decision, ...]:
        """Decisions to retrain for which no training has been ordered yet."""
        ...

    def undone(self) -> tuple[Decision, ...]:
        """Decisions to roll back or to run a deployment that have no deed yet."""
        ...

    def wished(self) -> tuple[Decision, ...]:
        """What people asked for, done or not, of every model, in the order in which they did."""
        ...


class Deeds(Shelf[Deed], Protocol):
    """What became of decisions to roll back or to run a deployment."""


class Orders(Shelf[TrainingOrder], Protocol):
    """Training orders, and those that still lack an end."""

    def open(self) -> tuple[TrainingOrder, ...]:
        """Orders without a run, or with a run that has not ended."""
        ...


class Runs(Shelf[TrainingRun], Protocol):
    """Training runs: launched once, settled once."""

    def of_order(self, order: str) -> TrainingRun | None:
        """The run of an order, if it was launched."""
        ...

    def settle(self, run: TrainingRun, *, tell: Notice | None = None) -> TrainingRun:
        """Replace a launched run by its end (and queue the notice); one that has ended stays as it is."""
        ...


class Candidates(Shelf[Candidate], Protocol):
    """Trained versions."""

    def of_version(self, model: str, version: str) -> Candidate:
        """The candidate of that version; raises Unheard."""
        ...

    def unjudged(self) -> tuple[Candidate, ...]:
        """Challengers on which there is no verdict yet: made by a training run, and no refit of one that won."""
        ...


class Verdicts(Shelf[Verdict], Protocol):
    """Verdicts, and those that still lack their consequence."""

    def unasked(self) -> tuple[Verdict, ...]:
        """Verdicts to promote about which nobody has been asked yet."""
        ...


class Requests(Shelf[ApprovalRequest], Protocol):
    """Approval requests and their answers. A request leaves pending once and for good."""

    def state(self, request: str) -> RequestState:
        """Where the request stands; raises Unheard."""
        ...

    def answer(self, approval: Approval, *, tell: Notice | None = None) -> Approval:
        """Keep a person's answer to a pending, unexpired request, and decide it if that settles it, in one atomic step.

        A rejection settles it; so does the approval with which `needs` different people have approved, one of whom
        at least is not `wished_by`. Raises NotPending when it was decided, has expired or was never asked,
        AnswerNotBound when the answer's digest is another, NotAnApprover when neither the person nor `entitled_by`
        was asked. The very same answer given again is returned, whenever that is; another answer by the same person
        is refused with NotPending.
        """
        ...

    def answers(self, request: str) -> tuple[Approval, ...]:
        """Every answer to a request, in the order in which they came."""
        ...

    def answer_to(self, request: str) -> Approval | None:
        """The answer that decided a request, the last one that it takes; None while it is open and for one that was
        closed with too few.
        """
        ...

    def pending(self) -> tuple[ApprovalRequest, ...]:
        """The requests that wait for an answer."""
        ...

    def expire(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending request whose time is over; says whether this call closed it."""
        ...

    def overtake(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending or approved request, for good, because what it asked about is no more (another champion,
        another policy); says whether this call closed it.
        """
        ...

    def unfulfilled(self) -> tuple[tuple[ApprovalRequest, Approval], ...]:
        """Approved requests, not overtaken, whose promotion has not been carried out."""
        ...


class Promotions(Shelf[Promotion], Protocol):
    """Changes of champion."""

    def latest(self, model: str) -> Promotion | None:
        """The promotion that put the version in force there, if there is one."""
        ...

    def on_probation(self) -> tuple[Promotion, ...]:
        """Promotions that replaced a champion, took none back, and whose probation has not ended."""
        ...


class Silences(Shelf[Silence], Protocol):
    """Muted models and signals."""


class Probations(Shelf[Probation], Protocol):
    """Ends of probations."""


class Audit(Protocol):
    """Who answered, asked for, muted or changed what: a chain in which no link can be changed unnoticed.

    An entry is appended in the transaction that keeps the noun it is about (`domain.audit.audited`).
    """

    def entries(self, model: str | None = None) -> tuple[AuditEntry, ...]:
        """All entries in order, or those about one model."""
        ...

    def head(self) -> AuditEntry | None:
        """The newest entry."""
        ...


class Outbox(Protocol):
    """Notices on their way to people: queued with their cause, delivered at least once, never lost."""

    def queue(self, notice: Notice) -> bool:
        """Queue a notice that has no noun of its own; says whether its key was new."""
        ...

    def due(self, now: datetime) -> tuple[Notice, ...]:
        """Undelivered notices whose time to try has come, oldest first, none ahead of its thread.

        What failed and waits holds up all of its thread. What was postponed holds up all but a critical notice, which
        comes together with whatever is postponed before it. Buried ones are never due and hold up nothing.
        """
        ...

    def posted(self, key: str, *, receipt: str) -> None:
        """Note the messenger's own name for a notice that is posted, of which something is left to do (a redraw).

        It stays undelivered, so `due` gives it again; who finds a `receipt` posts it no second time.
        """
        ...

    def delivered(self, key: str, *, receipt: str, at: datetime) -> None:
        """Note that a notice arrived, and the messenger's own name for it; the first name stays."""
        ...

    def failed(self, key: str, *, why: str, retry_at: datetime) -> None:
        """Note that a delivery failed and when to try again."""
        ...

    def receipt(self, key: str) -> str | None:
        """The messenger's name for a delivered notice."""
        ...

    def get(self, key: str) -> Notice | None:
        """The notice of that key, delivered or not."""
        ...

    def postpone(self, key: str, *, until: datetime) -> None:
        """Leave an undelivered notice for later on purpose; it is no failure."""
        ...

    def bury(self, key: str, *, why: str, at: datetime) -> None:
        """Give up on an undelivered notice, which no repetition can bring through; it no longer holds up its thread.

        It counts as one more failure.
        """
        ...

    def revive(self, key: str) -> bool:
        """Try a buried notice again from the start, without failures; says whether it was buried."""
        ...

    def undelivered(self) -> tuple[Undelivered, ...]:
        """Everything that has not arrived, buried letters too, oldest first."""
        ...

    def of(self, model: str) -> tuple[Notice, ...]:
        """All notices of a model, oldest first."""
        ...
