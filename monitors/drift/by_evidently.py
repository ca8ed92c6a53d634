"""What Evidently says of the window's sample, by its own tests and thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.columns import PREDICTION, features_of
from domain.signals import Side, SignalState
from monitors.evidence import NO_ROWS

if TYPE_CHECKING:
    import pandas as pd

    from domain.signals import Signal
    from monitors.engines.evidently_reports import ColumnOpinion
    from monitors.entries import EvidentlyDrift
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_COLUMN, _SHARE = "evidently_drift", "evidently_drifted_share"


def measure_evidently(settings: EvidentlyDrift, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`evidently_drift` of each column and `evidently_drifted_share` of all: Evidently's drift preset on the window's
    sample against the reference's samples together, features and prediction.

    The tests and thresholds are Evidently's; the note names the test. Some are p-values, breached below their
    threshold. They are not calibrated: expect false alarms. A column that Evidently cannot take is unknown. Takes
    about a second, and three more the first time.
    """
    from monitors.engines.evidently_reports import judge_drift

    reference = _reference(evidence)
    if note := _why_not(settings, evidence, reference):
        return tuple(_unknown(name, note, settings, evidence) for name in (_COLUMN, _SHARE))
    assert reference is not None
    assert evidence.sample is not None
    opinion = judge_drift(_watched(reference), _watched(evidence.sample))
    columns = [_of_column(column, evidence) for column in opinion.columns]
    columns += [_unknown(_COLUMN, why, settings, evidence, subject=name) for name, why in opinion.left_out]
    return (*sorted(columns, key=lambda signal: str(signal.subject)), _of_all(opinion.share, settings, evidence))


def _of_column(column: ColumnOpinion, evidence: Evidence) -> Signal:
    return evidence.judge(
        _COLUMN,
        column.score,
        column.threshold,
        side=Side.BELOW if column.is_p_value else Side.ABOVE,
        subject=column.name,
        rows=_rows(evidence),
        reference=evidence.reference_in_words,
        state=SignalState.BREACHED if column.has_drifted else SignalState.CALM,
        note=f"Evidently's test: {column.test}",
    )


def _of_all(share: float | None, settings: EvidentlyDrift, evidence: Evidence) -> Signal:
    if share is None:
        return _unknown(_SHARE, "there is no column that Evidently can take", settings, evidence)
    is_breached = share >= settings.drifted_share_above
    return evidence.judge(
        _SHARE,
        share,
        settings.drifted_share_above,
        rows=_rows(evidence),
        reference=evidence.reference_in_words,
        state=SignalState.BREACHED if is_breached else SignalState.CALM,
        note="breached from the threshold on",
    )


def _reference(evidence: Evidence) -> pd.DataFrame | None:
    import pandas as pd

    samples = [sample for sample in evidence.reference_samples if len(sample)]
    return pd.concat(samples, ignore_index=True) if samples else None


def _watched(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[[*features_of(rows.columns), *(name for name in (PREDICTION,) if name in rows)]]


def _why_not(settings: EvidentlyDrift, evidence: Evidence, reference: pd.DataFrame | None) -> str | None:
    if not evidence.profile.rows:
        return NO_ROWS
    if evidence.sample is None or reference is None:
        return "no whole rows are kept of window and reference; set monitoring.sample_rows above 0"
    few = min(len(evidence.sample), len(reference))
    return f"{few} rows are in the smaller sample; {settings.min_rows} are needed" if few < settings.min_rows else None


def _unknown(
    name: str, note: str, settings: EvidentlyDrift, evidence: Evidence, *, subject: str | None = None
) -> Signal:
    threshold = settings.drifted_share_above if name == _SHARE else None
    words = evidence.reference_in_words
    return evidence.judge(name, None, threshold, subject=subject, rows=_rows(evidence), reference=words, note=note)


def _rows(evidence: Evidence) -> int:
    return 0 if evidence.sample is None else len(evidence.sample)
