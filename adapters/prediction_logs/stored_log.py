"""A prediction log in files or in a database, read as it was known at a moment."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa

from adapters.prediction_logs.doubles import Doubles
from adapters.prediction_logs.joining import (
    hide_later_labels,
    join_labels,
    known_later,
    last_labels,
    newest_labels,
)
from adapters.prediction_logs.knowing import KnownRows
from adapters.prediction_logs.rows import Source
from adapters.prediction_logs.shaping import ColumnsSeen, shaped
from adapters.prediction_logs.stacking import stack
from domain.columns import ID, LABEL, LABEL_TIME, LOGGED_AT, TIME
from domain.log_facts import Arrived
from domain.windows import Window

_TRUTH = frozenset({LABEL, LABEL_TIME})
# What tells rows apart and places them in time; streams go without.
_KEYS = frozenset({ID, TIME, LOGGED_AT}) | _TRUTH


class StoredLog:
    """Predictions, and labels that arrive for them; implements `domain.ports.PredictionLog`.

    Without a source of labels, labels lie beside the predictions, if anywhere. Where `known_after` is given, the log
    does not say when labels came, and each is taken to be known so long after its prediction.
    """

    def __init__(self, predictions: Source, labels: Source | None, *, known_after: timedelta | None = None) -> None:
        self._predictions = predictions
        self._labels = labels
        self._known_after = known_after

    def read(self, window: Window, *, as_of: datetime, columns: Collection[str] | None = None) -> pd.DataFrame:
        """The window's rows as they were known at `as_of`; see the port.

        Of rows with the same id the first by event time counts; of labels for the same id the last to arrive by
        `as_of` counts. `attrs["facts"]` says what was met; its `doubled_ids` and `untimed_rows` are attributes of
        their own as well.
        """
        known = KnownRows(self._predictions, window, as_of)
        every = _stacked(known, None if columns is None else {ID, *self._beside(columns)}, self._predictions)
        rows = every[~(every[ID].notna() & every[ID].duplicated())].reset_index(drop=True)
        if columns is None or _TRUTH & set(columns):
            rows = self._labelled(rows, window, as_of)
        if columns is not None:
            rows = rows[[name for name in rows.columns if name in {ID, TIME, *columns}]]
        facts = known.facts(rows=len(rows), doubled_ids=len(every) - len(rows))
        rows.attrs = {"doubled_ids": facts.doubled_ids, "untimed_rows": facts.untimed_rows, "facts": facts}
        return rows

    def stream(self, window: Window, *, as_of: datetime, with_ids: bool = False) -> Iterator[Any]:
        """The rows that `read` gives, batch by batch, without times and labels; see the port.

        The log is gone through twice, three times where ids are doubled: see `Doubles` for the memory that takes.
        """
        survey = KnownRows(self._predictions, window, as_of)
        doubles = Doubles(lambda: survey.batches({ID}))
        survey.seen.refuse_mixed_roles()
        left_out = _KEYS - {ID} if with_ids else _KEYS
        names = [name for name in survey.seen.names if name not in left_out]
        wide = KnownRows(self._predictions, window, as_of)
        for batch in wide.batches({*names, ID} if doubles else names):
            kept = doubles.dropped_from(batch) if doubles else batch
            if len(kept):
                yield _with_columns(kept, names)

    def arrived(self, window: Window, *, as_of: datetime) -> Arrived:
        """How many rows, and how many labels for them, were known at `as_of`."""
        rows = self.read(window, as_of=as_of, columns={LABEL})
        return Arrived(rows=len(rows), labels=int(rows[LABEL].notna().sum()))

    def _beside(self, columns: Collection[str]) -> set[str]:
        """The columns to read beside the ids; of labels that lie there, the time too."""
        asked = set(columns)
        return asked | _TRUTH if self._labels is None and asked & _TRUTH else asked

    def _labelled(self, rows: pd.DataFrame, window: Window, as_of: datetime) -> pd.DataFrame:
        come_from = self._predictions.wanted.come_from
        if self._labels is None:
            return hide_later_labels(known_later(rows, self._known_after), as_of, rows_from=come_from)
        wanted, seen = self._labels.wanted, ColumnsSeen(self._labels.wanted)
        places = self._labels.rows(window)
        batches = [batch for place in places for batch in shaped(place, wanted, names=None, within=None, seen=seen)]
        seen.refuse_mixed_roles()
        labels = stack([pa.Table.from_batches([batch]) for batch in batches], wanted)
        if self._known_after is None:
            return join_labels(rows, last_labels(labels, as_of), labels_from=wanted.come_from)
        joined = join_labels(rows, newest_labels(labels), labels_from=wanted.come_from)
        return hide_later_labels(known_later(joined, self._known_after), as_of, rows_from=come_from)


def _stacked(known: KnownRows, names: Collection[str] | None, source: Source) -> pd.DataFrame:
    """All known rows by event time, doubled ids included; a feature that is nowhere is missing in every row."""
    batches = list(known.batches(names))
    known.seen.refuse_mixed_roles()
    rows = stack([pa.Table.from_batches([batch]) for batch in batches], source.wanted)
    rows = rows.sort_values(TIME, kind="stable", ignore_index=True)
    return rows.assign(**{name: None for name in known.seen.unseen if name not in rows.columns})


def _with_columns(batch: Any, names: list[str]) -> Any:
    """The batch with exactly these columns; one that its file lacks is missing in every row."""
    columns = [batch.column(name) if name in batch.schema.names else pa.nulls(len(batch)) for name in names]
    return pa.RecordBatch.from_arrays(columns, names=names)
