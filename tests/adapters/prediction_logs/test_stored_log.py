"""A prediction log as it was known at a moment."""

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from adapters.prediction_logs.opening import open_stored_log
from adapters.prediction_logs.spec import LogSpec
from adapters.trainers.order_folders import prepare, read_request
from domain.columns import ID, LABEL, LABEL_TIME, LATENCY, PREDICTION, TIME, VERSION, features_of
from domain.errors import EvidenceUnavailable
from domain.windows import Window
from tests.adapters.prediction_logs.builders import (
    COLUMNS,
    MUCH_LATER,
    START,
    WEEK,
    a_log,
    hours,
    labels,
    predictions,
    write_days,
)
from tests.builders import an_order


def _write(root: Path, served: pd.DataFrame, landed: pd.DataFrame | None = None) -> None:
    write_days(served, root / "served", by="scheduled")
    write_days(labels() if landed is None else landed, root / "landed", by="landed")


def test_columns_get_the_names_of_their_roles_and_the_rest_are_features(tmp_path: Path) -> None:
    served = predictions(("a", hours(1), 100.0), served_by="v1", took=3.5)
    _write(tmp_path, served, labels(("a", 90.0, hours(3))))
    log = a_log(tmp_path, columns={**COLUMNS, "version": "served_by", "latency": "took"})
    rows = log.read(WEEK, as_of=MUCH_LATER)
    assert set(rows.columns) == {ID, TIME, VERSION, PREDICTION, LATENCY, LABEL, LABEL_TIME, "carrier"}
    assert features_of(rows.columns) == ["carrier"]
    assert rows.to_dict("records") == [
        {
            ID: "a",
            TIME: hours(1),
            VERSION: "v1",
            PREDICTION: 100.0,
            LATENCY: 3.5,
            "carrier": "UA",
            LABEL: 90.0,
            LABEL_TIME: hours(3),
        }
    ]


def test_rows_come_by_event_time_and_the_window_is_half_open(tmp_path: Path) -> None:
    moments = [WEEK.end, hours(5), hours(-0.01), START, hours(3), WEEK.end - timedelta(microseconds=1)]
    _write(tmp_path, predictions(*[(number, moment, 1.0) for number, moment in enumerate(moments)]))
    assert a_log(tmp_path).read(WEEK, as_of=MUCH_LATER)[ID].tolist() == [3, 4, 1, 5]


def test_nothing_from_after_as_of_is_seen(tmp_path: Path) -> None:
    served = predictions(("a", hours(1), 1.0), ("b", hours(2), 1.0), ("c", hours(4), 1.0))
    _write(tmp_path, served, labels(("a", 5.0, hours(4)), ("b", 6.0, hours(4.01))))
    rows = a_log(tmp_path).read(WEEK, as_of=hours(4))
    assert rows[ID].tolist() == ["a", "b"]
    assert rows[LABEL].tolist() == [5.0, pytest.approx(float("nan"), nan_ok=True)]
    assert rows[LABEL_TIME].isna().tolist() == [False, True]


def test_the_last_label_that_had_arrived_wins(tmp_path: Path) -> None:
    corrected = labels(("a", 7.0, hours(9)), ("a", 5.0, hours(3)), ("a", 6.0, hours(4)), ("a", 8.0, None))
    (tmp_path / "landed").mkdir()
    corrected.to_parquet(tmp_path / "landed" / "all.parquet")
    write_days(predictions(("a", hours(1), 1.0)), tmp_path / "served", by="scheduled")
    for as_of, label in ((hours(3.5), 5.0), (hours(8), 6.0), (hours(9), 7.0)):
        assert a_log(tmp_path).read(WEEK, as_of=as_of)[LABEL].tolist() == [label]


def test_of_doubled_ids_the_first_counts_and_the_others_are_counted(tmp_path: Path) -> None:
    served = predictions(("a", hours(30), 2.0), ("a", hours(1), 1.0), ("b", hours(2), 3.0), ("a", hours(31), 9.0))
    _write(tmp_path, served, labels(("a", 5.0, hours(3))))
    rows = a_log(tmp_path).read(WEEK, as_of=MUCH_LATER)
    assert rows[[ID, PREDICTION]].to_numpy().tolist() == [["a", 1.0], ["b", 3.0]]
    assert rows.attrs["doubled_ids"] == 2


def test_rows_without_an_id_are_kept_and_get_nobodys_label(tmp_path: Path) -> None:
    served = predictions((None, hours(1), 1.0), (None, hours(2), 2.0), ("a", hours(3), 3.0))
    _write(tmp_path, served, labels((None, 5.0, hours(3)), ("a", 6.0, hours(4))))
    rows = a_log(tmp_path).read(WEEK, as_of=MUCH_LATER)
    assert rows[PREDICTION].tolist() == [1.0, 2.0, 3.0]
    assert rows[LABEL].isna().tolist() == [True, True, False]
    assert rows.attrs["doubled_ids"] == 0


def test_rows_without_an_event_time_are_counted(tmp_path: Path) -> None:
    served = predictions(("a", hours(1), 1.0), ("b", hours(1), 1.0))
    served.loc[1, "scheduled"] = pd.NaT
    (tmp_path / "served").mkdir()
    served.to_parquet(tmp_path / "served" / "all.parquet")
    rows = a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)
    assert rows[ID].tolist() == ["a"]
    assert rows.attrs["untimed_rows"] == 1


def test_labels_may_lie_beside_the_predictions(tmp_path: Path) -> None:
    served = predictions(("a", hours(1), 1.0), ("b", hours(2), 1.0))
    served = served.assign(air_time=[5, 6], landed=[hours(3), hours(5)])
    write_days(served, tmp_path / "served", by="scheduled")
    rows = a_log(tmp_path, labels=None).read(WEEK, as_of=hours(4))
    assert rows[LABEL].tolist() == [5.0, pytest.approx(float("nan"), nan_ok=True)]
    assert rows[LABEL_TIME].isna().tolist() == [False, True]


def test_labels_that_do_not_say_when_they_arrived_are_refused(tmp_path: Path) -> None:
    write_days(predictions(("a", hours(1), 1.0), air_time=5), tmp_path / "served", by="scheduled")
    with pytest.raises(EvidenceUnavailable, match=r"columns\.label_time"):
        a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)


def test_a_log_without_labels_has_empty_ones(tmp_path: Path) -> None:
    write_days(predictions(("a", hours(1), 1.0)), tmp_path / "served", by="scheduled")
    rows = a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)
    assert rows[LABEL].isna().all()
    assert str(rows[LABEL_TIME].dtype) == "datetime64[ns, UTC]"


def test_the_label_is_no_feature_although_predictions_carry_it_too(tmp_path: Path) -> None:
    _write(tmp_path, predictions(("a", hours(1), 1.0), air_time=5.0, label=5.0), labels(("a", 6.0, hours(3))))
    rows = a_log(tmp_path).read(WEEK, as_of=hours(2))
    assert features_of(rows.columns) == ["carrier"]
    assert rows[LABEL].isna().all()


def test_only_the_features_that_are_named_are_read(tmp_path: Path) -> None:
    _write(tmp_path, predictions(("a", hours(1), 1.0), temp=50.0, note="x"))
    rows = a_log(tmp_path, features=["temp"]).read(WEEK, as_of=MUCH_LATER)
    assert features_of(rows.columns) == ["temp"]


@pytest.mark.parametrize(
    ("window", "as_of"),
    [
        (Window(start=MUCH_LATER, end=MUCH_LATER + timedelta(days=1)), MUCH_LATER + timedelta(days=2)),
        (WEEK, START),
        (WEEK, START - timedelta(days=1)),
    ],
)
def test_an_empty_window_gives_no_rows_but_all_columns(tmp_path: Path, window: Window, as_of: pd.Timestamp) -> None:
    _write(tmp_path, predictions(("a", hours(1), 1.0), temp=50.0), labels(("a", 6.0, hours(3))))
    rows = a_log(tmp_path).read(window, as_of=as_of)
    assert rows.empty
    assert set(rows.columns) == {ID, TIME, PREDICTION, LABEL, LABEL_TIME, "carrier", "temp"}
    assert str(rows[TIME].dtype) == "datetime64[ns, UTC]"


def test_a_window_without_a_file_is_empty_as_long_as_there_is_a_file_of_another(tmp_path: Path) -> None:
    write_days(predictions(("a", hours(-300), 1.0)), tmp_path / "served", by="scheduled")
    (tmp_path / "landed").mkdir()
    rows = a_log(tmp_path, features=["temp"]).read(WEEK, as_of=MUCH_LATER)
    assert rows.empty
    assert set(rows.columns) == {ID, TIME, PREDICTION, LABEL, LABEL_TIME, "temp"}


def test_files_need_not_agree_on_an_all_null_column(tmp_path: Path) -> None:
    days = [
        predictions(("a", hours(1), 1.0), carrier=pd.Categorical(["UA"]), temp=50),
        predictions(("b", hours(25), 1.0), carrier=pd.Categorical(["DL"]), temp=None),
        predictions(("c", hours(49), 1.0), carrier=None, temp=51.5),
    ]
    for day in days:
        write_days(day, tmp_path / "served", by="scheduled")
    rows = a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)
    assert rows["carrier"].astype(object).fillna("none").tolist() == ["UA", "DL", "none"]
    assert rows["temp"].fillna(-1).tolist() == [50, -1, 51.5]


def test_the_users_index_is_no_feature(tmp_path: Path) -> None:
    served = predictions(("a", hours(1), 1.0), ("b", hours(2), 1.0))
    (tmp_path / "served").mkdir()
    served[served["flight"] == "b"].to_parquet(tmp_path / "served" / "2013-04-01.parquet")
    rows = a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)
    assert rows[ID].tolist() == ["b"]
    assert features_of(rows.columns) == ["carrier"]


def test_an_id_that_the_user_made_the_index_is_found(tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    predictions(("a", hours(1), 1.0)).set_index("flight").to_parquet(tmp_path / "served" / "2013-04-01.parquet")
    assert a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)[ID].tolist() == ["a"]


def test_csv_files_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    text = "flight,scheduled,minutes,carrier\n7,2013-04-01T01:00:00Z,100.5,UA\n8,2013-04-01T02:00:00+02:00,90,DL\n"
    (tmp_path / "served" / "2013-04-01.csv").write_text(text)
    rows = a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)
    assert rows[ID].tolist() == [8, 7]
    assert rows[TIME].tolist() == [START, hours(1)]


def test_a_trainer_gets_rows_that_were_read_without_what_the_log_showed(tmp_path: Path) -> None:
    _write(tmp_path, predictions(("a", hours(1), 1.0)), labels(("a", 6.0, hours(3))))
    request = prepare(an_order(), a_log(tmp_path).read(WEEK, as_of=MUCH_LATER), tmp_path / "orders")
    given = pd.read_parquet(request.parent / read_request(request).training)
    assert (given[ID].tolist(), given.attrs) == (["a"], {})


def test_a_record_of_features_needs_no_prediction_and_keeps_one_that_it_has(tmp_path: Path) -> None:
    spec = LogSpec.model_validate({"predictions": "store", "columns": {"id": "flight", "time": "scheduled"}})
    stored = predictions(("a", hours(1), 1.0)).rename(columns={"minutes": "prediction"})
    write_days(stored.drop(columns="prediction"), tmp_path / "store", by="scheduled")
    record = open_stored_log(spec, tmp_path, environment={}, features_only=True)
    assert list(record.read(WEEK, as_of=MUCH_LATER)["carrier"]) == ["UA"]
    with pytest.raises(EvidenceUnavailable, match="no column 'prediction'"):
        open_stored_log(spec, tmp_path, environment={}).read(WEEK, as_of=MUCH_LATER)
    write_days(stored, tmp_path / "store", by="scheduled")
    assert list(record.read(WEEK, as_of=MUCH_LATER)[PREDICTION]) == [1.0]
