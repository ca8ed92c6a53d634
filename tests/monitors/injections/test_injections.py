from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from domain.columns import ID, LABEL, LABEL_TIME, LATENCY, PREDICTION, TIME, VERSION
from monitors.injections.injection import Ground, Injection, NotInjected, Size, ranked_by
from monitors.injections.table import dice_for, injections

ROWS = 4000
FEATURES = ("temp", "hour", "carrier", "is_member")
MOVED = {
    "shift of temp": {"temp"},
    "shift of hour": {"hour"},
    "shift of all numbers": {"temp", "hour"},
    "missing temp +5": {"temp"},
    "missing temp +20": {"temp"},
    "new category of carrier": {"carrier"},
    "label shift": {*FEATURES, PREDICTION, LABEL},
    "concept drift": {LABEL},
    "latency": {LATENCY},
    "doubled rows": set(),
    "lost rows": set(),
}


def _rows(task: str = "regression") -> pd.DataFrame:
    dice = np.random.default_rng(7)
    times = pd.date_range(datetime(2026, 1, 1, tzinfo=UTC), periods=ROWS, freq="min")
    temp = dice.normal(20, 4, ROWS)
    label = 3 * temp + dice.normal(0, 2, ROWS) if task == "regression" else (temp + dice.normal(0, 2, ROWS) > 24) * 1
    return pd.DataFrame(
        {
            ID: [f"r{number}" for number in range(ROWS)],
            TIME: times,
            VERSION: "v1",
            "temp": temp,
            "hour": dice.integers(0, 24, ROWS),
            "carrier": dice.choice(["AA", "UA"], ROWS),
            "is_member": dice.random(ROWS) < 0.5,
            PREDICTION: 3 * temp if task == "regression" else (temp > 24) * 1,
            LATENCY: dice.gamma(4, 5, ROWS),
            LABEL: label,
            LABEL_TIME: times + pd.Timedelta(hours=1),
        }
    )


def _ground(rows: pd.DataFrame, **fields: Any) -> Ground:
    ranked = tuple(name for name in FEATURES if name in rows)
    return Ground(**{"rows": rows, "task": "regression", "size": Size.MEDIUM, "ranked": ranked, **fields})


def _injected(name: str, rows: pd.DataFrame, **fields: Any) -> pd.DataFrame:
    drift = next(each for each in injections(_ground(rows, **fields)) if each.name == name)
    assert isinstance(drift, Injection)
    return drift.inject(rows, dice_for(name, 0))


def test_every_family_has_a_drift_for_ordinary_rows() -> None:
    found = injections(_ground(_rows()))
    assert [each.name for each in found] == list(MOVED)
    assert all(isinstance(each, Injection) and each.does for each in found)


@pytest.mark.parametrize("size", list(Size))
@pytest.mark.parametrize("task", ["regression", "binary"])
def test_a_drift_moves_what_it_names_and_leaves_its_argument_alone(task: str, size: Size) -> None:
    rows = _rows(task)
    kept = rows.copy(deep=True)
    for drift in injections(_ground(rows, task=task, size=size)):
        assert isinstance(drift, Injection)
        changed = drift.inject(rows, dice_for(drift.name, 0))
        pd.testing.assert_frame_equal(rows, kept)
        assert list(changed) == list(rows)
        if len(changed) == len(rows):
            assert {name for name in rows if not changed[name].equals(rows[name])} <= _touched(drift.name)
        else:
            assert drift.name in {"doubled rows", "lost rows"}


def _touched(name: str) -> set[str]:
    return {"temp"} if name.startswith("missing temp") else MOVED[name]


def test_the_same_seed_gives_the_same_drift_and_another_seed_another() -> None:
    rows = _rows()
    drift = next(each for each in injections(_ground(rows)) if each.name == "missing temp +20")
    assert isinstance(drift, Injection)
    first, second, other = (drift.inject(rows, dice_for(drift.name, seed)) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, second)
    assert not first["temp"].equals(other["temp"])


@pytest.mark.parametrize(("size", "deviations"), [(Size.SMALL, 0.25), (Size.MEDIUM, 0.5), (Size.LARGE, 1.0)])
def test_a_shift_is_so_many_standard_deviations(size: Size, deviations: float) -> None:
    rows = _rows()
    moved = _injected("shift of temp", rows, size=size)["temp"] - rows["temp"]
    assert moved.to_numpy() == pytest.approx(deviations * rows["temp"].std(ddof=0))


def test_whole_numbers_stay_whole_and_move_at_least_by_one() -> None:
    rows = _rows().assign(hour=lambda each: each["hour"] % 2)
    moved = _injected("shift of hour", rows, size=Size.SMALL)["hour"]
    assert moved.dtype == rows["hour"].dtype
    assert set(moved - rows["hour"]) == {1}


def test_missing_values_come_on_top_of_those_that_were_missing() -> None:
    assert _injected("missing temp +20", _rows())["temp"].isna().mean() == pytest.approx(0.2)


def test_whole_numbers_can_be_missing_and_stay_whole() -> None:
    moved = _injected("missing hour +20", _rows(), ranked=("hour", "temp"))["hour"]
    assert moved.dtype == "Int64"
    assert moved.isna().mean() == pytest.approx(0.2)


def test_a_label_shift_moves_the_mean_by_about_its_size_and_what_was_asked_moves_along() -> None:
    rows = _rows()
    moved = _injected("label shift", rows)
    by = (moved[LABEL].mean() - rows[LABEL].mean()) / rows[LABEL].std()
    assert by == pytest.approx(0.5, abs=0.1)
    assert (moved[LABEL] - 3 * moved["temp"]).std() == pytest.approx((rows[LABEL] - 3 * rows["temp"]).std(), rel=0.1)


def test_a_label_shift_of_classes_makes_the_rarest_more_frequent() -> None:
    rows = _rows("binary")
    moved = _injected("label shift", rows, task="binary")
    assert moved[LABEL].mean() - rows[LABEL].mean() == pytest.approx(0.10, abs=0.03)


def test_concept_drift_makes_the_mean_absolute_error_grow_by_exactly_its_size() -> None:
    rows = _rows()
    before, after = ((each[LABEL] - each[PREDICTION]).abs().mean() for each in (rows, _injected("concept drift", rows)))
    assert after == pytest.approx(1.5 * before)


def test_concept_drift_of_classes_makes_the_error_rate_grow_by_so_many_points() -> None:
    rows = _rows("binary")
    moved = _injected("concept drift", rows, task="binary")
    before, after = ((each[LABEL] != each[PREDICTION]).mean() for each in (rows, moved))
    assert after - before == pytest.approx(0.10)
    assert set(moved[LABEL]) == {0, 1}


def test_rows_without_a_label_stay_without_one() -> None:
    rows = _rows().assign(**{LABEL: lambda each: each[LABEL].where(each.index % 2 == 0)})
    for name in ("label shift", "concept drift"):
        assert _injected(name, rows)[LABEL].isna().equals(rows[LABEL].isna())


def test_rows_logged_twice_keep_their_ids_and_lost_rows_are_gone() -> None:
    rows = _rows()
    doubled = _injected("doubled rows", rows)
    assert doubled[ID].duplicated().sum() == ROWS // 5
    assert doubled[TIME].is_monotonic_increasing
    assert len(_injected("lost rows", rows)) == ROWS // 2


@pytest.mark.parametrize(
    ("dropped", "name", "why"),
    [
        ([LATENCY], "latency", "the log has no latency"),
        ([LABEL], "label shift", "the rows have no labels, or one label only"),
        ([LABEL], "concept drift", "the rows have no labels and predictions, or one label only"),
        (["carrier"], "new category", "no feature holds text"),
        (["temp", "hour"], "shift", "no feature holds numbers that differ"),
        (FEATURES, "missing", "the log has no feature"),
    ],
)
def test_a_drift_that_the_rows_cannot_be_given_says_why(dropped: list[str], name: str, why: str) -> None:
    found = injections(_ground(_rows().drop(columns=[*dropped])))
    assert NotInjected(name=name, why=why) in found


def test_features_are_ranked_by_what_they_move() -> None:
    assert ranked_by({"temp": 1.0, "hour": 3.0, "carrier": 1.0, "is_member": 0.0}.__getitem__, _rows()) == (
        "hour",
        "carrier",
        "temp",
        "is_member",
    )
