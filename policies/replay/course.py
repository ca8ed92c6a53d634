"""What a replay needs of the world: windows, their signals under any version, what a training would have given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from domain.costs import Costs
    from domain.decisions import Decision
    from domain.signals import Signal
    from domain.windows import Window
    from policies.grammar import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One window, and the moment at which it would have been decided over: its end, and the wait for late rows."""

    window: Window
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What a retraining would have given. Equal trainings have equal versions, whichever policy asked for them.

    `in_force_at` is when it would have served, with the training's own time, the approval and the deployment in it;
    None for one that failed or whose trial refused it, and then `because` says why.
    """

    version: str
    trained_until: datetime
    in_force_at: datetime | None
    cost: float
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLoss:
    """What one version's predictions of one calendar day were off, in all: `total` over `rows` labelled rows."""

    rows: int
    total: float


class Course(Protocol):
    """One model's past. Nothing that it answers rests on what was not known at the moment it is asked about."""

    model: str
    costs: Costs | None
    first_version: str

    def steps(self) -> Sequence[Step]:
        """The windows, oldest first; one that is looked at again once its labels have come has a second, later step."""
        ...

    def signals(self, step: Step, *, version: str) -> tuple[Signal, ...]:
        """The window's signals, had `version` been in force; as known at `step.decided_at`."""
        ...

    def trained_until(self, version: str) -> datetime:
        """Where the version's training data end."""
        ...

    def labels_since(self, moment: datetime, *, now: datetime) -> int | None:
        """How many labels had arrived by `now` for events after `moment`; None where nobody knows."""
        ...

    def retrain(self, policy: Policy, decision: Decision, *, champion: str) -> Trained:
        """What came of a retraining decided so, with `champion` in force; deterministic, and trained at most once."""
        ...

    def losses(self, version: str) -> Mapping[date, DayLoss]:
        """What the version's predictions of each day were off, by all labels there are now; no day without one.

        This is for reckoning afterwards, and the only answer that knows the future.
        """
        ...
