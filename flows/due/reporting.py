"""Evidently's report of one decision's window, against what the champion was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.columns import PREDICTION, features_of
from domain.errors import EvidenceUnavailable
from flows.due.references import training_rows
from monitors.engines.evidently_reports import write_report

if TYPE_CHECKING:
    from pathlib import Path

    from domain.decisions import Decision
    from flows.watch import Watch
    from monitors.engines.evidently_reports import EvidentlyReport


def report_window(watch: Watch, decision: Decision, target: Path) -> EvidentlyReport:
    """Write the report of the decision's window as it was known when it was decided.

    Features and the prediction are compared; columns that Evidently cannot take are named in what is returned.
    Raises EvidenceUnavailable when the window holds no row.
    """
    current = watch.log.read(decision.window, as_of=decision.decided_at)
    if current.empty:
        raise EvidenceUnavailable(f"{watch.model}: no row in {decision.window}, so there is nothing to report on")
    reference = training_rows(watch, watch.champion(decision.window.end))
    columns = [*features_of(current.columns), PREDICTION]
    return write_report(reference.reindex(columns=columns), current[columns], target)
