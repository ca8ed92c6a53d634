"""How many windows the period of a false-alarm budget has."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.windows import Window
    from monitors.entries.false_alarms import FalseAlarms

_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0}
_DAY_SECONDS = 86_400


def windows_in_period(windows: Sequence[Window], unit: str, budget: FalseAlarms) -> float:
    """How many windows a period of the budget has, rounded up; those of so many rows come as often as they did."""
    days = _DAYS.get(unit)
    if days is None:
        days = sum(window.duration.total_seconds() for window in windows) / _DAY_SECONDS / max(1, len(windows))
    return max(1.0, float(math.ceil(budget.days / days))) if days else 1.0
