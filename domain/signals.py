"""What one window says about one aspect of a model."""

import math
from dataclasses import dataclass
from enum import StrEnum

from domain.digests import digest
from domain.models import Segment
from domain.windows import Window

# With these words begins the note of a signal of the whole traffic that is unknown for want of a single row.
NO_ROWS = "the window has no rows"


class SignalState(StrEnum):
    """Where a value stands; unknown is an answer, never an error and never calm."""

    CALM = "calm"
    BREACHED = "breached"
    UNKNOWN = "unknown"


class Maturity(StrEnum):
    """Whether later rows or labels may still change the value."""

    PROVISIONAL = "provisional"
    FINAL = "final"


class Side(StrEnum):
    """On which side of the threshold a value is breached."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One measured value of one window, held against a threshold.

    `subject` is the column it is about, or None for the whole window; `reference` says in words what it was
    held against and `baseline` is that reference's own value, where it has one. `rows` counts the rows that
    the value rests on, `interval` is its 95 % confidence interval, where it has one. `revision` counts how often
    the window was opened again because rows or labels came late; the latest one counts. `note` says what a reader
    cannot see in the numbers; an unknown signal always has one.
    Raises ValueError for a value that is not finite and for an unknown signal without a note.
    """

    model: str
    name: str
    subject: str | None = None
    segment: Segment | None = None
    window: Window
    reference: str | None = None
    baseline: float | None = None
    value: float | None
    threshold: float | None
    side: Side = Side.ABOVE
    state: SignalState
    rows: int
    maturity: Maturity = Maturity.FINAL
    interval: tuple[float, float] | None = None
    revision: int = 0
    note: str | None = None

    def __post_init__(self) -> None:
        for number in (self.value, self.threshold, self.baseline, *(self.interval or ())):
            if number is not None and not math.isfinite(number):
                raise ValueError(f"{self.title}: {number} is no value; say unknown and why")
        if self.state is SignalState.UNKNOWN and not self.note:
            raise ValueError(f"{self.title}: an unknown signal says why in its note")
        if self.state is not SignalState.UNKNOWN and self.value is None:
            raise ValueError(f"{self.title}: without a value the state is unknown")

    @property
    def id(self) -> str:
        """The question this signal answers."""
        asked = (self.model, self.name, self.subject or "", self.segment or "", self.window.key)
        return digest("signal", *asked, *((f"revision {self.revision}",) if self.revision else ()))

    @property
    def title(self) -> str:
        """The signal as a person would say it, e.g. `drift of temp` or `mae`."""
        subject = f" of {self.subject}" if self.subject else ""
        slice_ = f" where {self.segment}" if self.segment else ""
        return f"{self.name}{subject}{slice_}"
