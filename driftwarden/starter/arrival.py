"""How long labels take to come, as far as the samples of predictions and labels tell."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from driftwarden.starter.columns_seen import times_in

if TYPE_CHECKING:
    from driftwarden.starter.casting import Casting

_MIN_LABELS, _SHARE = 20, 0.99
_HOUR, _DAYS_FROM = timedelta(hours=1), timedelta(hours=48)


def usual_delay(casting: Casting, predictions: Any, labels: Any | None) -> tuple[timedelta, int] | None:
    """The time within which 99 % of the sample's labels had come, and how many there were; None below 20 labels."""
    if not {"id", "time", "label", "label_time"} <= set(casting.roles):
        return None
    asked = pd.DataFrame({"id": _cells(predictions, casting, "id"), "at": _times(predictions, casting, "time")})
    place = predictions if labels is None else labels
    came = pd.DataFrame(
        {
            "id": _cells(place, casting, "id"),
            "label": _cells(place, casting, "label"),
            "came": _times(place, casting, "label_time"),
        }
    )
    if (asked["id"].dtype == object) is not (came["id"].dtype == object):
        return None
    both = asked.dropna().drop_duplicates("id").merge(came.dropna().drop_duplicates("id"), on="id")
    if len(both) < _MIN_LABELS:
        return None
    seconds = (both["came"] - both["at"]).dt.total_seconds().quantile(_SHARE)
    return timedelta(seconds=float(seconds)), len(both)


def rounded_up(delay: timedelta) -> str:
    """The delay as a model's file says it, a little longer: in hours, or in days from two days on.

    >>> rounded_up(timedelta(minutes=70)), rounded_up(timedelta(hours=50)), rounded_up(timedelta(0))
    ('2h', '3d', '1h')
    """
    if delay > _DAYS_FROM:
        return f"{math.ceil(delay / timedelta(days=1))}d"
    return f"{max(math.ceil(delay / _HOUR), 1)}h"


def _cells(table: Any, casting: Casting, role: str) -> Any:
    return table.column(casting.roles[role].column).to_pandas()


def _times(table: Any, casting: Casting, role: str) -> Any:
    times = times_in(table.column(casting.roles[role].column))
    return pd.NaT if times is None else times.to_pandas()
