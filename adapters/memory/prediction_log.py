"""A prediction log in memory: pandas only, so that it says independently what the other logs have to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.columns import ID, LABEL, LABEL_TIME, LOGGED_AT, TIME
from domain.errors import EvidenceUnavailable
from domain.log_facts import Arrived, LogFacts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    import pandas as pd

    from domain.windows import Window

_BATCH_ROWS = 65_536
_NOT_STREAMED = (ID, TIME, LOGGED_AT, LABEL, LABEL_TIME)


class MemoryPredictionLog:
    """A frame with the columns of domain.columns as a prediction log; it leaves the frame alone.

    Raises EvidenceUnavailable for a frame without event times, and for labels without the moments they arrived.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        needed = (TIME, LABEL_TIME) if LABEL in frame.columns else (TIME,)
        for column in needed:
            if column not in frame.columns:
                raise EvidenceUnavailable(f"the frame has no column {column}")
        self._frame = frame.copy()

    def read(self, window: Window, *, as_of: datetime, columns: Collection[str] | None = None) -> pd.DataFrame:
        """The rows of the window as they were known at `as_of`, by event time."""
        known = self._known(window, as_of)
        rows = known.sort_values(TIME, kind="stable", ignore_index=True)
        if ID in rows.columns:
            rows = rows[~(rows[ID].notna() & rows[ID].duplicated())].reset_index(drop=True)
        if LABEL in rows.columns:
            arrived = rows[LABEL_TIME] <= as_of
            rows[LABEL] = rows[LABEL].where(arrived)
            rows[LABEL_TIME] = rows[LABEL_TIME].where(arrived)
        if columns is not None:
            rows = rows[[name for name in rows.columns if name in {ID, TIME, *columns}]]
        facts = self._facts(known, window, as_of, rows=len(rows))
        rows.attrs = {"doubled_ids": facts.doubled_ids, "untimed_rows": facts.untimed_rows, "facts": facts}
        return rows

    def stream(self, window: Window, *, as_of: datetime, with_ids: bool = False) -> Iterator[Any]:
        """The same rows as Arrow batches."""
        import pyarrow as pa

        rows = self.read(window, as_of=as_of)
        features = rows.drop(
            columns=[name for name in _NOT_STREAMED if name in rows.columns and not (with_ids and name == ID)]
        )
        features.attrs = {}  # Arrow would write them into its schema, as JSON.
        yield from pa.Table.from_pandas(features, preserve_index=False).to_batches(max_chunksize=_BATCH_ROWS)

    def arrived(self, window: Window, *, as_of: datetime) -> Arrived:
        """How many rows and labels `read` would give."""
        rows = self.read(window, as_of=as_of)
        return Arrived(rows=len(rows), labels=int(rows[LABEL].notna().sum()) if LABEL in rows.columns else 0)

    def _known(self, window: Window, as_of: datetime) -> pd.DataFrame:
        rows, times = self._frame, self._frame[TIME]
        known = (times >= window.start) & (times < window.end) & (times < as_of)
        return rows[known & (rows[LOGGED_AT] <= as_of)] if LOGGED_AT in rows.columns else rows[known]

    def _facts(self, known: pd.DataFrame, window: Window, as_of: datetime, *, rows: int) -> LogFacts:
        every, logged = self._frame, LOGGED_AT in self._frame.columns
        untimed = every[TIME].isna()
        if logged:
            untimed = (untimed & (every[LOGGED_AT] <= as_of)) | every[LOGGED_AT].isna()
            early = int((known[TIME] > known[LOGGED_AT]).sum())
        else:
            early = int(((every[TIME] >= as_of) & (every[TIME] >= window.start) & (every[TIME] < window.end)).sum())
        return LogFacts(
            rows=rows,
            doubled_ids=len(known) - rows,
            untimed_rows=int(untimed.sum()),
            out_of_order_rows=int((known[TIME] < known[TIME].cummax().shift()).sum()),
            early_rows=early,
            late_rows=int((known[LOGGED_AT] > window.end).sum()) if logged else 0,
            newest=_moment(known[TIME]),
            newest_logged=_moment(known[LOGGED_AT]) if logged else None,
        )


def _moment(times: pd.Series[Any]) -> datetime | None:
    newest: datetime | None = times.max().to_pydatetime() if times.notna().any() else None
    return newest
