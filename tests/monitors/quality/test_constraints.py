"""Constraints: what breaks each rule, over values of every type, counted in batches that may differ."""

import decimal
import math
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.signals import SignalState
from monitors.entries import Constraints
from monitors.entries.checks import Check
from monitors.quality.constraint_counts import Broken, ConstraintListener, count_broken
from tests.monitors.builders import heard, measured, some_rows

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


def listen(*batches: dict[str, pa.Array], check: Check = CHECK) -> Broken:
    listener = ConstraintListener(Constraints(checks=(check,)))
    for columns in batches:
        listener.hear(pa.record_batch(columns))
    return listener.found()[check.in_words]


def test_batches_may_differ_in_columns_and_types() -> None:
    found = listen(
        {"temp": pa.array([1.0, 99.0])},
        {"temp": pa.array(["warm", None])},
        {"other": pa.array([1, 2, 3])},
        {"temp": pa.array([], pa.int64())},
    )
    assert found == Broken(rows=7, present=4, broken=2)


def test_the_split_into_batches_does_not_matter() -> None:
    entry = Constraints(checks=(CHECK, Check(column="gust", not_null=True)))
    whole = heard(some_rows(), entry)
    listener = ConstraintListener(entry)
    for batch in pa.Table.from_pandas(some_rows(), preserve_index=False).to_batches(max_chunksize=7):
        listener.hear(batch)
    assert listener.found() == whole


def signals(entry: dict[str, Any], **columns: Any) -> dict[str, Any]:
    rows = some_rows(**columns)
    entry = {"monitor": "constraints", **entry}
    return measured(rows, spec={"monitors": [entry]}, heard={"constraints": heard(rows, Constraints(**entry))})


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


def test_rows_that_nobody_counted_are_unknown() -> None:
    spec = {"monitors": [{"monitor": "constraints", "checks": [{"column": "temp", "not_null": True}]}]}
    (signal,) = measured(spec=spec, heard={}).values()
    assert (signal.state, signal.note) == (UNKNOWN, "nobody counted while the rows were read")


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
