"""The ledger's shelves: one for each noun, and on each the questions that the work asks of it.

Every `record` keeps a noun unless its id is kept already, puts the notice about it into the outbox in the same
transaction, and returns what is kept: the first record wins, and only the first is told. That is all it takes
for a retry, a second worker or a `kill -9` to change nothing.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeVar

from domain.approvals import Approval, ApprovalRequest, Probation, Promotion, RequestState, Silence
from domain.decisions import Decision
from domain.deeds import Deed
from domain.notices import Notice
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
        """Decide a pending, unexpired request, in one atomic step, and keep the answer.

        Raises NotPending when it was answered, has expired or was never asked, AnswerNotBound when the answer's
        digest is another, NotAnApprover when others were asked. The very same answer given again is returned.
        """
        ...

    def answer_to(self, request: str) -> Approval | None:
        """The answer that decided a request, if one did."""
        ...

    def pending(self) -> tuple[ApprovalRequest, ...]:
        """The requests that wait for an answer."""
        ...

    def expire(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending request whose time is over; says whether this call closed it."""
        ...

    def overtake(self, request: ApprovalRequest, *, tell: Notice | None = None) -> bool:
        """Close an approved request whose champion is gone, for good; says whether this call closed it."""
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


class Outbox(Protocol):
    """Notices on their way to people: queued with their cause, delivered at least once, never lost."""

    def queue(self, notice: Notice) -> bool:
        """Queue a notice that has no noun of its own; says whether its key was new."""
        ...

    def due(self, now: datetime) -> tuple[Notice, ...]:
        """Undelivered notices whose time to try has come, oldest first."""
        ...

    def delivered(self, key: str, *, receipt: str, at: datetime) -> None:
        """Note that a notice arrived, and the messenger's own name for it."""
        ...

    def failed(self, key: str, *, why: str, retry_at: datetime) -> None:
        """Note that a delivery failed and when to try again."""
        ...

    def receipt(self, key: str) -> str | None:
        """The messenger's name for a delivered notice."""
        ...

    def of(self, model: str) -> tuple[Notice, ...]:
        """All notices of a model, oldest first."""
        ...
