"""Rows as a prediction log gives them, and the evidence made of them, with defaults for everything."""

from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from domain.profiles import Profile, from_training
from monitors.evidence import Evidence
from monitors.profiling import merge, profile_rows
from monitors.spec import MonitoringSpec
from monitors.table import measure
from tests.builders import MODEL, a_week, a_window

VERSION = "v1"


def some_rows(n: int = 1000, *, seed: int = 1, **columns: Any) -> pd.DataFrame:
    """Rows of one week, all labelled, from one seed; columns may be replaced or added by name.

    Three features: `temp` (normal, mean 15, standard deviation 8), `carrier` (four values) and `gust` (two thirds
    missing). The prediction is off by 10 on average in absolute value.
    """
    dice = np.random.default_rng(seed)
    label = dice.normal(150, 40, n)
    rows = pd.DataFrame(
        {
            "prediction_id": [f"p{seed}-{i}" for i in range(n)],
            "event_time": pd.date_range(a_window().start, periods=n, freq="1min", tz="UTC"),
            "model_version": VERSION,
            "prediction": label + 10 * dice.choice([-1, 1], n),
            "latency_ms": dice.gamma(4, 10, n),
            "label": label,
            "label_time": pd.date_range(a_window().start, periods=n, freq="1min", tz="UTC"),
            "temp": dice.normal(15, 8, n),
            "carrier": dice.choice(["AA", "B6", "DL", "UA"], n, p=[0.1, 0.2, 0.3, 0.4]),
            "gust": np.where(dice.random(n) < 2 / 3, np.nan, dice.normal(30, 5, n)),
        }
    )
    return rows.assign(**columns)


def a_profile_of(rows: pd.DataFrame, **fields: Any) -> Profile:
    """The profile of rows that were served in `a_window`."""
    return profile_rows(rows, **{"model": MODEL, "window": a_window(), **fields})


@cache
def a_reference() -> Profile:
    """The merged profile of eight weeks of training rows, 1,000 a week."""
    weeks = range(-8, 0)
    origin = from_training(VERSION)
    return merge([a_profile_of(some_rows(seed=100 + w), window=a_week(w), origin=origin) for w in weeks])


def some_evidence(rows: pd.DataFrame | None = None, **fields: Any) -> Evidence:
    """A week of unchanged traffic, looked at when all labels have had their time."""
    known = some_rows() if rows is None else rows
    facts: dict[str, Any] = {
        "model": MODEL,
        "version": VERSION,
        "window": a_window(),
        "as_of": a_window().end + timedelta(days=30),
        "rows": known,
        "profile": a_profile_of(known),
        "reference": a_reference(),
        "promised": 10.0,
    }
    return Evidence(**{**facts, **fields})


def measured(rows: pd.DataFrame | None = None, *, spec: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """All signals of the evidence by their titles, such as `drift of temp`."""
    signals = measure(MonitoringSpec.model_validate(spec or {}), some_evidence(rows, **fields))
    return {signal.title: signal for signal in signals}
