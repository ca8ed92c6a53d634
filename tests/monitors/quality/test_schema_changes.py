"""Schema: columns that appear, disappear or change type."""

from typing import Any

import pandas as pd
import pytest

from domain.log_facts import ABSENT, LogFacts, TypeChange
from domain.signals import SignalState
from tests.monitors.builders import a_profile_of, measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
SPEC = {"monitors": [{"monitor": "schema_changes"}]}

CHANGES: dict[str, tuple[pd.DataFrame, str, str]] = {
    "a column that is gone": (
        some_rows().drop(columns="temp"),
        "temp",
        "the column temp is gone: the reference has it, the window has not",
    ),
    "a column that is new": (
        some_rows(humid=1.0),
        "humid",
        "the column humid is new: the reference has not got it",
    ),
    "text instead of numbers": (some_rows(temp="15"), "temp", "temp holds text; in the reference it holds numbers"),
    "numbers instead of text": (
        some_rows(carrier=3),
        "carrier",
        "carrier holds numbers; in the reference it holds text",
    ),
    "dates instead of numbers": (
        some_rows(temp=pd.Timestamp("2013-04-01", tz="UTC")),
        "temp",
        "temp holds values that are neither numbers nor text; in the reference it holds numbers",
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_each_column_that_changed_is_breached_and_explained(case: str) -> None:
    rows, column, note = CHANGES[case]
    signals = measured(rows, spec=SPEC)
    assert [(s.subject, s.state, s.value, s.note) for s in signals.values()] == [(column, BREACHED, 1.0, note)]


def test_several_columns_have_a_signal_each() -> None:
    signals = measured(some_rows(humid=1.0).drop(columns=["temp", "gust"]), spec=SPEC)
    assert [signal.subject for signal in signals.values()] == ["gust", "humid", "temp"]


@pytest.mark.parametrize("rows", [some_rows(), some_rows(temp=None), some_rows(temp=15)], ids=["same", "empty", "int"])
def test_where_nothing_changed_one_signal_is_calm(rows: pd.DataFrame) -> None:
    signals = measured(rows, spec=SPEC)
    assert [(s.subject, s.state, s.value) for s in signals.values()] == [(None, CALM, 0.0)]


def test_only_the_columns_asked_for_are_looked_at() -> None:
    spec = {"monitors": [{"monitor": "schema_changes", "columns": ["carrier"]}]}
    facts = LogFacts(type_changes=(TypeChange(column="temp", types=("number", "text")),))
    signals = measured(some_rows().drop(columns="gust"), spec=spec, facts=facts)
    assert [(s.subject, s.state) for s in signals.values()] == [(None, CALM)]


@pytest.mark.parametrize(
    ("types", "note"),
    [
        (("number", "text"), "values of several types within the window: number, text"),
        (("number", ABSENT), "some files of the window have no such column"),
        (
            ("number", "text", ABSENT),
            "values of several types within the window: number, text; some files of the window have no such column",
        ),
        ((ABSENT,), "no file of the window has such a column"),
    ],
)
def test_what_changes_within_a_window_is_told(types: tuple[str, ...], note: str) -> None:
    facts = LogFacts(type_changes=(TypeChange(column="temp", types=types),))
    (signal,) = measured(spec=SPEC, facts=facts).values()
    assert (signal.subject, signal.state, signal.note) == ("temp", BREACHED, note)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, UNKNOWN),
        ({"facts": LogFacts(type_changes=(TypeChange(column="temp", types=("number", "text")),))}, BREACHED),
    ],
    ids=["silence", "a log that tells"],
)
def test_without_a_reference_only_the_log_can_tell(fields: dict[str, Any], state: SignalState) -> None:
    (signal,) = measured(spec=SPEC, reference=None, **fields).values()
    assert signal.state is state


def test_a_label_that_has_not_arrived_is_no_change() -> None:
    reference = a_profile_of(some_rows(), origin="training v1")
    (signal,) = measured(some_rows().drop(columns=["label", "label_time"]), spec=SPEC, reference=reference).values()
    assert signal.state is CALM


def test_what_the_log_tells_of_a_role_is_told_as_well() -> None:
    facts = LogFacts(type_changes=(TypeChange(column="latency_ms", types=("number", ABSENT)),))
    (signal,) = measured(spec=SPEC, facts=facts).values()
    assert (signal.subject, signal.note) == ("latency_ms", "some files of the window have no such column")
