"""Days of traffic as sketch profiles, 2013-04-01 (a Monday) being day 0, and drift measured day after day."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from domain.profiles import FROM_LOG, Profile, from_training
from domain.signals import Signal, SignalState
from domain.windows import Window
from monitors.evidence import Evidence
from monitors.profiling import merge, profile_rows
from monitors.spec import MonitoringSpec
from monitors.table import measure
from tests.builders import MODEL, MONDAY, a_window

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = timedelta(days=1)
_WEEKEND = 5


def a_day(number: int) -> Window:
    return a_window(MONDAY + number * DAY, DAY)


def rows_of(number: int, *, rows: int = 1000, shift: float = 0, missing: float = 0, weekend: float = 0) -> pd.DataFrame:
    """Three numbers and a text. `shift` (sd) moves a, `missing` (share) empties b, `weekend` (sd) moves all numbers."""
    dice = np.random.default_rng(10_000 + number)
    moved = weekend if number % 7 >= _WEEKEND else 0.0
    frame = pd.DataFrame({name: dice.normal(moved, 1, rows) for name in "abc"})
    frame["kind"] = dice.choice(["x", "y", "z"], rows, p=[0.5, 0.3, 0.2])
    return frame.assign(a=frame["a"] + shift, b=frame["b"].where(dice.random(rows) >= missing))


def profile_of(number: int, frame: pd.DataFrame, *, version: str | None = None) -> Profile:
    """What was served on a day or, with a version, what that was trained on."""
    return profile_rows(
        frame, model=MODEL, window=a_day(number), origin=from_training(version) if version else FROM_LOG
    )


@cache
def training(days: int = 28, *, weekend: float = 0, seed: int = 0) -> tuple[Profile, ...]:
    """The days before day 0 that v1 was trained on."""
    return tuple(profile_of(n, rows_of(n - seed, weekend=weekend), version="v1") for n in range(-days, 0))


@cache
def served(number: int, **changed: Any) -> Profile:
    """What was served on a day."""
    return profile_of(number, rows_of(number, **changed))


def evidence_of(
    profile: Profile, before: Sequence[Profile], reference: Sequence[Profile], *, since: datetime | None = MONDAY
) -> Evidence:
    return Evidence(
        model=MODEL,
        version="v1",
        window=profile.window,
        as_of=profile.window.end + 30 * DAY,
        rows=pd.DataFrame(),
        profile=profile,
        reference=merge(reference) if reference else None,
        promised=None,
        reference_windows=tuple(reference),
        preceding=tuple(before),
        in_force_since=since,
    )


def signals_of(
    days: Sequence[Profile],
    *,
    reference: Sequence[Profile] | None = None,
    since: datetime | None = MONDAY,
    entry: dict[str, Any] | None = None,
    **spec: Any,
) -> dict[str, Signal]:
    """The signals of the last of these days by their titles, the others being served before it."""
    entries = [{"monitor": "drift", **(entry or {})}]
    known = training() if reference is None else reference
    evidence = evidence_of(days[-1], days[:-1], known, since=since)
    return {s.title: s for s in measure(MonitoringSpec.model_validate({"monitors": entries, **spec}), evidence)}


def breached(signals: dict[str, Signal]) -> list[str]:
    """The columns that are breached."""
    return [str(signal.subject) for signal in signals.values() if signal.state is SignalState.BREACHED]
