"""Rows of a file of JSON lines: one object a line, whose keys are the columns."""

import json
from collections.abc import Collection, Iterator
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.json as arrow_json

from adapters.prediction_logs.flawed_text import refuse_other_bytes
from adapters.prediction_logs.objects import table_of
from adapters.prediction_logs.rows import BATCH_ROWS, Choose
from adapters.prediction_logs.text_blocks import blocks


def json_batches(stream: Any, choose: Choose, texts: Collection[str]) -> Iterator[Any]:
    """Batches of an opened file in blocks of whole lines; each block has the columns and types of its own lines.

    A file without a line has none. The columns in `texts` are left as they were written.
    Raises ArrowException and OSError.
    """
    line, byte, schema, columns = 1, 0, pa.schema([]), list[str]()
    for block in blocks(stream, quoted=False):
        refuse_other_bytes(block, first_line=line, first_byte=byte)
        table = _parsed(block, texts, first_line=line)
        if not table.schema.equals(schema, check_metadata=True):
            schema, columns = table.schema, choose(table.schema)
        yield from table.select(columns).to_batches(max_chunksize=BATCH_ROWS)
        line, byte = line + block.count(b"\n"), byte + len(block)


def _parsed(block: bytes, texts: Collection[str], *, first_line: int) -> Any:
    """One block as a table. Where Arrow finds two types in one column, Python reads the lines and keeps both as text.

    Keys that `texts` names are declared, so those that no line has are taken away again.
    """
    declared = pa.schema([(name, pa.string()) for name in texts])
    options = arrow_json.ParseOptions(explicit_schema=declared, newlines_in_values=False)
    try:
        table = arrow_json.read_json(
            BytesIO(block), read_options=arrow_json.ReadOptions(block_size=len(block) + 1), parse_options=options
        )
    except pa.ArrowInvalid:
        return table_of(list(_objects(block, first_line)))
    return table.drop_columns([name for name in texts if json.dumps(name).encode() not in block])


def _objects(block: bytes, first_line: int) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(block.splitlines(), start=first_line):
        if line.strip():
            yield _object(line, number)


def _object(line: bytes, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise pa.ArrowInvalid(f"line {number} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise pa.ArrowInvalid(f"line {number} is no object; write one row a line, as {{...}}")
    return found
