"""The retrainings that could have been had along a course, as the matrix of costs that oracle and schedules work on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from policies.replay.oracle import Choice, Matrix

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from policies.replay.bills import Calendar
    from policies.replay.course import Trained


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A retraining that could have been decided at this moment, whether any policy did or not."""

    decided_at: datetime
    trained: Trained


class Options:
    """Options that came to serve within the course, each once, in the order of their deployment.

    One whose trial refused it is none; of the same version for the same day, the one decided first counts.
    """

    def __init__(self, options: Sequence[Option], calendar: Calendar) -> None:
        self._calendar = calendar
        found: dict[tuple[int, str], Choice] = {}
        for option in sorted(options, key=lambda option: option.decided_at):
            if option.trained.in_force_at is not None:
                decided, lands = calendar.row(option.decided_at), calendar.first_row_of(option.trained.in_force_at)
                found.setdefault((lands, option.trained.version), Choice(decided=decided, lands=lands))
        served = sorted(key for key in found if key[0] < len(calendar.days))
        self.choices = tuple(found[key] for key in served)
        self._versions = [version for _, version in served]

    def matrix(self) -> Matrix:
        """Losses by day and version, in units of the loss; column 0 is the course's first version."""
        columns = [self._calendar.column(self._calendar.first_version), *map(self._calendar.column, self._versions)]
        return np.column_stack(columns)
