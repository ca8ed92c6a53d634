"""A policy and a model that do not fit each other are refused when they are read, not noticed by a year of silence."""

from typing import Any

import pytest

from flows.misfits import misfits
from policies import catalog
from tests.flows.builders import a_document, a_policy

MAE = {"signal": "mae", "is": "breached"}
REGRET = {"regret": {"signal": "mae"}}
GAIN = {"expected_gain": {"signal": "mae", "over": "4w"}}
BY_CARRIER = {"segments": ["carrier"], "monitors": [{"monitor": "performance", "by": ["carrier"]}]}
NIGHT = {"quiet_hours": {"from": "22:00", "to": "07:00"}}

TOLD: list[tuple[dict[str, Any], dict[str, Any], str, tuple[str | int, ...]]] = [
    ({}, {"monitors": [{"monitor": "row_count"}]}, "reads the signal mae, which this model does not measure",
     ("when", "signal")),
    ({"when": {"signal": "maee", "is": "breached"}}, {}, "did you mean mae?", ("when", "signal")),
    ({"when": {"any": [{"max_age": "8w"}, {"not": {"signal": "maee", "is": "calm"}}]}}, {}, "did you mean mae?",
     ("when", "any", 1, "not", "signal")),
    ({"gates": {"broken_data": ["missing_shar"]}}, {}, "its gate broken_data names missing_shar",
     ("gates", "broken_data", 0)),
    ({}, {"quiet_for": "1h"}, "name their moment under log.columns.logged_at", ()),
    ({"when": REGRET}, {}, "write `costs: {retraining: ..., error: ...}` there", ("when", "regret")),
    ({"gates": GAIN}, {}, "write `costs: {retraining: ..., error: ...}` there", ("gates", "expected_gain")),
    ({"when": {**MAE, "segments": "any"}}, {}, "add `segments: [...]` to monitoring, and `by: [...]` to its monitor",
     ("when", "segments")),
    ({"when": {**MAE, "segment": "carier=UA"}}, BY_CARRIER, "it is measured by carrier; did you mean carrier?",
     ("when", "segment")),
    ({"when": {**MAE, "segment": "origin=JFK"}}, {}, "measured by none; add `segments: [origin]` to monitoring",
     ("when", "segment")),
    ({"when": {**MAE, "segment": "origin=JFK, carrier=UA"}}, BY_CARRIER, "add `segments: [[origin, carrier]]`",
     ("when", "segment")),
    ({"when": {"signal": "row_count", "segment": "carrier=UA", "below": 1}}, {}, "leave the slice out",
     ("when", "segment")),
    ({"gates": NIGHT}, {"window": "week"}, "every week is decided over in its quiet hours, at 00:00 UTC",
     ("gates", "quiet_hours")),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "monitoring", "told", "at"), TOLD)
def test_what_does_not_fit_is_told(
    policy: dict[str, Any], monitoring: dict[str, Any], told: str, at: tuple[str | int, ...]
) -> None:
    (found,) = misfits(a_document(monitoring=monitoring), a_policy(**policy))
    assert told in found.told
    assert found.at == at


@pytest.mark.parametrize(
    ("policy", "monitoring"),
    [
        ({"when": {**MAE, "segment": "carrier=UA"}}, BY_CARRIER),
        ({"when": {**MAE, "segments": "any"}}, BY_CARRIER),
        ({"gates": NIGHT}, {"window": "week", "ready_after": "8h"}),
        ({"gates": NIGHT}, {"window": "hour"}),
        ({"gates": NIGHT}, {"window": {"rows": 500}}),
    ],
)
def test_what_fits_is_not_complained_of(policy: dict[str, Any], monitoring: dict[str, Any]) -> None:
    assert list(misfits(a_document(monitoring=monitoring), a_policy(**policy))) == []


def test_a_choice_of_stretches_suits_a_deployment_of_ones_own_which_is_told_of_all_of_them() -> None:
    choice = {"kind": "best_of", "of": [{"kind": "expanding"}, {"kind": "since_change"}]}
    policy = a_policy(then={"retrain": {"training_window": choice}})
    assert list(misfits(a_document(training={"deployment": "train/nightly"}), policy)) == []


@pytest.mark.parametrize(("on_unknown", "refused"), [(None, True), ("fire", False), ("hold", False)])
def test_regret_without_costs_is_refused_unless_the_policy_says_what_that_means(
    on_unknown: str | None, *, refused: bool
) -> None:
    when = {"regret": {"signal": "mae", "reaches": 1.0}} | ({"on_unknown": on_unknown} if on_unknown else {})
    assert bool(list(misfits(a_document(), a_policy(when=when)))) is refused


def test_a_model_may_be_looked_at_before_its_labels_are_in_because_its_decision_is_amended_then() -> None:
    early = a_document(monitoring={"ready_after": "1h", "labels_mature_after": "7d"})
    assert list(misfits(early, a_policy())) == []


def test_every_shipped_policy_fits_a_model_with_default_monitoring() -> None:
    document = a_document(monitoring={}, costs={"retraining": 20, "error": 0.01})
    assert {name: list(misfits(document, catalog.read(name))) for name in catalog.names()} == {
        name: [] for name in catalog.names()
    }
