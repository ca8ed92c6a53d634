"""The service that the demo watches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from domain.windows import Window
from driftwarden.demo.flights import FEATURES, LABEL
from driftwarden.demo.service import BEFORE_SERVICE, Service
from tests.builders import MODEL
from tests.flows.builders import watched

START = datetime(2013, 4, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY = Window(start=START, end=START + 24 * HOUR)


def flights(number: int = 30) -> pd.DataFrame:
    """A flight an hour, from noon the day before the service began; each lands after three hours."""
    times = pd.date_range(START - 12 * HOUR, periods=number, freq="1h").as_unit("ns")
    frame = pd.DataFrame({"flight_id": [f"f{n}" for n in range(number)], "event_time": times})
    frame[[*FEATURES, LABEL]] = 1.0
    return frame.assign(landed_at=times + 3 * HOUR, x=50.0)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    """A service whose champion v1 answers with x."""
    monkeypatch.setattr("driftwarden.demo.service.FEATURES", [*FEATURES, "x"])
    return Service(flights(), tmp_path, watched().world, MODEL)


def logged(folder: Path, kind: str) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(file) for file in sorted((folder / kind).glob("date=*.parquet"))])


def test_before_the_service_began_there_are_features_and_labels_but_no_predictions(
    service: Service, tmp_path: Path
) -> None:
    service.record_history(START)
    rows = logged(tmp_path, "predictions")
    assert len(rows) == 12
    assert set(rows["model_version"]) == {BEFORE_SERVICE}
    assert rows["prediction"].isna().all()
    # The last three are still in the air.
    assert len(logged(tmp_path, "labels")) == 9


def test_a_flight_is_answered_by_the_champion_and_logged_without_its_label(service: Service, tmp_path: Path) -> None:
    service.serve(TODAY)
    rows = logged(tmp_path, "predictions")
    assert set(rows["model_version"]) == {"v1"}
    assert set(rows["prediction"]) == {50.0}
    assert (rows["latency_ms"] > 0).all()
    assert not {LABEL, "landed_at"} & set(rows.columns)


def test_a_label_lies_in_the_file_of_its_landing_and_not_before(service: Service, tmp_path: Path) -> None:
    service.record_history(START)
    service.serve(TODAY)
    labels = logged(tmp_path, "labels")
    assert labels["landed_at"].max() < TODAY.end
    for file in (tmp_path / "labels").iterdir():
        assert set(pd.read_parquet(file)["landed_at"].dt.strftime("date=%Y-%m-%d.parquet")) == {file.name}


def test_a_stretch_that_is_served_again_leaves_the_log_as_it_is(service: Service, tmp_path: Path) -> None:
    service.record_history(START)
    service.serve(TODAY)
    before = [(path, path.read_bytes()) for path in sorted(tmp_path.rglob("*.parquet"))]
    service.serve(TODAY)
    assert [(path, path.read_bytes()) for path in sorted(tmp_path.rglob("*.parquet"))] == before


def test_a_stretch_without_flights_serves_nobody(service: Service, tmp_path: Path) -> None:
    service.serve(Window(start=START + 200 * HOUR, end=START + 201 * HOUR))
    assert list(tmp_path.rglob("*.parquet")) == []
