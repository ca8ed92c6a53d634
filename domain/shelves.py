"""The ledger's shelves: one for each noun, and on each the questions that the work asks of it.

What lacks its consequence is asked of one model, or of all of them where none is named.

Every `record` keeps a noun unless its id is kept already, puts the notice about it into the outbox in the same
transaction, and returns what is kept: the first record wins, and only the first is told. That is all it takes
for a retry, a second worker or a `kill -9` to change nothing.
"""

from collections.abc import Collection, Mapping
from typing import Protocol, TypeVar

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

    def fingerprints(self, ids: Collection[str]) -> Mapping[str, str]:
        """The SHA-256, in hex, of how each of these is kept, by id; what is not kept is left out.

        It stays as long as nobody changes the noun, and is for comparing within one ledger only.
        """
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

    def newest(self, model: str) -> Decision | None:
        """The one whose window ends last, of several the one that came about first; None where there is none."""
        ...

    def unordered(self, model: str | None = None) -> tuple[Decision, ...]:
        """Decisions to retrain for which no training has been ordered yet; one that was amended asks for none."""
        ...

    def undone(self, model: str | None = None) -> tuple[Decision, ...]:
        """Decisions to roll back or to run a deployment that have no deed yet; one that was amended asks for none."""
        ...

    def wished(self) -> tuple[Decision, ...]:
        """What people asked for, done or not, of every model, in the order in which they did."""
        ...


class Deeds(Shelf[Deed], Protocol):
    """What became of decisions to roll back or to run a deployment."""


class Orders(Shelf[TrainingOrder], Protocol):
    """Training orders, and those that still lack an end."""

    def open(self, model: str | None = None) -> tuple[TrainingOrder, ...]:
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

    def unjudged(self, model: str | None = None) -> tuple[Candidate, ...]:
        """Challengers on which there is no verdict yet: made by a training run, and no refit of one that won.

        One whose run has not been settled yet is left out: what people are shown may not change any more.
        """
        ...


class Verdicts(Shelf[Verdict], Protocol):
    """Verdicts, and those that still lack their consequence."""

    def unasked(self, model: str | None = None) -> tuple[Verdict, ...]:
        """Verdicts to promote about which nobody has been asked yet."""
        ...
