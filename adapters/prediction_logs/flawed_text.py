"""Where a text file cannot be read: the line, and the byte, that a person has to look at."""

import csv
import re
from io import StringIO
from typing import Any

import pyarrow as pa

_RAGGED = re.compile(r"Expected (\d+) columns, got \d+")


def refuse_other_bytes(block: bytes, *, first_line: int, first_byte: int) -> None:
    """Raise ArrowInvalid for text that is not UTF-8, with the place of its first strange byte, counted from 0.

    >>> refuse_other_bytes("shop\\nM\\u00fcnchen\\n".encode("latin-1"), first_line=1, first_byte=0)
    Traceback (most recent call last):
    pyarrow.lib.ArrowInvalid: line 2: byte 0xfc at position 6 is not UTF-8; convert it, as by iconv -f latin1 -t utf-8
    """
    try:
        block.decode()
    except UnicodeDecodeError as error:
        line = first_line + block.count(b"\n", 0, error.start)
        byte = f"byte 0x{block[error.start]:02x} at position {first_byte + error.start}"
        said = f"line {line}: {byte} is not UTF-8; convert it, as by iconv -f latin1 -t utf-8"
        # The cause would repeat the whole block.
        raise pa.ArrowInvalid(said) from None


def with_line(error: pa.ArrowInvalid, block: bytes, *, first_line: int, delimiter: str, width: int | None) -> Any:
    """The error with the line of the first row of other than so many columns, and without the row itself.

    `width` None stands for as many as the block's own first row has. An error about something else stays as it is.

    >>> block = b'a,b\\n1,"x\\ny"\\n\\n1,2,3\\n'
    >>> with_line(pa.ArrowInvalid("Expected 2 columns, got 3: 1,2,3"), block, first_line=1, delimiter=",", width=None)
    ArrowInvalid('line 5: Expected 2 columns, got 3')
    """
    if not _RAGGED.search(str(error)):
        return error
    reader, before = csv.reader(StringIO(block.decode(), newline=""), delimiter=delimiter), 0
    for row in reader:
        width = width or len(row)
        if row and len(row) != width:
            return pa.ArrowInvalid(f"line {first_line + before}: Expected {width} columns, got {len(row)}")
        before = reader.line_num
    return error
