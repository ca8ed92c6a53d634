"""A prediction log in which one stretch of time is replaced by other rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from domain.log_facts import Arrived, LogFacts
from domain.windows import Window

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from domain.ports import PredictionLog


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SplicedLog:
    """`real` up to `at`, and `instead` from there on; implements `domain.ports.PredictionLog`.

    A window across `at` is read from both. Its facts are those of the later part, with the rows of both counted: only
    the window at hand is asked for its facts, and that lies on one side.
    """

    real: PredictionLog
    instead: PredictionLog
    at: datetime

    def read(self, window: Window, *, as_of: datetime, columns: Collection[str] | None = None) -> pd.DataFrame:
        """The rows of both sides, by event time."""
        parts = [log.read(part, as_of=as_of, columns=columns) for log, part in self._parts(window)]
        if len(parts) == 1:
            return parts[0]
        facts: LogFacts = parts[-1].attrs["facts"]
        for part in parts:
            part.attrs = {}  # pandas would compare them when it puts the parts together
        rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        rows.attrs = {"facts": replace(facts, rows=len(rows))}
        return rows

    def stream(self, window: Window, *, as_of: datetime, with_ids: bool = False) -> Iterator[Any]:
        """The batches of one side after those of the other."""
        for log, part in self._parts(window):
            yield from log.stream(part, as_of=as_of, with_ids=with_ids)

    def arrived(self, window: Window, *, as_of: datetime) -> Arrived:
        """The counts of both sides, added up."""
        counts = [log.arrived(part, as_of=as_of) for log, part in self._parts(window)]
        return Arrived(rows=sum(each.rows for each in counts), labels=sum(each.labels for each in counts))

    def _parts(self, window: Window) -> Iterator[tuple[PredictionLog, Window]]:
        if window.start < self.at:
            yield self.real, Window(start=window.start, end=min(self.at, window.end))
        if window.end > self.at:
            yield self.instead, Window(start=max(self.at, window.start), end=window.end)
