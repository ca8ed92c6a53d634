"""The user's own pandera schema: what fails is counted by check, and what cannot be tried is unknown."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from pydantic import ValidationError

from domain.signals import Signal, SignalState
from monitors.entries import PanderaChecks
from monitors.quality.pandera_failures import PanderaListener
from tests.monitors.builders import heard, measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN


def signals(rows: pd.DataFrame, name: str = "served", **fields: Any) -> list[Signal]:
    entry = {"monitor": "pandera", "schema": f"tests.monitors.pandera_schemas:{name}", **fields}
    found = heard(rows, PanderaChecks.model_validate(entry))
    return list(measured(rows, spec={"monitors": [entry]}, heard={"pandera": found}).values())


@pytest.mark.parametrize("name", ["served", "Served"], ids=["a schema", "a model"])
def test_one_signal_is_calm_where_all_rows_pass(name: str) -> None:
    (signal,) = signals(some_rows(), name)
    assert (signal.subject, signal.state, signal.value) == (None, CALM, 0.0)


def test_each_check_that_fails_has_the_share_of_rows_that_fail_it() -> None:
    rows = some_rows(temp=[99.0] * 30 + [15.0] * 970, carrier=["9E"] * 5 + ["AA"] * 995)
    found = {signal.subject: (signal.state, signal.value, signal.note) for signal in signals(rows)}
    assert found == {
        "carrier: isin(['AA', 'B6', 'DL', 'UA'])": (BREACHED, 0.005, "5 of 1000 rows fail"),
        "temp: in_range(-60, 60)": (BREACHED, 0.03, "30 of 1000 rows fail"),
    }


def test_some_failures_may_be_allowed() -> None:
    (signal,) = signals(some_rows(temp=[99.0] * 30 + [15.0] * 970), at_most=0.03)
    assert signal.state is CALM


@pytest.mark.parametrize(
    ("rows", "subject"),
    [
        (some_rows().drop(columns="carrier"), "carrier: column_in_dataframe"),
        (some_rows(temp=15), "temp: dtype('float64')"),
    ],
    ids=["a column that is gone", "another type"],
)
def test_what_fails_as_a_whole_fails_in_every_row(rows: pd.DataFrame, subject: str) -> None:
    assert (1.0, subject) in [(signal.value, signal.subject) for signal in signals(rows)]


def test_a_check_that_raises_fails_in_every_row() -> None:
    (signal,) = signals(some_rows(), "broken")
    assert (signal.subject, signal.value) == ("temp: broken", 1.0)


def test_what_fails_in_one_batch_counts_among_the_rows_of_all() -> None:
    listener = PanderaListener(PanderaChecks(path="tests.monitors.pandera_schemas:Served"))
    for temp in ([1.0, 99.0], [2.0, 3.0], [-99.0, 99.0]):
        listener.hear(pa.record_batch({"temp": pa.array(temp)}))
    assert (listener.found().rows, dict(listener.found().failed)) == (
        6,
        {"temp: greater_than_or_equal_to(-60)": 1, "temp: less_than_or_equal_to(60)": 2},
    )


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere", "AttributeError: module 'tests.monitors.pandera_schemas' has no attribute 'nowhere'"),
        ("nothing", "TypeError: it is neither a DataFrameSchema nor a DataFrameModel"),
    ],
)
def test_a_schema_that_cannot_be_had_is_unknown_and_says_why(name: str, why: str) -> None:
    (signal,) = signals(some_rows(), name)
    path = f"tests.monitors.pandera_schemas:{name}"
    assert (signal.state, signal.note) == (UNKNOWN, f"{path} cannot be used where the flow runs: {why}")


def test_without_pandera_the_note_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandera.pandas", None)
    (signal,) = signals(some_rows())
    assert signal.state is UNKNOWN
    assert signal.note == 'pandera is not installed where the flow runs: pip install "driftwarden[pandera]"'


def test_rows_that_nobody_validated_are_unknown() -> None:
    spec = {"monitors": [{"monitor": "pandera", "schema": "tests.monitors.pandera_schemas:served"}]}
    (signal,) = measured(spec=spec, heard={}).values()
    assert (signal.state, signal.note) == (UNKNOWN, "nobody validated while the rows were read")


@pytest.mark.parametrize("path", ["schemas.served", "schemas:", "my-schemas:served", "/tmp/x.py:served"])
def test_what_is_no_dotted_path_is_refused(path: str) -> None:
    with pytest.raises(ValidationError, match="String should match pattern"):
        PanderaChecks.model_validate({"schema": path})


def test_an_entry_reads_back_from_its_json_the_same() -> None:
    entry = PanderaChecks.model_validate({"schema": "a.b:c"})
    assert PanderaChecks.model_validate_json(entry.model_dump_json()) == entry
