"""Labels beside the predictions they belong to, as far as they had arrived at a moment."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from domain.columns import ID, LABEL, LABEL_TIME, TIME
from domain.errors import EvidenceUnavailable


def last_labels(labels: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """One label an id: the last that had arrived at `as_of`. A label without a time of arrival never arrived."""
    arrived = labels[labels[LABEL_TIME] <= as_of].dropna(subset=[ID, LABEL])
    return arrived.sort_values(LABEL_TIME, kind="stable").drop_duplicates(ID, keep="last")


def newest_labels(labels: pd.DataFrame) -> pd.DataFrame:
    """One label an id, of those that do not say when they came: the last in the order of the files."""
    newest = labels.dropna(subset=[ID, LABEL]).drop_duplicates(ID, keep="last")
    return newest.assign(**{LABEL_TIME: pd.Series(pd.NaT, index=newest.index, dtype="datetime64[ns, UTC]")})


def known_later(rows: pd.DataFrame, after: timedelta | None) -> pd.DataFrame:
    """The rows, each label with a time of arrival so long after its prediction; as they are where `after` is None."""
    if after is None or LABEL not in rows.columns:
        return rows
    return with_labels(rows, rows[LABEL], (rows[TIME] + after).where(rows[LABEL].notna()))


def join_labels(rows: pd.DataFrame, labels: pd.DataFrame, *, labels_from: str) -> pd.DataFrame:
    """Every row, with its label and label time or with neither; raises EvidenceUnavailable for ids of two kinds."""
    if rows.empty or labels.empty:
        never = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[ns, UTC]")
        return with_labels(rows, pd.Series(float("nan"), index=rows.index), never)
    kinds = [pd.api.types.is_numeric_dtype(frame[ID].dtype) for frame in (rows, labels)]
    if kinds[0] is not kinds[1]:
        raise EvidenceUnavailable(
            f"{labels_from}: the ids of labels are {labels[ID].dtype}, those of predictions {rows[ID].dtype}, so no "
            f"label finds its prediction; write both as one type (`columns.id` of the log in the model's file)"
        )
    return rows.merge(labels[[ID, LABEL, LABEL_TIME]], on=ID, how="left", validate="many_to_one")


def hide_later_labels(rows: pd.DataFrame, as_of: datetime, *, rows_from: str) -> pd.DataFrame:
    """Rows that brought their labels along, without those that arrived after `as_of`.

    Raises EvidenceUnavailable for labels that do not say when they arrived: nobody could tell what was known when.
    """
    if LABEL not in rows.columns:
        return join_labels(rows, rows.iloc[:0], labels_from=rows_from)
    if LABEL_TIME not in rows.columns:
        raise EvidenceUnavailable(
            f"{rows_from}: labels without a time of arrival; add that column and name it under `columns.label_time` of "
            f"the log in the model's file, or say there how long all of them take: `labels_known_after: 7d`"
        )
    arrived = rows[LABEL_TIME] <= as_of
    return with_labels(rows, rows[LABEL].where(arrived), rows[LABEL_TIME].where(arrived))


def with_labels(rows: pd.DataFrame, labels: "pd.Series[Any]", times: "pd.Series[Any]") -> pd.DataFrame:
    """The rows with these labels and label times, the rows themselves left alone."""
    labelled = rows.copy()
    labelled[LABEL], labelled[LABEL_TIME] = labels, times
    return labelled
