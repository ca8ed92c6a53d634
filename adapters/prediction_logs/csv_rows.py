"""Rows of a CSV file: every column has the one type that holds all its cells, as if the file were read at once."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from adapters.prediction_logs.flawed_text import refuse_other_bytes, with_line
from adapters.prediction_logs.rows import BATCH_ROWS, Choose
from adapters.prediction_logs.text_blocks import blocks
from adapters.prediction_logs.times import is_text

Open = Callable[[], AbstractContextManager[Any]]


def csv_batches(open_file: Open, choose: Choose, texts: Collection[str], *, delimiter: str = ",") -> Iterator[Any]:
    """Batches of a file in blocks of whole lines; a file of several blocks is gone through twice, first for its types.

    The columns in `texts` are left as they were written. An empty cell is a missing value, in columns of text too.
    Raises ArrowException and OSError.
    """
    names, types, only = _types(open_file, dict.fromkeys(texts, pa.string()), delimiter)
    columns = choose(pa.schema(list(types.items())))
    tables = [only] if only is not None else _tables(open_file, names, types, delimiter)
    for table in tables:
        yield from _batches(_without_empty_texts(table.select(columns)))


def _types(open_file: Open, fixed: dict[str, Any], delimiter: str) -> tuple[list[str], dict[str, Any], Any | None]:
    """The names, the types that hold all cells, and the table of a file that is one block."""
    names: list[str] = []
    types: dict[str, Any] = {}
    count, table = 0, None
    for table in _tables(open_file, names, fixed, delimiter):
        count += 1
        names[:] = table.column_names
        _refuse_twins(names)
        types = {field.name: _wider(types.get(field.name, field.type), field.type) for field in table.schema}
    if count == 0:
        raise pa.ArrowInvalid("it is empty, without even a header")
    return names, types, table if count == 1 else None


def _tables(open_file: Open, names: list[str], types: dict[str, Any], delimiter: str) -> Iterator[Any]:
    line, byte = 1, 0
    with open_file() as stream:
        for block in blocks(stream, quoted=True):
            refuse_other_bytes(block, first_line=line, first_byte=byte)
            yield _parsed(block, names if byte else [], types, delimiter, first_line=line)
            line, byte = line + block.count(b"\n"), byte + len(block)


def _parsed(block: bytes, names: list[str], types: dict[str, Any], delimiter: str, *, first_line: int) -> Any:
    try:
        return arrow_csv.read_csv(
            BytesIO(block),
            read_options=arrow_csv.ReadOptions(column_names=names or None),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, delimiter=delimiter),
            convert_options=arrow_csv.ConvertOptions(column_types=types),
        )
    except pa.ArrowInvalid as error:
        width = len(names) or None
        # Arrow's own words repeat the row, so they are no cause that is shown.
        raise with_line(error, block, first_line=first_line, delimiter=delimiter, width=width) from None


def _wider(one: Any, other: Any) -> Any:
    """The type of a column that has cells of both: what reading them at once would have come to."""
    if one.equals(other) or pa.types.is_null(other):
        return one
    if pa.types.is_null(one):
        return other
    if {str(one), str(other)} == {"int64", "double"}:
        return pa.float64()
    return pa.string()


def _refuse_twins(names: list[str]) -> None:
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise pa.ArrowInvalid(f"two columns are called {twins[0]!r}")


def _without_empty_texts(table: Any) -> Any:
    for index, field in enumerate(table.schema):
        if is_text(field.type):
            cells = table.column(index)
            present = pc.if_else(pc.equal(cells, ""), pa.scalar(None, field.type), cells)
            table = table.set_column(index, field, present)
    return table


def _batches(table: Any) -> list[Any]:
    batches = table.to_batches(max_chunksize=BATCH_ROWS)
    return list(batches) or [pa.RecordBatch.from_pylist([], schema=table.schema)]
