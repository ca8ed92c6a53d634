"""Every shipped policy: it loads, points editors at the schema, and decides as its comments promise."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.decisions import Action, Reason
from domain.errors import InvalidDocument
from domain.history import Ending
from domain.signals import Signal
from policies import catalog
from policies.documents import read_document
from policies.grammar import Policy
from policies.schema import schema_text
from tests.policies.builders import NOW, a_retraining, days, decided, drift, mae, missing, outcome

FIRED = (Action.RETRAIN, Reason.FIRED)
CALM = (Action.NOTHING, Reason.CALM)
HELD = (Action.NOTHING, Reason.HELD_BACK)
PAGED = (Action.ALERT, Reason.HELD_BACK)
NOT_KNOWN = (Action.NOTHING, Reason.NOT_KNOWN)
ALERTED = (Action.ALERT, Reason.FIRED)

DEFAULT, SCHEDULE, DRIFT, CAREFUL = "performance-first", "schedule-with-guard", "drift-investigate-only", "conservative"
SCHEMA = Path(__file__).parents[2] / "docs" / "policy.schema.json"


def weeks(*newest_first: float | None) -> tuple[Signal, ...]:
    """The error of this week and of those before it, against a baseline of 7.5."""
    return tuple(mae(value, week=-back) for back, value in enumerate(newest_first))


def drifting(*newest_first: float | None, column: str = "temp") -> tuple[Signal, ...]:
    return tuple(drift(column, value, week=-back) for back, value in enumerate(newest_first))


def many(count: int) -> tuple[Signal, ...]:
    """So many columns that drift this week for the first time."""
    return tuple(signal for each in range(count) for signal in drifting(0.5, 0.0, column=f"column {each}"))


CALM_WEEKS = weeks(7.6, 7.4, 7.5, 7.6)

SITUATIONS: list[tuple[str, str, tuple[Signal, ...], dict[str, Any], tuple[Action, Reason]]] = [
    (DEFAULT, "all is well", CALM_WEEKS, {}, CALM),
    (DEFAULT, "one bad week", weeks(9, 7.4, 7.5), {}, CALM),
    (DEFAULT, "two bad weeks", weeks(9, 9, 7.5), {}, FIRED),
    (DEFAULT, "two bad weeks, but the newest is good again", weeks(7.5, 9, 9), {}, CALM),
    (DEFAULT, "two bad weeks, but a fortnight after the last retraining", weeks(9, 9, 7.5),
     {"retrainings": (a_retraining(14),)}, HELD),
    (DEFAULT, "two bad weeks on broken data", (*weeks(9, 9, 7.5), missing("temp", 0.5)), {}, PAGED),
    (DEFAULT, "two bad weeks, too few labels", weeks(9, 9, 7.5), {"labels_since": 12}, HELD),
    (DEFAULT, "two bad weeks, the budget spent", weeks(9, 9, 7.5),
     {"retrainings": tuple(a_retraining(ago, ending=Ending.REFUSED) for ago in (80, 55, 30))}, HELD),
    (DEFAULT, "two bad weeks while a challenger waits for an answer", weeks(9, 9, 7.5),
     {"retrainings": (a_retraining(60, ending=Ending.WAITING),)}, HELD),
    (DEFAULT, "four weeks after a promotion", CALM_WEEKS, {"retrainings": (a_retraining(28),)}, FIRED),
    (DEFAULT, "four weeks after a refusal", CALM_WEEKS,
     {"retrainings": (a_retraining(28, ending=Ending.REFUSED),)}, CALM),
    (DEFAULT, "four weeks after the follow-up", CALM_WEEKS,
     {"retrainings": (a_retraining(56), a_retraining(28))}, CALM),
    (DEFAULT, "half a year old", CALM_WEEKS, {"trained_until": NOW - days(182)}, FIRED),
    (DEFAULT, "no labels for weeks", weeks(None, None, None), {}, NOT_KNOWN),
    (DEFAULT, "no labels this week, bad before", weeks(None, 9, 9), {}, FIRED),
    (DEFAULT, "drift without harm", (*CALM_WEEKS, *drifting(0.5, 0.5)), {}, CALM),
    (SCHEDULE, "the first Monday", CALM_WEEKS, {}, FIRED),
    (SCHEDULE, "the first Monday, too few labels", CALM_WEEKS, {"labels_since": 999}, CALM),
    (SCHEDULE, "the first Monday, labels not counted", CALM_WEEKS, {"labels_since": None}, NOT_KNOWN),
    (SCHEDULE, "the first Monday, a week after the guard", CALM_WEEKS, {"retrainings": (a_retraining(7),)}, HELD),
    (SCHEDULE, "the second Monday", tuple(mae(7.6, week=week) for week in (0, 1)), {"week": 1}, CALM),
    (SCHEDULE, "far worse, too few labels for the turn", weeks(10, 10), {"labels_since": 999}, FIRED),
    (SCHEDULE, "worse, but not by a quarter", weeks(9, 9), {"labels_since": 999}, CALM),
    (DRIFT, "all is well", drifting(0.0, 0.0), {}, CALM),
    (DRIFT, "one column drifts", drifting(0.5, 0.0), {}, ALERTED),
    (DRIFT, "drift two weeks after the last alert", drifting(0.5, 0.5), {"drift_actions": (NOW - days(14),)}, HELD),
    (DRIFT, "drift a quarter after the last alert", drifting(0.5, 0.5), {"drift_actions": (NOW - days(90),)}, ALERTED),
    (DRIFT, "the prediction drifts", drifting(0.5, column="prediction"), {}, ALERTED),
    (DRIFT, "many columns at once", many(5), {}, ALERTED),
    (DRIFT, "no drift two weeks after the last alert", drifting(0.0), {"drift_actions": (NOW - days(14),)}, CALM),
    (DRIFT, "nothing was measured", (), {}, NOT_KNOWN),
    (DRIFT, "drift that lasts, on broken data", (*drifting(0.5, 0.5), missing("temp", 0.5)), {}, ALERTED),
    (CAREFUL, "all is well", (*CALM_WEEKS, *drifting(0.0)), {}, CALM),
    (CAREFUL, "lasting loss without drift", (*weeks(9.5, 9.5, 9.5, 7.5), *drifting(0.0)), {}, CALM),
    (CAREFUL, "lasting loss with drift", (*weeks(9.5, 9.5, 9.5, 7.5), *drifting(0.5)), {}, FIRED),
    (CAREFUL, "lasting loss, drift not measured", weeks(9.5, 9.5, 9.5, 7.5), {}, NOT_KNOWN),
    (CAREFUL, "two very bad weeks without drift", (*weeks(12, 12, 7.5, 7.5), *drifting(0.0)), {}, FIRED),
    (CAREFUL, "two very bad weeks, six weeks after the last retraining", weeks(12, 12),
     {"retrainings": (a_retraining(42),)}, HELD),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "signals", "history", "expected"),
    [(name, signals, history, expected) for name, _, signals, history, expected in SITUATIONS],
    ids=[f"{name}: {situation}" for name, situation, *_ in SITUATIONS],
)
def test_the_decision_of_a_shipped_policy(
    name: str, signals: tuple[Signal, ...], history: dict[str, Any], expected: tuple[Action, Reason]
) -> None:
    assert outcome(decided(catalog.read(name), *signals, **history)) == expected


def test_the_catalog_holds_these_and_each_has_its_situations() -> None:
    assert catalog.names() == (CAREFUL, DRIFT, DEFAULT, SCHEDULE)
    assert {name for name, *_ in SITUATIONS} == set(catalog.names())


@pytest.mark.parametrize("name", catalog.names())
def test_a_shipped_file_is_called_as_its_policy_and_points_editors_at_the_schema(name: str) -> None:
    assert catalog.read(name).name == name
    line, path = catalog.text(name).splitlines()[0].split("=")
    assert line == "# yaml-language-server: $schema"
    assert (Path(catalog.__path__[0]) / path).resolve() == SCHEMA


@pytest.mark.parametrize("name", catalog.names())
def test_what_is_read_can_be_written_and_read_again(name: str) -> None:
    policy = catalog.read(name)
    written = json.dumps(policy.model_dump(mode="json", by_alias=True, exclude_none=True))
    assert read_document(written, source="written.json", shape=Policy) == policy


def test_a_name_that_is_not_shipped_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidDocument, match="did you mean performance-first") as refusal:
        catalog.read("preformance-first")
    assert all(name in str(refusal.value) for name in catalog.names())


def test_the_committed_schema_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "python -m policies.schema > docs/policy.schema.json"


def _properties(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    shapes = [schema, *schema["$defs"].values()]
    return ((name, field) for shape in shapes for name, field in shape.get("properties", {}).items())


def test_every_key_is_described_for_editors() -> None:
    assert [name for name, field in _properties(json.loads(schema_text())) if not field.get("description")] == []
