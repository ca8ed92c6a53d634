"""Constraints: what breaks each rule, over values of every type, counted in batches that may differ."""

import decimal
import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.signals import SignalState
from monitors.engines.whylogs_profiles import ConditionCounts, conditions_of
from monitors.entries import Constraints, RowCount
from monitors.entries.checks import Check
from monitors.profiling import merge
from monitors.quality.constraint_counts import ConstraintCounts, checks_of, count_broken
from monitors.spec import MonitoringSpec
from tests.monitors.builders import a_profile_of, counted, measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
NOON = datetime(2013, 4, 1, 12, tzinfo=UTC)

COUNTS: list[tuple[dict[str, Any], pa.Array, int]] = [
    ({"between": [-40, 60]}, pa.array([-40.0, 60.0, 60.1, -41.0, None, math.nan]), 2),
    ({"between": [-40, 60]}, pa.array([math.inf, -math.inf]), 2),
    ({"between": [0, None]}, pa.array([math.inf, 0.0, -0.1]), 1),
    ({"between": [None, 0]}, pa.array([-5, 1], pa.int8()), 1),
    ({"between": [0, 5]}, pa.array([2**64 - 1, 3], pa.uint64()), 1),
    ({"between": [0, 0.1]}, pa.array([decimal.Decimal("0.10"), decimal.Decimal("0.11")]), 1),
    ({"between": [0, 5]}, pa.array(["3", None]), 1),
    ({"between": [0, 5]}, pa.array([True, None]), 1),
    ({"between": [0, 5]}, pa.array([NOON, None]), 1),
    ({"between": [0, 5]}, pa.nulls(3), 0),
    ({"in": ["AA", "UA"]}, pa.array(["AA", "9E", None]), 1),
    ({"in": ["AA", "UA"]}, pa.array(["AA", "9E", "9E", None]).dictionary_encode(), 2),
    ({"in": ["AA", "UA"]}, pa.array(["AA", "9E", None], pa.string_view()), 1),
    ({"in": ["AA", "UA"]}, pa.array(["AA", "9E"], pa.large_string()), 1),
    ({"in": [1, 2.5]}, pa.array([1, 2, None]), 1),
    ({"in": [1, 300]}, pa.array([1, 44], pa.uint8()), 1),
    ({"in": [1, 2.5]}, pa.array([1.0, 2.5, 2.0, math.nan]), 1),
    ({"in": ["1"]}, pa.array([1, 1]), 2),
    ({"in": [1]}, pa.array([True]), 1),
    ({"in": [True]}, pa.array([True, False, None]), 1),
    ({"in": [1]}, pa.array([NOON]), 1),
    ({"matches": "N[0-9]+"}, pa.array(["N12", "N12X", "xN12", "", None]), 3),
    ({"matches": "N|M"}, pa.array(["N", "M", "NM"]), 1),
    ({"matches": "[0-9]+"}, pa.array([12, -3, None]), 1),
    ({"matches": ".*"}, pa.array([[1], None], pa.list_(pa.int64())), 1),
    ({"matches": "a"}, pa.array(["a", "b", "b", None]).dictionary_encode(), 2),
    ({"not_null": True}, pa.array([1.0, math.nan, None, math.inf]), 2),
    ({"not_null": True}, pa.array(["", None]), 1),
    ({"not_null": True}, pa.array(["x", None]).dictionary_encode(), 1),
    ({"not_null": True}, pa.nulls(3), 3),
    ({"not_null": True}, pa.array([NOON, None]), 1),
]


@pytest.mark.parametrize(("rule", "column", "broken"), COUNTS)
def test_what_breaks_a_rule_is_counted(rule: dict[str, Any], column: pa.Array, broken: int) -> None:
    assert count_broken(column, Check.model_validate({"column": "x", **rule})) == broken


@given(
    st.lists(st.none() | st.floats(), max_size=50),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_between_counts_as_plain_python_does(values: list[float | None], one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    by_hand = sum(value is not None and not math.isnan(value) and not low <= value <= high for value in values)
    check = Check(column="x", between=(low, high))
    assert count_broken(pa.array(values, pa.float64()), check) == by_hand


CHECK = Check(column="temp", between=(-40, 60))


KNOWN = Check(column="gust", not_null=True)


def counts_of(batches: Iterable[pa.RecordBatch], *checks: Check) -> dict[str, ConditionCounts]:
    counts = ConstraintCounts(checks)
    for batch in batches:
        counts.hear(batch)
    return counts.found()


def batches_of(rows: pd.DataFrame, most: int) -> list[pa.RecordBatch]:
    return list(pa.Table.from_pandas(rows, preserve_index=False).to_batches(max_chunksize=most))


def test_batches_may_differ_in_columns_and_types() -> None:
    batches = [
        {"temp": pa.array([1.0, 99.0])},
        {"temp": pa.array(["warm", None])},
        {"other": pa.array([1, 2, 3])},
        {"temp": pa.array([], pa.int64())},
    ]
    found = counts_of(map(pa.record_batch, batches), CHECK)
    assert found == {"temp": ConditionCounts(total=4, matches={CHECK.in_words: 2})}


def test_a_column_that_never_comes_is_not_counted() -> None:
    assert counts_of([pa.record_batch({"other": pa.array([1, 2, 3])})], CHECK, KNOWN) == {}


def test_the_split_into_batches_does_not_matter() -> None:
    assert counts_of(batches_of(some_rows(), 7), CHECK, KNOWN) == counts_of(batches_of(some_rows(), 1000), CHECK, KNOWN)


def test_all_checks_of_a_model_are_counted() -> None:
    spec = MonitoringSpec(monitors=(RowCount(), Constraints(checks=(CHECK, KNOWN))))
    assert checks_of(spec) == (CHECK, KNOWN)
    assert checks_of(MonitoringSpec()) == ()


def signals(entry: dict[str, Any], rows: pd.DataFrame | None = None, **columns: Any) -> dict[str, Any]:
    known = some_rows(**columns) if rows is None else rows
    profile = counted(a_profile_of(known), known, *Constraints(**entry).checks)
    return measured(known, spec={"monitors": [{"monitor": "constraints", **entry}]}, profile=profile)


def test_each_check_has_a_signal_by_its_words() -> None:
    checks = [
        {"column": "temp", "between": [-40, 60]},
        {"column": "carrier", "in": ["AA", "B6", "DL"]},
        {"column": "carrier", "matches": "[A-Z0-9]{2}"},
        {"column": "gust", "not_null": True},
        {"column": "latency_ms", "between": [0, None]},
    ]
    assert list(signals({"checks": checks})) == [
        "constraint of temp between -40 and 60",
        "constraint of carrier in AA, B6, DL",
        "constraint of carrier matches [A-Z0-9]{2}",
        "constraint of gust not null",
        "constraint of latency_ms at least 0",
    ]


@pytest.mark.parametrize(
    ("at_most", "own", "state"),
    [(0.0, None, BREACHED), (0.003, None, CALM), (0.0, 0.003, CALM), (0.5, 0.0, BREACHED)],
)
def test_a_check_may_have_a_limit_of_its_own(at_most: float, own: float | None, state: SignalState) -> None:
    check = {"column": "temp", "between": [-40, 60], "at_most": own}
    (signal,) = signals({"checks": [check], "at_most": at_most}, temp=[99.0] * 3 + [15.0] * 997).values()
    assert (signal.state, signal.value, signal.note) == (state, 0.003, "3 of 1000 rows break it")


def test_a_column_that_is_nowhere_is_unknown_except_that_nothing_is_there() -> None:
    checks = [{"column": "nowhere", "between": [0, 1]}, {"column": "nowhere", "not_null": True}]
    unknown, breached = signals({"checks": checks}).values()
    assert (unknown.state, unknown.note) == (UNKNOWN, "the window has no column nowhere")
    assert (breached.state, breached.value) == (BREACHED, 1.0)


def test_rows_that_came_without_the_column_break_only_that_a_value_is_there() -> None:
    rows = some_rows()
    halves = rows[:600].drop(columns="temp"), rows[600:].assign(temp=[99.0] * 4 + [15.0] * 396)
    checks = (Check(column="temp", not_null=True), CHECK)
    counts = counts_of([batch for half in halves for batch in batches_of(half, 100)], *checks)
    profile = merge([counted(a_profile_of(half), half, *checks) for half in halves])
    assert conditions_of(profile.payload) == counts
    spec = {"monitors": [{"monitor": "constraints", "checks": [check.model_dump() for check in checks]}]}
    there, between = measured(rows, spec=spec, profile=profile).values()
    assert (there.value, between.value, between.rows) == (0.6, 0.004, 1000)


@pytest.mark.parametrize("column", ["temp", "latency_ms"])
@pytest.mark.parametrize("rule", [{"not_null": True}, {"between": [0, 1]}])
@pytest.mark.parametrize("counted_checks", [(), (CHECK, Check(column="latency_ms", matches="[0-9]+"))])
def test_rows_that_nobody_counted_are_unknown(
    column: str, rule: dict[str, Any], counted_checks: tuple[Check, ...]
) -> None:
    spec = {"monitors": [{"monitor": "constraints", "checks": [{"column": column, **rule}]}]}
    profile = counted(a_profile_of(some_rows()), some_rows(), *counted_checks)
    (signal,) = measured(spec=spec, profile=profile).values()
    assert (signal.state, signal.note) == (UNKNOWN, "nobody counted while the rows were read")


def test_a_rule_that_only_some_of_the_rows_were_held_against_is_unknown() -> None:
    rows = some_rows()
    profile = merge([counted(a_profile_of(rows[:600]), rows[:600], CHECK), a_profile_of(rows[600:])])
    spec = {"monitors": [{"monitor": "constraints", "checks": [CHECK.model_dump()]}]}
    (signal,) = measured(rows, spec=spec, profile=profile).values()
    assert signal.state is UNKNOWN
    assert signal.note == "it was counted in 600 of the 1000 rows that have the column"


REFUSED: dict[str, tuple[list[dict[str, Any]], str]] = {
    "no rule": ([{"column": "temp"}], "a check has exactly one of between, in, matches and not_null"),
    "two rules": ([{"column": "temp", "not_null": True, "in": [1]}], "a check has exactly one of"),
    "ends the wrong way round": ([{"column": "temp", "between": [5, 1]}], "5.0 is above 1.0; swap them"),
    "no end at all": ([{"column": "temp", "between": [None, None]}], "write at least one end, such as [0, null]"),
    "an endless end": ([{"column": "temp", "between": [0, math.inf]}], "Input should be a finite number"),
    "nothing to be in": ([{"column": "temp", "in": []}], "Tuple should have at least 1 item"),
    "a look-ahead": ([{"column": "id", "matches": "(?=a)"}], "invalid perl operator: (?= (RE2 syntax)"),
    "a misspelt rule": ([{"column": "temp", "betwen": [0, 1]}], "Extra inputs are not permitted"),
    "not_null: false": ([{"column": "temp", "not_null": False}], "Input should be True"),
    "a check twice": ([{"column": "temp", "in": [1]}] * 2, "checks: 'temp in 1' is there twice; keep one"),
    "no check": ([], "Tuple should have at least 1 item"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_check_that_cannot_be_meant_is_refused(case: str) -> None:
    checks, told = REFUSED[case]
    with pytest.raises(ValidationError) as refusal:
        Constraints.model_validate({"checks": checks})
    assert told in str(refusal.value)


def test_an_entry_reads_back_from_its_json_the_same() -> None:
    entry = Constraints(checks=(Check(column="a", among=(1, True, "x", 2.5)), Check(column="b", between=(None, 3))))
    assert Constraints.model_validate_json(entry.model_dump_json()) == entry
    assert '"in":[1,true,"x",2.5]' in entry.model_dump_json()
