"""Rows as a prediction log gives them, and the evidence made of them, with defaults for everything."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from domain.log_facts import LogFacts
from domain.profiles import FROM_LOG, Profile, from_training
from monitors.engines.whylogs_profiles import conditions_payload, merge_once
from monitors.entries import Entry
from monitors.entries.checks import Check
from monitors.evidence import Evidence
from monitors.profiling import merge, profile_rows
from monitors.quality.constraint_counts import ConstraintCounts
from monitors.spec import MonitoringSpec
from monitors.streams.listening import LISTENERS
from monitors.table import measure
from tests.builders import MODEL, a_week, a_window
from tests.monitors.examples import EXAMPLES

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
            "serving_error": None,
            "gust": np.where(dice.random(n) < 2 / 3, np.nan, dice.normal(30, 5, n)),
        }
    )
    return rows.assign(**columns)


def a_profile_of(rows: pd.DataFrame, **fields: Any) -> Profile:
    """The profile of rows that were served in `a_window`."""
    return profile_rows(rows, **{"model": MODEL, "window": a_window(), **fields})


@cache
def training_rows() -> tuple[pd.DataFrame, ...]:
    """Eight weeks of training rows, 1,000 a week, oldest first."""
    return tuple(some_rows(seed=100 + week) for week in range(-8, 0))


@cache
def reference_windows() -> tuple[Profile, ...]:
    """The profiles of these weeks."""
    origin = from_training(VERSION)
    weeks = zip(range(-8, 0), training_rows(), strict=True)
    return tuple(a_profile_of(rows, window=a_week(week), origin=origin) for week, rows in weeks)


@cache
def a_reference() -> Profile:
    """The merged profile of these weeks."""
    return merge(reference_windows())


@cache
def served_windows() -> tuple[Profile, ...]:
    """Eight weeks of served traffic before `a_window`, with the same rows."""
    return tuple(replace(profile, origin=FROM_LOG) for profile in reference_windows())


@cache
def rows_before() -> pd.DataFrame:
    """2,000 rows of the same kind, all labelled, from the week before `a_window`."""
    rows = some_rows(2000, seed=50).drop(columns=["temp", "carrier", "gust"])
    times = pd.date_range(a_week(-1).start, periods=2000, freq="5min", tz="UTC")
    return rows.assign(event_time=times, label_time=times)


def counted(profile: Profile, rows: pd.DataFrame, *checks: Check) -> Profile:
    """The profile together with how many of its rows keep each check, as one pass over them counts both."""
    counts = ConstraintCounts(checks)
    named = rows[[name for name in rows.columns if name in {check.column for check in checks}]]
    for batch in pa.Table.from_pandas(named, preserve_index=False).to_batches():
        counts.hear(batch)
    payload = conditions_payload(counts.found(), at=profile.window.start)
    return replace(profile, payload=merge_once([profile.payload, payload]))


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
        "reference_windows": reference_windows(),
        "sample": known,
        "reference_samples": training_rows(),
        "promised": 10.0,
        "labelled_before": rows_before(),
        "facts": LogFacts(rows=len(known), newest=a_window().end - timedelta(minutes=1), offsets=("+00:00",)),
        "preceding": served_windows(),
        "second_source": known,
        "heard": HeardLazily(known),
    }
    return Evidence(**{**facts, **fields})


class HeardLazily(Mapping[str, Any]):
    """What the listener of each example hears in these rows, once somebody asks."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows = rows

    def __getitem__(self, monitor: str) -> Any:
        return heard(self._rows, EXAMPLES[monitor])

    def __iter__(self) -> Iterator[str]:
        return iter(LISTENERS)

    def __len__(self) -> int:
        return len(LISTENERS)


def heard(rows: pd.DataFrame, entry: Entry) -> Any:
    """What the listener of an entry finds in the rows, two batches of them."""
    listener = LISTENERS[entry.tag](entry)
    table = pa.Table.from_pandas(rows, preserve_index=False)
    for batch in table.to_batches(max_chunksize=max(1, len(rows) // 2)):
        listener.hear(batch)
    return listener.found()


def measured(rows: pd.DataFrame | None = None, *, spec: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """All signals of the evidence by their titles, such as `drift of temp`."""
    signals = measure(MonitoringSpec.model_validate(spec or {}), some_evidence(rows, **fields))
    return {signal.title: signal for signal in signals}
