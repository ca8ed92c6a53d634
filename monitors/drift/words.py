"""What the rank rule found, and why it sometimes cannot tell, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from domain.columns import PREDICTION
from monitors.drift.strata import every_window
from monitors.rank.budget import MIN_WINDOWS, ReportOnly
from monitors.rank.rule import Calibration

if TYPE_CHECKING:
    from domain.windows import Window
    from monitors.drift.calibrated_reference import CalibratedReference
    from monitors.engines.columns import Floats
    from monitors.entries import DriftRule
    from monitors.rank.accumulated import Accumulated
    from monitors.rank.rule import WindowScores

_ROWS_A_BIN = 5
_HALF = 0.5


def held_against(words: str | None, reference: CalibratedReference, window: Window) -> str | None:
    """Whose windows, and of those which kind."""
    if words is None or reference.stratum is every_window:
        return words
    return f"{words}, of these {reference.stratum_of(window)}"


def unbinned(column: str, reference: CalibratedReference) -> str:
    """The column's values have no bins."""
    kind = reference.unbinned[column]
    return f"in the reference {column} holds {kind}; drift is measured on numbers and on text"


def why_unknown(index: int, reference: CalibratedReference, counts: Floats, stratum: str) -> str | None:
    """Why nothing can be said of a column that window and reference have, if so."""
    found, rows = reference.outcome, reference.rows_of(index)
    if isinstance(found, ReportOnly):
        distance = float(reference.distances(counts)[index])
        return f"{found.reason}{f'; the distance is {distance:.3f}' if np.isfinite(distance) else ''}"
    if not found.calibrated[index]:
        return f"{len(rows)} windows of the reference have rows to hold it against; at least {MIN_WINDOWS} are needed"
    if not (stratum in found.references and found.references[stratum][index].any()):
        return f"no window of the reference is of this kind ({stratum})"
    if not found.sensitive[index]:
        return "the reference windows differ so much from each other that no distance would be unusual"
    return _too_few(float(counts[index].sum()), float(rows.min()), len(reference.bins[index]))


def verdict(index: int, scores: WindowScores, run: int, reference: CalibratedReference) -> str:
    """How strange the column is, how often in a row, and what an alarm promises."""
    found = reference.outcome
    assert isinstance(found, Calibration)
    score, needed = float(scores.scores[index]), found.rule.in_a_row
    against = f"score {score:.1f}, unusual above {found.threshold:.1f}"
    if not run:
        is_rare = score > found.threshold
        return f"unusual ({against}), but less of an effect than matters" if is_rare else f"usual ({against})"
    stranger = f"stranger than {_others(score, found)} ({against})"
    if run < needed:
        return f"{stranger} {_times(run)}; an alarm takes {needed} in a row"
    expected = found.rule.expected_false_alarms
    return f"{stranger} {_times(needed)}; at most {expected:.2g} false alarms a {reference.question.budget.per}"


def merged(index: int, found: Accumulated, settings: DriftRule, reference: CalibratedReference) -> str:
    """What the last windows as one say."""
    promised = reference.question.budget.budget * reference.question.share
    return (
        f"the last {settings.together} windows together are further away than chance would bring them "
        f"(p {found.p_values[index]:.2g}); at most {promised:.2g} false alarms a {reference.question.budget.per}"
    )


def caution(column: str, reference: CalibratedReference, *, in_sample: bool) -> str | None:
    """What weakens the promise."""
    found, remarks = reference.outcome, []
    if isinstance(found, Calibration) and found.is_autocorrelated:
        remarks.append(
            f"consecutive reference windows resemble each other (autocorrelation {found.autocorrelation:.2f}), so "
            "false alarms may be more frequent"
        )
    if column == PREDICTION and in_sample:
        remarks.append("held against predictions of the training rows, whose answers the model has seen")
    return "; ".join(remarks) or None


def _too_few(rows: float, usual: float, bins: int) -> str | None:
    """Much smaller windows than those of the reference: the rule was not calibrated for their noise."""
    needed = min(_ROWS_A_BIN * bins, _HALF * usual)
    if rows >= needed:
        return None
    return f"{rows:.0f} rows, and the reference windows have {usual:.0f} or more; {np.ceil(needed):.0f} are needed"


def _others(score: float, found: Calibration) -> str:
    """How many of the reference windows it is stranger than."""
    known = found.largest[np.isfinite(found.largest)]
    stranger = np.count_nonzero(known >= score)
    return (
        f"all but {stranger} of {len(known)} reference windows" if stranger else f"all {len(known)} reference windows"
    )


def _times(run: int) -> str:
    return "once" if run == 1 else "twice in a row" if run == 2 else f"{run} times in a row"  # noqa: PLR2004 - the word
