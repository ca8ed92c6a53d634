"""Trials to test with: seeded losses with day effects, candidates, windows."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.columns import ID, LABEL, TIME
from domain.training import Artifact, Candidate
from domain.windows import Window
from trials.pairing import PairedLosses

Floats = NDArray[np.float64]

START = datetime(2013, 4, 1, tzinfo=UTC)
NOW = START + timedelta(days=28)
HOLD_OUT = Window(start=START, end=NOW)


def gains(
    rng: np.random.Generator, *, gain: float = 0.0, days: int = 28, rows: int = 100, day_sd: float = 0.25
) -> tuple[Floats, NDArray[np.int64]]:
    """Paired differences whose days are alike inside: a day effect, and noise of 1 a row."""
    day_of_row = np.repeat(np.arange(days), rows)
    return gain + rng.normal(0, day_sd, days)[day_of_row] + rng.normal(0, 1, days * rows), day_of_row


def some_pairs(
    *,
    gain: float = 0.0,
    days: int = 28,
    rows: int = 100,
    day_sd: float = 0.1,
    seed: int = 7,
    unscored: int = 0,
    drawn: bool = False,
) -> PairedLosses:
    """Champion's losses of 10 and a challenger's that are smaller by `gain` on average: exactly, unless `drawn`."""
    differences, day_of_row = gains(np.random.default_rng(seed), gain=gain, days=days, rows=rows, day_sd=day_sd)
    if days and not drawn:
        differences += gain - differences.mean()
    champion = np.full(days * rows, 10.0)
    return PairedLosses(
        loss="absolute_error",
        champion=champion,
        challenger=champion - differences,
        days=np.datetime64("2013-04-01") + day_of_row.astype("timedelta64[D]"),
        labelled=days * rows + unscored,
        challenger_unscored=unscored,
    )


def some_rows(labels: list[float | None], *, hours: int = 1) -> pd.DataFrame:
    """Labelled rows of a hold-out, `hours` apart."""
    times = pd.date_range(START, periods=len(labels), freq=f"{hours}h")
    return pd.DataFrame({ID: range(len(labels)), TIME: times, LABEL: pd.array(labels, dtype="Float64")})


def a_candidate(version: str = "v2") -> Candidate:
    """A challenger."""
    return Candidate(
        model="flights",
        version=version,
        training_run="run",
        artifact=Artifact(uri="flights/order/model.joblib", sha256="0" * 64, data_sha256="1" * 64, rows=1000),
        trained_on=Window(start=START - timedelta(days=56), end=START),
        created_at=NOW,
    )
