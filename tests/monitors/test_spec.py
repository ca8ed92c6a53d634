"""What a model's file may say about its monitoring, and what it is told when it says something else."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.durations import duration_text, parse_duration
from monitors.entries import Performance
from monitors.spec import MonitoringSpec


def test_three_lines_are_enough() -> None:
    spec = MonitoringSpec.model_validate({"task": "regression", "timezone": "America/New_York", "window": "week"})
    assert {entry.tag for entry in spec.monitors} >= {"row_count", "missing_share", "drift", "performance"}
    assert (spec.waits, spec.labels_mature_after) == (timedelta(days=7), timedelta(days=7))


@pytest.mark.parametrize(
    ("task", "metric"), [("regression", "mae"), ("binary", "error_rate"), ("multiclass", "error_rate")]
)
def test_the_metric_follows_the_task(task: str, metric: str) -> None:
    assert MonitoringSpec.model_validate({"task": task}).metric(Performance()) == metric


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a misspelt key": ({"windw": "week"}, "Extra inputs are not permitted"),
    "a misspelt key of an entry": ({"monitors": [{"monitor": "drift", "abov": 0.2}]}, "Extra inputs are not permitted"),
    "an unknown monitor": ({"monitors": [{"monitor": "drfit"}]}, "'row_count', 'missing_share', 'drift'"),
    "an entry without its tag": ({"monitors": [{"above": 0.2}]}, "Unable to extract tag using discriminator 'monitor'"),
    "an unknown window": ({"window": "month"}, "'hour', 'day' or 'week'"),
    "a zone that is nearly one": ({"timezone": "America/New York"}, "did you mean America/New_York?"),
    "a zone that is nothing like one": ({"timezone": "+02:00!"}, "write one such as UTC or Europe/Berlin"),
    "a duration without a unit": ({"ready_after": 12}, "12 is no duration"),
    "a duration in words": (
        {"ready_after": "12 hours"},
        "write a whole number and a unit, such as 90m, 12h, 28d or 2w",
    ),
    "an endless duration": ({"ready_after": "99999999w"}, "longer than a century"),
    "a negative duration": ({"ready_after": timedelta(hours=-1)}, "greater than or equal to"),
    "a distance above one": ({"monitors": [{"monitor": "drift", "method": "ks", "above": 1.5}]}, "less than 1"),
    "no monitor": ({"monitors": []}, "at least 1 item"),
    "no column": ({"monitors": [{"monitor": "drift", "columns": []}]}, "at least 1 item"),
    "an error rate of a regression": (
        {"monitors": [{"monitor": "performance", "metric": "error_rate"}]},
        "error_rate does not measure a regression; write metric: mae, or leave it out",
    ),
    "the same monitor twice": (
        {"monitors": [{"monitor": "row_count"}, {"monitor": "row_count", "at_least": 5}]},
        "row_count measures the same columns twice",
    ),
    "one column twice": (
        {"monitors": [{"monitor": "drift", "columns": ["a", "b"]}, {"monitor": "drift", "columns": ["b"]}]},
        "drift measures b twice",
    ),
    "one column and all columns": (
        {"monitors": [{"monitor": "drift"}, {"monitor": "drift", "columns": ["b"]}]},
        "drift measures the same columns twice",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_meant_is_refused(case: str) -> None:
    written, expected = REFUSED[case]
    with pytest.raises(ValidationError) as refusal:
        MonitoringSpec.model_validate(written)
    assert expected in str(refusal.value)


def test_a_monitor_may_have_another_threshold_for_other_columns() -> None:
    entries = [{"monitor": "drift", "columns": ["a"]}, {"monitor": "drift", "columns": ["b"], "min_effect": 0.3}]
    assert len(MonitoringSpec.model_validate({"monitors": entries}).monitors) == 2


def test_what_is_written_as_json_reads_back_the_same() -> None:
    spec = MonitoringSpec.model_validate({"ready_after": "36h", "monitors": [{"monitor": "drift", "columns": ["a"]}]})
    assert MonitoringSpec.model_validate_json(spec.model_dump_json()) == spec


def test_every_field_of_the_schema_is_described() -> None:
    schema = MonitoringSpec.model_json_schema()
    shapes = [schema, *schema["$defs"].values()]
    fields = [(name, field) for shape in shapes for name, field in shape["properties"].items()]
    assert [name for name, field in fields if not field.get("description")] == []


@given(st.integers(0, 50_000_000))
def test_durations_read_back_what_was_written(minutes: int) -> None:
    assert parse_duration(duration_text(timedelta(minutes=minutes))) == timedelta(minutes=minutes)
