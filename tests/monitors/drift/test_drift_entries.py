"""What a model's file may say about drift, and what it is told when it says something else."""

from typing import Any

import pytest
from pydantic import ValidationError

from monitors.entries import DomainClassifier, Drift, EvidentlyDrift, LabelDrift
from monitors.entries.false_alarms import FalseAlarms


def test_by_default_drift_is_calibrated_for_one_false_alarm_a_quarter() -> None:
    entry = Drift()
    assert (entry.method, entry.reference, entry.threshold) == ("rank", "training", 0.05)
    assert entry.budget == FalseAlarms(budget=1, per="quarter")


@pytest.mark.parametrize("written", ["2 per month", "2 a month", {"budget": 2, "per": "month"}])
def test_a_budget_may_be_a_sentence_or_a_mapping(written: Any) -> None:
    for shape in (Drift, LabelDrift, DomainClassifier):
        assert shape.model_validate({"false_alarms": written}).budget == FalseAlarms(budget=2, per="month")


@pytest.mark.parametrize(
    ("method", "threshold"),
    [("psi", 0.2), ("jensen_shannon", 0.1), ("hellinger", 0.1), ("wasserstein", 0.1), ("ks", 0.1)],
)
def test_every_fixed_method_has_a_threshold(method: Any, threshold: float) -> None:
    assert Drift(method=method).threshold == threshold
    assert Drift(method=method, above=0.4).threshold == 0.4


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a fixed threshold for the rank rule": (
        {"above": 0.2},
        "above: 0.2 is a fixed threshold, and method: rank finds its own; write min_effect for the least effect that "
        "matters, or method: jensen_shannon beside above",
    ),
    "a budget for a fixed method": (
        {"method": "psi", "false_alarms": "1 per quarter"},
        "false_alarms belongs to method: rank; write method: rank, or above: NUMBER for psi",
    ),
    "a floor for a fixed method": ({"method": "ks", "min_effect": 0.1}, "min_effect belongs to method: rank"),
    "a length for a reference that has one": ({"windows": 14}, "windows belongs to reference: rolling"),
    "a threshold out of reach": ({"method": "hellinger", "above": 1.0}, "hellinger is at most 1; write a number less"),
    "a budget in other words": ({"false_alarms": "seldom"}, "'seldom' is no budget; write one such as 1 per quarter"),
    "an unknown period": ({"false_alarms": "1 per decade"}, "per any of: day, week, month, quarter, year"),
    "no false alarm at all": ({"false_alarms": "0 per year"}, "greater than 0"),
    "a stretch that ends before it begins": (
        {"reference": {"from": "2026-03-01", "to": "2026-02-01"}},
        "a reference from 2026-03-01 to 2026-02-01 is empty; write the earlier day first",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_meant_is_refused(case: str) -> None:
    written, expected = REFUSED[case]
    with pytest.raises(ValidationError) as refusal:
        Drift.model_validate(written)
    assert expected in str(refusal.value)


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"method": "psi", "above": 0.3},
        {"false_alarms": "1 per month", "min_effect": 0.1},
        {"reference": "rolling", "windows": 14},
        {"reference": {"from": "2026-01-01", "to": "2026-03-31"}},
    ],
)
def test_what_is_written_as_json_reads_back_the_same(written: dict[str, Any]) -> None:
    entry = Drift.model_validate(written)
    assert Drift.model_validate_json(entry.model_dump_json()) == entry


def test_signals_are_called_as_their_monitors_but_for_evidentlys() -> None:
    assert [shape().signals("regression") for shape in (Drift, LabelDrift, DomainClassifier, EvidentlyDrift)] == [
        ("drift",),
        ("label_drift",),
        ("domain_classifier",),
        ("evidently_drift", "evidently_drifted_share"),
    ]
