"""One entry on drift put to one window: what is asked, and how an answer becomes a signal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.columns import LABEL
from domain.signals import Maturity, SignalState
from monitors.evidence import NO_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.signals import Signal
    from monitors.engines.columns import ColumnSummary
    from monitors.engines.dtypes import Kind
    from monitors.entries import DriftRule
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec


_HEALS = "it came, or was named in the model's file, later; the next version that is trained has it in its own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`columns` None stands for all features and the prediction; signals about columns carry theirs as subject."""

    name: str
    settings: DriftRule
    spec: MonitoringSpec
    evidence: Evidence
    columns: tuple[str, ...] | None
    by_column: bool = True

    def shown(self, known: Iterable[str]) -> tuple[str, ...]:
        """The columns to answer for: those asked for, or all that are known but the label."""
        return self.columns or tuple(sorted({*known} - {LABEL}))

    @staticmethod
    def counts_missing(column: str) -> bool:
        """Whether missing values are drift: a label that has not arrived yet is none."""
        return column != LABEL

    def answer(
        self, column: str, value: float, *, rows: int, words: str | None, state: SignalState | None, note: str | None
    ) -> Signal:
        """A measured column; without a `state`, breached above the threshold."""
        return self.evidence.judge(
            self.name,
            value,
            self.settings.threshold,
            subject=column if self.by_column else None,
            reference=words,
            rows=rows,
            maturity=self._maturity(column),
            state=state,
            note=note,
        )

    def unknown(self, column: str | None, note: str, *, words: str | None = None) -> Signal:
        """A column of which nothing can be said, and why."""
        return self.evidence.judge(
            self.name,
            None,
            self.settings.threshold,
            subject=column if self.by_column else None,
            reference=words,
            rows=self.evidence.profile.rows,
            maturity=self._maturity(column),
            note=note,
        )

    def all_unknown(self, known: Iterable[str], note: str | None, *, words: str | None = None) -> tuple[Signal, ...]:
        """Every column unknown for one reason: that there are no rows, or the one given."""
        said = note if note and self.evidence.profile.rows else NO_ROWS
        return tuple(self.unknown(column, said, words=words) for column in self.shown(known) or (None,))

    def _maturity(self, column: str | None) -> Maturity:
        """Labels that are still to come may be others than those that came first."""
        is_open = self.evidence.window.end + self.spec.labels_mature_after > self.evidence.as_of
        return Maturity.PROVISIONAL if column == LABEL and is_open else Maturity.FINAL


def lacking(column: str, *, window: bool, reference: bool) -> str:
    """On which sides the column is missing; where a reference that is kept lacks it, what heals that."""
    sides = " and ".join(name for name, has in (("window", window), ("reference", reference)) if not has)
    said = f"the column {column} is missing from the {sides}"
    return f"{said}; {_HEALS}" if window else said


def strangers(window: ColumnSummary, kind: Kind) -> str | None:
    """Values that are no longer what the reference's are."""
    if window.missing == window.count:
        return "no value at all in the window"
    found = window.count - window.missing - window.of_kind(kind)
    return f"{found} values are not {kind}, as the reference's are" if found else None
