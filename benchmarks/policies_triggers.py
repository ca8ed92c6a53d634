"""What others retrain by: the calendar, a threshold on the error, a detector of river's, Evidently's dataset drift."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from benchmarks.policies_evidently_side import drifted_share

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.policies_stream import Model, Stream

HOW_TO_GET_RIVER = "python -m pip install 'river>=0.22,<1'"
REFERENCE_WINDOWS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """The calendar: every so many windows."""

    windows: int

    def asks(self, stream: Stream, now: int, model: Model, since: int) -> bool:
        """See `Trigger`."""
        return (now - stream.first + 1) % self.windows == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAbove:
    """The newest labelled window is worse than promised by more than this share."""

    worse_by: float

    def asks(self, stream: Stream, now: int, model: Model, since: int) -> bool:
        """See `Trigger`."""
        window = now - stream.rows.delay
        return window >= since and stream.mean(model, window) > (1 + self.worse_by) * stream.promised(model)


@dataclass(slots=True, kw_only=True)
class Detector:
    """A drift detector of river's reads the loss of row after row, and begins anew with each model.

    Losses are divided by `scale`, since the thresholds that river ships are meant for errors of about one.
    """

    make: Callable[[], Any]
    _detector: Any = None
    _of: Model | None = field(default=None)

    def asks(self, stream: Stream, now: int, model: Model, since: int) -> bool:
        """See `Trigger`."""
        window = now - stream.rows.delay
        if window < since:
            return False
        if self._of != model:
            self._detector, self._of = self.make(), model
        return self._reads(stream, model, window)

    def _reads(self, stream: Stream, model: Model, window: int) -> bool:
        found = False
        for loss in stream.row_losses(model, window).tolist():
            self._detector.update(loss / stream.unit)
            found = found or self._detector.drift_detected
        return found


@dataclass(slots=True, kw_only=True)
class DatasetDrift:
    """Evidently's default tests call at least so large a share of the columns drifted."""

    share: float = 0.5
    shares: dict[tuple[int, int], float]

    def asks(self, stream: Stream, now: int, model: Model, since: int) -> bool:
        """See `Trigger`; `shares` remembers, by the model's last window and the one at hand, for several triggers."""
        key = (model.until, now)
        if key not in self.shares:
            rows = stream.rows
            reference = rows.columns.iloc[rows.between(model.until + 1 - REFERENCE_WINDOWS, model.until + 1)]
            self.shares[key] = drifted_share(reference, rows.columns.iloc[rows.between(now, now + 1)])
        return self.shares[key] >= self.share


def has_river() -> bool:
    """Whether it is installed here; it is no part of the product."""
    return find_spec("river") is not None


def adwin(delta: float) -> Callable[[], Any]:
    """River's ADWIN, of the given confidence."""
    return partial(_river().ADWIN, delta=delta)


def page_hinkley(threshold: float) -> Callable[[], Any]:
    """River's Page-Hinkley test of a rising mean."""
    return partial(_river().PageHinkley, threshold=threshold)


def _river() -> Any:
    """By name, because type checkers run where it is not installed."""
    return import_module("river.drift")
