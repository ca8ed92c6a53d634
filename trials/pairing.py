"""Champion and challenger, scored on the very same rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from domain.columns import LABEL, TIME
from trials.losses import LOSSES, LossName


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairedLosses:
    """Losses of two models on the same rows, in the same order; less is better.

    `days` are local calendar days (datetime64[D]), `segments` the rows' values of the guardrail columns as text.
    Rows with a label, scored or not, are counted in `labelled`, those without in `unlabelled`. Labelled rows that
    only one of the two could not score are dropped too, and counted for the one that failed; rows that both could
    not score count for both.
    """

    loss: LossName
    champion: NDArray[np.float64]
    challenger: NDArray[np.float64]
    days: NDArray[np.datetime64]
    labelled: int
    segments: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)
    unlabelled: int = 0
    champion_unscored: int = 0
    challenger_unscored: int = 0

    @property
    def rows(self) -> int:
        """How many rows both could score."""
        return len(self.days)

    @property
    def metric(self) -> str:
        """What the mean of these losses is called."""
        return LOSSES[self.loss].metric

    @property
    def differences(self) -> NDArray[np.float64]:
        """Champion's loss minus challenger's, row by row: positive is better for the challenger."""
        return self.champion - self.challenger


def pair(
    rows: pd.DataFrame,
    *,
    champion: ArrayLike,
    challenger: ArrayLike,
    loss: LossName,
    timezone: str = "UTC",
    segments: Sequence[str] = (),
) -> PairedLosses:
    """Hold two models' predictions for the same labelled rows against the labels.

    `rows` has the columns of `domain.columns`, `timezone` says whose days are meant. Raises ValueError for another
    number of predictions than rows and for a segment column that the rows lack.
    """
    theirs = {"champion": _aligned(champion, rows), "challenger": _aligned(challenger, rows)}
    missing = [column for column in segments if column not in rows.columns]
    if missing:
        raise ValueError(f"the hold-out has no column {missing[0]!r} to guard; it has {', '.join(rows.columns)}")
    labelled = _present(rows[LABEL])
    scored = {who: _present(predictions) for who, predictions in theirs.items()}
    both = labelled & scored["champion"] & scored["challenger"]
    kept, measure = rows[both], LOSSES[loss].per_row
    return PairedLosses(
        loss=loss,
        champion=measure(kept[LABEL].to_numpy(), theirs["champion"][both].to_numpy()),
        challenger=measure(kept[LABEL].to_numpy(), theirs["challenger"][both].to_numpy()),
        days=local_days(kept[TIME], timezone),
        segments={column: kept[column].astype(str).to_numpy(dtype=str) for column in segments},
        labelled=int(labelled.sum()),
        unlabelled=int((~labelled).sum()),
        champion_unscored=int((labelled & ~scored["champion"]).sum()),
        challenger_unscored=int((labelled & ~scored["challenger"]).sum()),
    )


def local_days(times: "pd.Series[Any]", timezone: str) -> NDArray[np.datetime64]:
    """The calendar day of each UTC moment where the traffic comes from, as datetime64[D].

    >>> times = pd.Series(pd.to_datetime(["2013-04-02T03:00:00Z", "2013-04-02T12:00:00Z"]))
    >>> [str(day) for day in local_days(times, "America/New_York")]
    ['2013-04-01', '2013-04-02']
    """
    local = times.dt.tz_convert(timezone).dt.tz_localize(None)
    return np.asarray(local, dtype="datetime64[D]")


def _aligned(predictions: ArrayLike, rows: pd.DataFrame) -> "pd.Series[Any]":
    values = np.asarray(predictions)
    if values.shape != (len(rows),):
        raise ValueError(f"{len(rows)} rows need {len(rows)} predictions, not an array of shape {values.shape}")
    return pd.Series(values, index=rows.index)


def _present(values: "pd.Series[Any]") -> NDArray[np.bool_]:
    """Which values can be reckoned with: neither missing nor infinite."""
    present = values.notna().to_numpy(dtype=bool)
    if pd.api.types.is_numeric_dtype(values.dtype):
        present &= np.isfinite(values.to_numpy(dtype=float, na_value=np.nan))
    return present
