"""One signal of one column and slice, window by window, as a condition reads it."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.decisions import Reading
from domain.models import Segment
from domain.signals import Maturity, Signal, SignalState
from domain.windows import Window
from policies.evidence import Evidence
from policies.wording import named, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The signals of `name`, about one column or none, in one slice or the whole traffic.

    A value that later labels may change is not known unless `provisional` values are accepted.
    """

    evidence: Evidence
    name: str
    column: str | None = None
    segment: Segment | None = None
    provisional: bool = False

    @property
    def title(self) -> str:
        """The series as a person would say it, e.g. `drift of temp where carrier=UA`."""
        return f"{self.name}{self._whose}{f' where {self.segment}' if self.segment else ''}"

    def at(self, window: Window) -> Signal | None:
        """The signal of that window, if it was measured."""
        return self.evidence.named(self.name, window, self.segment).get(self.column)

    def is_before_champion(self, window: Window) -> bool:
        """Whether the window ended before the version in force was promoted."""
        since = self.evidence.history.champion_since
        return since is not None and window.end <= since

    def doubt(self, signal: Signal) -> str | None:
        """Why the signal's value is not known, or not yet; None where it is."""
        if signal.value is None or signal.state is SignalState.UNKNOWN:
            return f"{signal.title} is not known: {signal.note}"
        if signal.maturity is Maturity.PROVISIONAL and not self.provisional:
            return (
                f"{signal.title} {number(signal.value)} is provisional, later labels may change it "
                "(provisional: true accepts it)"
            )
        return None

    def known_at(self, window: Window) -> Signal | None:
        """The signal of a window of this champion's time, if its value is known."""
        signal = None if self.is_before_champion(window) else self.at(window)
        return signal if signal is not None and self.doubt(signal) is None else None

    def earlier(self, window: Window) -> Iterator[Signal]:
        """The known signals of this champion's time before the window, newest first."""
        found = (self.known_at(each) for each in self.evidence.earlier(window))
        return (signal for signal in found if signal is not None)

    def reading(
        self, signal: Signal, *, limit: float | None, is_true_above: bool, is_true_at_limit: bool = False
    ) -> Reading:
        """The signal's value beside the limit that it is held against, in its own unit."""
        return Reading(
            of=signal.title,
            value=signal.value,
            limit=limit,
            is_true_above=is_true_above,
            rows=signal.rows,
            signal=self.evidence.id_of(signal),
            window=signal.window,
            is_true_at_limit=is_true_at_limit,
        )

    def unknown(self, window: Window, signal: Signal | None) -> Reading:
        """A value that nobody knows."""
        known = self.evidence.id_of(signal) if signal is not None else None
        rows = signal.rows if signal is not None else None
        return Reading(of=self.title, value=None, limit=None, rows=rows, signal=known, window=window)

    def absent(self, window: Window) -> str:
        """That it was not measured, and what was, for whoever misspelt a name."""
        where = f" where {self.segment}" if self.segment else ""
        said = f"no {self.name}{self._whose}{where} was measured from {window}"
        slices = self.evidence.slices(self.name, window)
        columns = [each for each in slices.get(self.segment, {}) if each is not None]
        if columns:
            return f"{said}, but of {named(columns)}: say which with column or columns"
        others = [str(each) for each in slices if each is not None and each != self.segment]
        if others:
            return f"{said}, but where {named(others)}: say which with segment or segments"
        names = self.evidence.at_hand.names if window == self.evidence.window else ()
        return f"{said}; measured were {named(names)}" if names else said

    @property
    def _whose(self) -> str:
        return f" of {self.column}" if self.column else ""
