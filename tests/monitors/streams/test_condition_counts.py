"""Checks of a model's file become whylogs' own condition counts, in the profile of the same pass."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from monitors.engines.whylogs_profiles import ConditionCounts, conditions_of, merge_once, read_payload
from monitors.entries.checks import Check
from monitors.streams.passing import look

NOON = datetime(2013, 4, 1, 12, tzinfo=UTC)
BETWEEN = Check(column="temp", between=(-2, 2))
THERE = Check(column="temp", not_null=True)
NAMED = Check(column="origin", among=("EWR", "JFK", "LGA"))
PATH = Check(column="id", matches="[a-z]+/[0-9]+")
CHECKS = (BETWEEN, THERE, NAMED, PATH)


def a_table(rows: int = 2000, seed: int = 1) -> pa.Table:
    """Normal numbers a fifth of which is missing, three origins, and ids of which every tenth is misspelt."""
    dice = np.random.default_rng(seed)
    return pa.table(
        {
            "temp": pa.array(dice.normal(size=rows), mask=dice.random(rows) < 0.2),
            "origin": dice.choice(["EWR", "JFK", "LGA"], rows).tolist(),
            "id": [f"flight/{row}" if row % 10 else f"flight {row}" for row in range(rows)],
        }
    )


def payload_of(table: pa.Table, checks: tuple[Check, ...] = CHECKS) -> bytes:
    return look(table.to_batches(max_chunksize=300), at=NOON, checks=checks, unsketched={"id"}).payload


def of_whylogs(payload: bytes) -> Any:
    from whylogs.core import DatasetProfileView

    return DatasetProfileView.deserialize(payload)


def test_whylogs_reads_how_many_rows_keep_each_condition() -> None:
    table = a_table()
    temp = np.asarray(table.column("temp").to_pandas())
    found = of_whylogs(payload_of(table)).get_column("temp").to_summary_dict(column_metric="condition_count")
    assert found == {
        "condition_count/total": 2000,
        "condition_count/temp between -2 and 2": 2000 - int((np.abs(temp) > 2).sum()),
        "condition_count/temp not null": 2000 - int(np.isnan(temp).sum()),
    }


@pytest.mark.parametrize(("check", "is_met"), [(NAMED, True), (BETWEEN, False), (THERE, False), (PATH, False)])
def test_constraints_of_whylogs_pass_where_no_row_breaks_the_check(check: Check, is_met: bool) -> None:
    from whylogs.core.constraints import ConstraintsBuilder
    from whylogs.core.constraints.factories.condition_counts import condition_meets

    builder = ConstraintsBuilder(of_whylogs(payload_of(a_table())))
    builder.add_constraint(condition_meets(check.column, check.in_words))
    assert builder.build().validate() is is_met


@pytest.mark.parametrize("cut", [0, 1, 700, 2000])
def test_the_counts_of_two_parts_merged_are_those_of_the_whole(cut: int) -> None:
    table = a_table()
    parts = [payload_of(table.slice(0, cut)), payload_of(table.slice(cut))]
    whole = conditions_of(payload_of(table))
    assert conditions_of(merge_once(parts)) == whole
    assert whole["id"] == ConditionCounts(total=2000, matches={PATH.in_words: 1800})


def test_whylogs_itself_adds_the_counts_of_two_profiles_up() -> None:
    one, other = (of_whylogs(payload_of(a_table(seed=seed))) for seed in (1, 2))
    merged = one.merge(other).get_column("origin").get_metric("condition_count")
    assert (merged.total.value, merged.matches[NAMED.in_words].value) == (4000, 4000)


def test_conditions_that_were_never_counted_together_do_not_pass_for_the_whole() -> None:
    parts = [payload_of(a_table(), checks=(check,)) for check in (BETWEEN, THERE)]
    found = conditions_of(merge_once(parts))["temp"]
    assert (found.total, list(found.matches)) == (2000, [BETWEEN.in_words])


def test_the_sketches_are_those_of_a_pass_without_checks() -> None:
    with_checks, without = read_payload(payload_of(a_table())), read_payload(payload_of(a_table(), checks=()))
    assert list(with_checks) == list(without) == ["origin", "temp"]
    for name, found in with_checks.items():
        assert (found.count, found.missing, found.numbers, found.texts) == (
            without[name].count,
            without[name].missing,
            without[name].numbers,
            without[name].texts,
        )
        assert found.items == without[name].items
        np.testing.assert_array_equal(found.quantiles([0.1, 0.5, 0.9]), without[name].quantiles([0.1, 0.5, 0.9]))


def test_a_stream_without_rows_has_no_profile_and_no_counts() -> None:
    assert payload_of(a_table(0)) == b""
    assert conditions_of(b"") == {}
