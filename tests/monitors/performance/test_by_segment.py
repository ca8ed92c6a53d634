"""Performance by segment: each slice against itself, and no more alarms for there being many slices."""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from domain.models import Segment
from domain.signals import Maturity, Signal, SignalState
from monitors.entries import Need, Performance
from monitors.spec import MonitoringSpec
from monitors.streams.segments import NAMED
from tests.builders import a_week, a_window
from tests.monitors.builders import measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
CARRIERS = ("AA", "B6", "DL", "UA")


def by(*columns: Any, **told: Any) -> dict[str, Any]:
    """A model's file whose performance is measured by these columns."""
    entry = {"monitor": "performance", "by": list(columns), **told}
    return {"segments": ["carrier", "origin", ["carrier", "origin"]], "monitors": [entry]}


def a_sliced_week(
    week: int = 0, *, rows: int = 4000, seed: int = 1, worse: dict[str, float] | None = None
) -> pd.DataFrame:
    """Four carriers with errors of their own size, exponential; those of some carriers are `worse` by a factor."""
    dice = np.random.default_rng(seed)
    carrier = np.resize(CARRIERS, rows)
    usual = {"AA": 5.0, "B6": 10.0, "DL": 10.0, "UA": 20.0}
    size = np.array([usual[name] * (worse or {}).get(name, 1.0) for name in carrier])
    label = dice.normal(150, 40, rows)
    return some_rows(
        rows,
        event_time=pd.date_range(a_week(week).start, periods=rows, freq="2min", tz="UTC"),
        carrier=carrier,
        origin=dice.choice(["EWR", "JFK"], rows),
        label=label,
        prediction=label + dice.exponential(size) * dice.choice([-1, 1], rows),
    )


BEFORE = a_sliced_week(-1, seed=50)


def signals(rows: Any = None, spec: dict[str, Any] | None = None, **facts: Any) -> dict[str, Signal]:
    """By title, of the sliced week unless other rows are given."""
    known = {"labelled_before": BEFORE, "promised": 12.0, **facts}
    return measured(a_sliced_week() if rows is None else rows, spec=spec or by("carrier"), **known)


def test_each_segment_has_a_signal_beside_the_whole_traffic() -> None:
    found = signals()
    assert list(found) == ["mae", *(f"mae where carrier={name}" for name in CARRIERS)]
    one = found["mae where carrier=UA"]
    assert one.segment == Segment(column="carrier", value="UA")
    assert (one.rows, one.maturity, one.state) == (1000, Maturity.FINAL, CALM)
    assert one.interval is not None
    assert one.interval[0] < one.value < one.interval[1]  # type: ignore[operator]


def test_a_pair_of_columns_makes_a_segment_of_each_combination() -> None:
    found = signals(spec=by("origin", ["carrier", "origin"]))
    assert len(found) == 1 + 2 + 8
    assert found["mae where carrier=AA, origin=JFK"].rows == pytest.approx(500, abs=60)


def test_a_segment_is_held_against_its_own_past_and_not_against_the_whole() -> None:
    one = signals()["mae where carrier=UA"]
    assert one.value == pytest.approx(20, rel=0.1)
    assert one.baseline == pytest.approx(20, rel=0.1)
    assert one.threshold == pytest.approx(1.1 * one.baseline)  # type: ignore[operator]
    assert one.reference == "1000 labelled rows that v1 answered before"


def test_only_the_segment_that_became_worse_is_breached() -> None:
    found = signals(a_sliced_week(worse={"B6": 1.6}))
    states = {title: signal.state for title, signal in found.items()}
    assert states == {
        "mae": CALM,
        "mae where carrier=AA": CALM,
        "mae where carrier=B6": BREACHED,
        "mae where carrier=DL": CALM,
        "mae where carrier=UA": CALM,
    }
    note = found["mae where carrier=B6"].note or ""
    assert "worse than its limit beyond chance, among 4 tests of segments by metrics (Holm p = " in note


def test_a_segment_beyond_its_limit_by_chance_alone_stays_calm_and_says_so() -> None:
    one = signals(a_sliced_week(rows=600, worse={"B6": 1.25}, seed=3))["mae where carrier=B6"]
    assert one.value > one.threshold  # type: ignore[operator]
    assert one.state is CALM
    assert "beyond its limit, as chance will have it among 4 tests" in (one.note or "")


def test_a_segment_without_labels_from_before_is_held_against_what_the_whole_traffic_is() -> None:
    new = BEFORE[BEFORE["carrier"] != "UA"]
    one = signals(labelled_before=new)["mae where carrier=UA"]
    assert one.state is BREACHED
    assert one.threshold == pytest.approx(1.1 * 12)
    assert one.reference == "promise of v1, over the whole traffic: too few labels from before"


def test_a_limit_in_the_file_holds_for_every_segment() -> None:
    found = signals(spec=by("carrier", metrics=[{"name": "mae", "above": 15}]))
    assert {one.threshold for one in found.values()} == {15}
    assert [one.state for one in found.values()] == [CALM, CALM, CALM, CALM, BREACHED]


def test_a_segment_with_few_labels_is_unknown_and_says_how_many_are_needed() -> None:
    rows = a_sliced_week()
    few = rows.assign(label=rows["label"].where((rows["carrier"] != "AA") | (np.arange(len(rows)) < 200)))
    one = signals(few)["mae where carrier=AA"]
    assert (one.state, one.value, one.rows) == (UNKNOWN, None, 50)
    assert one.note == "50 of 1000 rows served by v1 have labels (5%); 100 are needed"


def test_a_segment_with_nothing_to_be_held_against_is_told_and_unknown() -> None:
    one = signals(labelled_before=None, promised=None)["mae where carrier=AA"]
    assert one.state is UNKNOWN
    assert one.value is not None
    assert "nobody measured what v1 promises" in (one.note or "")


def test_more_values_than_are_named_are_one_segment_that_says_how_many_it_holds() -> None:
    names = np.concatenate([np.repeat([f"c{at:03d}" for at in range(NAMED)], 30), [f"r{at}" for at in range(1000)]])
    rows = a_sliced_week().assign(carrier=names)
    found = signals(rows, spec=by("carrier", min_labels=20), labelled_before=rows)
    assert len(found) == 1 + NAMED + 1
    rest = found["mae where carrier=(other)"]
    assert rest.rows == 1000
    assert (rest.note or "").endswith(f"1,000 rarer values than the {NAMED} with most rows")


def test_rows_without_a_value_are_the_segment_missing() -> None:
    rows = a_sliced_week()
    assert "mae where carrier=(missing)" in signals(rows.assign(carrier=rows["carrier"].where(rows["carrier"] > "AZ")))


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("Carrier", "no row of the window has the column carrier; did you mean Carrier?"),
        ("line", "no row of the window has the column carrier; `driftwarden check` says which there are"),
    ],
)
def test_segments_by_a_column_that_no_row_has_are_not_known(named: str, told: str) -> None:
    found = signals(a_sliced_week().rename(columns={"carrier": named}))
    assert list(found) == ["mae", "mae where carrier=(missing)"]
    unknown = found["mae where carrier=(missing)"]
    assert (unknown.state, unknown.value, unknown.note) == (SignalState.UNKNOWN, None, told)


def test_a_value_is_the_same_segment_as_a_whole_number_and_as_a_float() -> None:
    rows = a_sliced_week().assign(carrier=np.resize([1, 2], 4000))
    found = signals(rows, labelled_before=BEFORE.assign(carrier=np.resize([1.0, 2.0, np.nan], 4000)))
    assert found["mae where carrier=1"].baseline is not None
    assert list(found) == ["mae", "mae where carrier=1", "mae where carrier=2"]


def test_an_empty_window_has_no_segments() -> None:
    assert list(signals(a_sliced_week()[:0])) == ["mae"]


def test_the_order_of_the_rows_does_not_matter_for_segments() -> None:
    rows = a_sliced_week()
    assert signals(rows) == signals(rows.sample(frac=1, random_state=3))


def test_segments_are_provisional_as_long_as_the_whole_is() -> None:
    found = signals(as_of=a_window().end + timedelta(days=1))
    assert {one.maturity for one in found.values()} == {Maturity.PROVISIONAL}


def test_a_bias_may_lean_to_either_side_in_a_segment() -> None:
    rows = a_sliced_week()
    low = rows.assign(prediction=rows["prediction"] - np.where(rows["carrier"] == "DL", 5, 0))
    found = signals(low, spec=by("carrier", metrics=["bias"]))
    assert [one.state for one in found.values()] == [CALM, CALM, CALM, BREACHED, CALM]
    assert found["bias where carrier=DL"].threshold == pytest.approx(-1.2)


def test_higher_is_better_metrics_are_breached_below() -> None:
    words = np.array(["no", "yes"])

    def week(number: int, *, wrong: float, seed: int) -> pd.DataFrame:
        rows, dice = a_sliced_week(number, seed=seed), np.random.default_rng(seed)
        truth = dice.random(len(rows)) < 0.4
        flips = dice.random(len(rows)) < np.where(rows["carrier"] == "B6", wrong, 0.2)
        return rows.assign(label=words[truth.astype(int)], prediction=words[(truth ^ flips).astype(int)])

    spec = {"task": "binary", **by("carrier", metrics=["recall", "f1"])}
    found = signals(week(0, wrong=0.45, seed=1), spec, labelled_before=week(-1, wrong=0.2, seed=2))
    breached = {title for title, one in found.items() if one.state is BREACHED and one.segment}
    assert breached == {"recall where carrier=B6", "f1 where carrier=B6"}
    assert "among 8 tests" in (found["f1 where carrier=B6"].note or "")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no segment of the model": (
        by("dest"),
        "monitors: performance: by: [dest] is not among the model's segments (carrier; origin; carrier, origin); "
        "add it to monitoring.segments",
    ),
    "a pair the other way round": (by(["origin", "carrier"]), "by: [origin, carrier] is not among"),
    "no segments at all": ({"monitors": [{"monitor": "performance", "by": ["carrier"]}]}, "segments (none)"),
    "twice": (by("carrier", "carrier"), "by: carrier is there twice; keep one"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_segments_is_refused_with_the_remedy(case: str) -> None:
    spec, expected = REFUSED[case]
    with pytest.raises(ValidationError) as refusal:
        MonitoringSpec.model_validate(spec)
    assert expected in str(refusal.value)


def test_rows_from_before_are_gathered_for_segments() -> None:
    assert Performance(by=("carrier",)).needs == {Need.LABELLED_BEFORE}
    assert Performance().needs == frozenset()
