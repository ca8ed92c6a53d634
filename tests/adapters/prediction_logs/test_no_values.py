"""What Arrow and databases say of a row's value is told without the value."""

import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv

from adapters.prediction_logs.files import cause, first_line


def read_csv(text: bytes) -> Any:
    return csv.read_csv(io.BytesIO(text), convert_options=csv.ConvertOptions(column_types={"a": pa.float64()}))


@pytest.mark.parametrize(
    "broken",
    [
        lambda: read_csv(b"a,b\n1,2\nplanted,3\n"),
        lambda: read_csv(b"a,b\n1,2\nplanted,planted,3\n"),
        lambda: pa.array(["planted"]).cast(pa.timestamp("us")),
        lambda: pa.array(["planted's"]).cast(pa.float64()),
    ],
)
def test_a_value_is_neither_in_the_words_nor_in_the_cause(broken: Callable[[], object]) -> None:
    with pytest.raises(pa.ArrowInvalid, match="planted") as refusal:
        broken()
    assert "planted" not in first_line(refusal.value)
    assert cause(refusal.value) is None


def test_postgres_is_quoted_without_the_value_too() -> None:
    error = ValueError('invalid input syntax for type double precision: "planted"\nLINE 1: ...')
    assert first_line(error) == 'invalid input syntax for type double precision: "…"'
    assert cause(error) is None


def test_what_names_columns_and_types_stays_as_it_is() -> None:
    error = pa.ArrowInvalid("Unable to merge: Field x has incompatible types: double vs string")
    assert (first_line(error), cause(error)) == (str(error), error)
