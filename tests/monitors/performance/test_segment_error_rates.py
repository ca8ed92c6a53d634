"""How often segments of which none became worse are breached all the same, and how often one that did is found."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from domain.signals import SignalState
from monitors.entries import Performance
from monitors.performance.realised import measure_performance
from monitors.spec import MonitoringSpec
from tests.builders import a_week, a_window
from tests.monitors.builders import some_evidence

SEGMENTS, WINDOWS = 30, 200
STATED = 0.025
BREACHED = SignalState.BREACHED
# The limit is the very value that is true of a segment: the hardest case that is still clean.
AT_THE_LIMIT = {"monitor": "performance", "by": ["carrier"], "worse_than_baseline_by": 0}
# The 99.9 % quantile of the number of windows that a rate of exactly 2.5 % gives.
MOST = 13


def a_clean_stretch(dice: np.random.Generator, week: int, rows: int, worse: float = 1.0) -> pd.DataFrame:
    """Thirty segments, exponential errors of a size of their own; the first one's may be worse."""
    code = np.resize(np.arange(SEGMENTS), rows)
    size = (1 + code % 7) * np.where(code == 0, worse, 1.0)
    return pd.DataFrame(
        {
            "event_time": pd.Timestamp(a_week(week).start) + pd.to_timedelta(np.arange(rows), unit="s"),
            "model_version": "v1",
            "carrier": np.char.add("c", code.astype(str)),
            "label": 0.0,
            "prediction": dice.exponential(size),
        }
    )


def breached_windows(*, worse: float = 1.0, windows: int = WINDOWS) -> tuple[int, int, int]:
    """Windows with any false breach, with any segment whose own 95 % interval lies beyond its limit, and true ones.

    The rows from before, of which the limit is measured, are drawn anew for each window.
    """
    spec = MonitoringSpec.model_validate({"segments": ["carrier"], "monitors": [AT_THE_LIMIT]})
    entry = Performance.model_validate(AT_THE_LIMIT)
    evidence, false, alone, true = some_evidence(), 0, 0, 0
    for seed in range(windows):
        dice = np.random.default_rng(seed)
        told = replace(
            evidence,
            rows=a_clean_stretch(dice, 0, SEGMENTS * 120, worse),
            labelled_before=a_clean_stretch(dice, -1, SEGMENTS * 400),
        )
        _, first, *others = measure_performance(entry, spec, told)
        clean = others if worse > 1 else [first, *others]
        false += any(one.state is BREACHED for one in clean)
        alone += any(one.interval[0] > one.threshold for one in clean)  # type: ignore[index,operator]
        true += first.state is BREACHED
    return false, alone, true


@pytest.mark.slow
def test_thirty_clean_segments_breach_in_no_more_windows_than_is_stated() -> None:
    false, alone, _ = breached_windows()
    assert false <= MOST
    assert alone > 5 * WINDOWS * STATED


def breached_days(*, windows: int = 40) -> tuple[int, int]:
    """The same for windows of a day, held against 21 days before, where each segment wanders by a tenth every day."""
    spec = MonitoringSpec.model_validate({"segments": ["carrier"], "monitors": [AT_THE_LIMIT]})
    entry = Performance.model_validate(AT_THE_LIMIT)
    evidence, false, alone = some_evidence(), 0, 0
    for seed in range(windows):
        dice = np.random.default_rng(seed)
        one_day, before = (wandering_days(dice, first, days) for first, days in ((0, 1), (-21, 21)))
        told = replace(evidence, rows=one_day, labelled_before=before)
        _, *found = measure_performance(entry, spec, told)
        false += any(one.state is BREACHED for one in found)
        alone += any(one.interval[0] > one.threshold for one in found)  # type: ignore[index,operator]
    return false, alone


def wandering_days(dice: np.random.Generator, first: int, days: int, rows: int = 100) -> pd.DataFrame:
    """Days of thirty segments with so many rows each, errors within a day and a segment alike in size."""
    code = np.tile(np.arange(SEGMENTS), days * rows)
    day = np.repeat(np.arange(days), SEGMENTS * rows)
    size = (1 + dice.normal(0, 0.1, (days, SEGMENTS)))[day, code]
    return pd.DataFrame(
        {
            "event_time": pd.Timestamp(a_window().start) + pd.to_timedelta(day + first, unit="D"),
            "model_version": "v1",
            "carrier": np.char.add("c", code.astype(str)),
            "label": 0.0,
            "prediction": size * dice.gamma(4, 0.25, len(code)),
        }
    )


@pytest.mark.slow
def test_days_that_wander_breach_no_segment_of_a_single_day_either() -> None:
    false, alone = breached_days()
    assert false <= 6
    assert alone > 30


def a_rare_class(dice: np.random.Generator, week: int, rows: int) -> pd.DataFrame:
    """Thirty segments in which a tenth of the labels is positive: some ten positives in a hundred rows."""
    raw = dice.normal(-2.5, 1.2, rows)
    scores = 1 / (1 + np.exp(-raw))
    return pd.DataFrame(
        {
            "event_time": pd.Timestamp(a_week(week).start) + pd.to_timedelta(np.arange(rows), unit="s"),
            "model_version": "v1",
            "carrier": np.char.add("c", np.resize(np.arange(SEGMENTS), rows).astype(str)),
            "score": scores,
            "prediction": (scores > 0.35).astype(int),
            "label": (dice.random(rows) < scores).astype(int),
        }
    )


@pytest.mark.slow
def test_a_rare_class_breaches_no_clean_segment_either() -> None:
    entry = Performance.model_validate({**AT_THE_LIMIT, "metrics": ["f1", "roc_auc", "average_precision"]})
    spec = MonitoringSpec.model_validate({"task": "binary", "segments": ["carrier"], "monitors": [entry]})
    evidence, false = some_evidence(), 0
    for seed in range(40):
        dice = np.random.default_rng(seed)
        now, before = a_rare_class(dice, 0, SEGMENTS * 100), a_rare_class(dice, -1, SEGMENTS * 400)
        found = measure_performance(entry, spec, replace(evidence, rows=now, labelled_before=before))
        false += any(one.state is BREACHED for one in found if one.segment)
    assert false <= 6


@pytest.mark.slow
def test_one_segment_that_is_half_again_as_bad_is_found_among_thirty() -> None:
    false, _, true = breached_windows(worse=1.6, windows=60)
    assert true >= 45
    assert false <= 6
