"""The flights of 2013 as a stream of events."""

import pandas as pd
import pytest

from driftwarden.demo.flights import FEATURES, LABEL, TIMEZONE, WEATHER, read_flights

EVERY = 24


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    """A sample of them."""
    return read_flights(every=EVERY)


def test_every_nth_flight_is_there_once(flights: pd.DataFrame) -> None:
    assert len(flights) == -(-336_776 // EVERY)
    assert flights["flight_id"].is_unique


def test_they_are_in_order_of_departure_and_all_of_2013(flights: pd.DataFrame) -> None:
    assert flights["event_time"].is_monotonic_increasing
    assert set(flights["event_time"].dt.tz_convert(TIMEZONE).dt.year) == {2013}


def test_every_feature_is_there_and_only_the_weather_is_missing_now_and_then(flights: pd.DataFrame) -> None:
    assert list(flights.columns) == ["flight_id", "event_time", *FEATURES, LABEL, "landed_at"]
    missing = flights[FEATURES].isna().mean()
    assert set(missing.index[missing > 0]) <= set(WEATHER)
    # No gust is written down where there is none.
    assert missing.drop("wind_gust").max() < 0.15
    assert set(flights["weekday"]) == set(range(7))


def test_a_label_arrives_when_the_aircraft_lands_and_a_cancelled_flight_has_none(flights: pd.DataFrame) -> None:
    flown = flights[LABEL].notna()
    assert (flights["landed_at"].notna() == flown).all()
    assert 0 < (~flown).sum() < 0.05 * len(flights)
    in_the_air = flights["landed_at"] - flights["event_time"]
    assert (in_the_air[flown] > pd.Timedelta(0)).all()


def test_nothing_that_is_known_only_after_departure_is_a_feature() -> None:
    assert not {"dep_time", "dep_delay", "arr_time", "arr_delay", LABEL} & set(FEATURES)
