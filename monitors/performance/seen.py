"""What there is to see of a window and of the time before it: rows, and answers by what metrics look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.performance.metrics.answers import Answers
from monitors.performance.metrics.estimate import Undefined
from monitors.performance.metrics.measuring import sees
from monitors.performance.metrics.served import answers, served, served_before
from monitors.performance.metrics.table import Sees

if TYPE_CHECKING:
    import pandas as pd

    from monitors.entries import Performance
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

Seen = Mapping[Sees, Answers | Undefined]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Served:
    """The rows that the version in force answered in the window and, where anybody gathered them, before it."""

    window: pd.DataFrame
    before: pd.DataFrame | None
    now: Seen
    then: Seen | None


def served_in(settings: Performance, spec: MonitoringSpec, evidence: Evidence) -> Served:
    """The rows, with the columns that the entry cuts by, and their answers for all of its metrics."""
    also = [column for columns in settings.sliced_by for column in columns]
    window, before = served(evidence, also=also), served_before(evidence, also=also)
    kinds = {sees(each, spec) for each in settings.asked(spec.task)}
    return Served(
        window=window,
        before=before,
        now={kind: answers(window, spec, kind) for kind in kinds},
        then=None if before is None else {kind: answers(before, spec, kind) for kind in kinds},
    )
