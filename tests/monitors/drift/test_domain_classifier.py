"""A classifier tells windows apart by what no single column shows, and is calibrated on what it finds by chance."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from domain.signals import Signal, SignalState
from monitors.drift.domain_auc import area_under_curve, coding_of
from monitors.drift.domain_classifier import measure_domain_classifier
from monitors.entries import DomainClassifier
from monitors.spec import MonitoringSpec
from tests.builders import a_week
from tests.monitors.builders import a_profile_of, some_evidence

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
WEEKS = 12


def some_pairs(seed: int, *, together: float = 0.0, rows: int = 400) -> pd.DataFrame:
    """Two normal columns with a correlation, and a text; each column by itself is always the same."""
    dice = np.random.default_rng(seed)
    x, noise = dice.normal(size=(2, rows))
    y = together * x + np.sqrt(1 - together**2) * noise
    return pd.DataFrame({"x": x, "y": y, "kind": dice.choice(["p", "q"], rows)})


@cache
def reference() -> tuple[pd.DataFrame, ...]:
    return tuple(some_pairs(seed) for seed in range(WEEKS))


def measured(*samples: pd.DataFrame, window: str = "week", **fields: Any) -> Signal:
    """The signal of the last sample, the others being those of the windows before it."""
    before = range(-len(samples) + 1, 0)
    facts: dict[str, Any] = {
        "sample": samples[-1],
        "profile": a_profile_of(samples[-1]),
        "reference_samples": reference(),
        "reference_windows": tuple(
            a_profile_of(some_pairs(1, rows=20), window=a_week(week)) for week in range(-WEEKS - 8, -8)
        ),
        "preceding": tuple(a_profile_of(rows, window=a_week(w)) for w, rows in zip(before, samples, strict=False)),
        "preceding_samples": samples[:-1],
    }
    evidence = some_evidence(samples[-1], **{**facts, **fields})
    spec = MonitoringSpec.model_validate({"window": window})
    (signal,) = measure_domain_classifier(DomainClassifier(), spec, evidence)
    return signal


def test_columns_that_no_longer_go_together_alarm_the_second_time() -> None:
    moved = [some_pairs(seed, together=0.8) for seed in (50, 51)]
    once, twice = measured(some_pairs(49), moved[0]), measured(*moved)
    assert (once.state, twice.state) == (CALM, BREACHED)
    assert once.value is not None
    assert once.threshold is not None
    assert once.value > once.threshold
    assert twice.note == "an alarm takes 2 windows in a row above the threshold: at most 0.79 false alarms a quarter"


def test_unchanged_weeks_alarm_nobody() -> None:
    assert {measured(some_pairs(seed), some_pairs(seed + 1)).state for seed in (60, 70, 80)} == {CALM}


def test_chance_comes_to_a_half_and_a_great_change_to_nearly_one() -> None:
    coding = coding_of(reference())
    others = [coding.encode(rows) for rows in reference()]
    same, moved = some_pairs(90), some_pairs(90).assign(x=lambda rows: rows["x"] + 5)
    assert area_under_curve(coding.encode(same), others, texts=1) == pytest.approx(0.5, abs=0.05)
    assert area_under_curve(coding.encode(moved), others, texts=1) > 0.98


def test_new_texts_and_missing_columns_are_told_apart_too() -> None:
    coding = coding_of(reference())
    others = [coding.encode(rows) for rows in reference()]
    for changed in (some_pairs(90).assign(kind="r"), some_pairs(90).drop(columns="y")):
        assert area_under_curve(coding.encode(changed), others, texts=1) > 0.9


UNKNOWABLE: dict[str, tuple[dict[str, Any], str]] = {
    "no sample": (
        {"sample": None},
        "no whole rows are kept of window and reference; set monitoring.sample_rows above 0",
    ),
    "no reference": ({"reference_samples": ()}, "no whole rows are kept"),
    "few windows": (
        {"reference_samples": reference()[:7]},
        "7 windows of reference are too few; at least 8 are needed",
    ),
    "few rows": ({"sample": some_pairs(1, rows=100)}, "100 rows are in the sample, and 400 or more in those of the"),
}


@pytest.mark.parametrize("case", UNKNOWABLE)
def test_what_cannot_be_told_is_unknown_and_says_why(case: str) -> None:
    fields, note = UNKNOWABLE[case]
    if "reference_samples" in fields:
        kept = len(fields["reference_samples"])
        windows = tuple(a_profile_of(some_pairs(1, rows=20), window=a_week(week)) for week in range(-8 - kept, -8))
        fields = {**fields, "reference_windows": windows}
    signal = measured(some_pairs(1), **fields)
    assert (signal.state, signal.value) == (UNKNOWN, None)
    assert str(signal.note).startswith(note)
