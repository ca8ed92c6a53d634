"""What a policy may know besides the signals of the window at hand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.costs import Costs
from domain.signals import Signal
from domain.silences import Silence
from domain.windows import Window


class Ending(StrEnum):
    """How a past retraining ended, as far as it has."""

    RUNNING = "running"
    FAILED = "failed"
    REFUSED = "refused"
    WAITING = "waiting for approval"
    PROMOTED = "promoted"
    SHADOWED = "tried in shadow only"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRetraining:
    """One retraining as the gates count it; `cost` in the trainer's own unit (seconds where it names none).

    `change_began` is when the change began that it was decided for, where its decision rested on windows.
    """

    order: str
    decision: str
    window: Window
    ordered_at: datetime
    ending: Ending
    cost: float
    change_began: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the ledger knew at the moment of deciding, about one model.

    `signals` are those of earlier windows, oldest first, the window at hand excluded. `champion_since` is when
    the version in force was promoted and `trained_until` where its training data end; `labels_since` counts
    the labels that have arrived for events after that end (None: not known). `drift_actions` are the moments at
    which an action was decided that rested on drift, `runs` those at which running a deployment was decided. `costs`
    is what the model's owner says that errors and retrainings cost (None: nobody said).
    """

    retrainings: tuple[PastRetraining, ...] = ()
    signals: tuple[Signal, ...] = ()
    silences: tuple[Silence, ...] = ()
    champion_since: datetime | None = None
    trained_until: datetime | None = None
    labels_since: int | None = None
    drift_actions: tuple[datetime, ...] = ()
    runs: tuple[datetime, ...] = ()
    costs: Costs | None = None

    @property
    def in_flight(self) -> tuple[PastRetraining, ...]:
        """Retrainings that have not ended: still running, or waiting for an answer."""
        return tuple(r for r in self.retrainings if r.ending in {Ending.RUNNING, Ending.WAITING})

    @property
    def last_retraining(self) -> PastRetraining | None:
        """The newest retraining, however it ended."""
        return max(self.retrainings, key=lambda r: r.ordered_at, default=None)
