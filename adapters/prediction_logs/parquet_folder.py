"""A prediction log in day files, read as it was known at a moment."""

import math
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from adapters.prediction_logs.day_files import DayFile, list_files, touching
from adapters.prediction_logs.joining import hide_later_labels, join_labels, last_labels
from adapters.prediction_logs.spec import LogSpec
from adapters.prediction_logs.tables import read_table, stack
from adapters.prediction_logs.wanted import Wanted, label_columns, prediction_columns
from domain.columns import ID, TIME
from domain.windows import Window


class ParquetFolder:
    """Files of predictions, and of labels that arrive for them; implements `domain.ports.PredictionLog`."""

    def __init__(self, spec: LogSpec, root: Path, *, labels_mature_after: timedelta = timedelta(0)) -> None:
        self._spec = spec
        self._labels_late_by = math.ceil(labels_mature_after / timedelta(days=1)) + 1
        self._root = root
        self._zone = ZoneInfo(spec.timezone) if spec.timezone else None

    def read(self, window: Window, *, as_of: datetime) -> pd.DataFrame:
        """The window's rows as they were known at `as_of`; see the port.

        Of rows with the same id the first by event time counts, and `attrs["doubled_ids"]` says how many were
        left out; of labels for the same id the last to arrive by `as_of` counts. `attrs["untimed_rows"]` counts
        rows of the opened files that have no event time and so belong to no window.
        """
        rows = self._predictions(window)
        untimed = int(rows[TIME].isna().sum())
        rows = rows[(rows[TIME] >= window.start) & (rows[TIME] < min(window.end, as_of))]
        rows = rows.sort_values(TIME, kind="stable", ignore_index=True)
        doubled = rows[ID].notna() & rows[ID].duplicated()
        rows = rows[~doubled].reset_index(drop=True)
        rows = self._labelled(rows, window, as_of)
        rows.attrs = {"doubled_ids": int(doubled.sum()), "untimed_rows": untimed}
        return rows

    def _predictions(self, window: Window) -> pd.DataFrame:
        files = list_files(self._spec.predictions, self._root, field="predictions")
        return self._frame(files, window, prediction_columns(self._spec), late_by=1)

    def _labelled(self, rows: pd.DataFrame, window: Window, as_of: datetime) -> pd.DataFrame:
        if self._spec.labels is None:
            return hide_later_labels(rows, as_of, rows_from=self._spec.predictions)
        files = list_files(self._spec.labels, self._root, field="labels")
        labels = self._frame(files, window, label_columns(self._spec), late_by=self._labels_late_by)
        return join_labels(rows, last_labels(labels, as_of), labels_from=self._spec.labels)

    def _frame(self, files: list[DayFile], window: Window, wanted: Wanted, *, late_by: int) -> pd.DataFrame:
        asked = late_by if self._spec.late_by is None else self._spec.late_by
        opened = touching(files, window, late_by=asked, zone=self._zone or ZoneInfo("UTC"))
        if opened:
            tables = [read_table(file.path, wanted) for file in opened]
        else:
            # No file has rows of the window; the nearest file knows at least which columns there are.
            tables = [read_table(file.path, wanted).slice(0, 0) for file in files[-1:]]
        return stack(tables, wanted)
