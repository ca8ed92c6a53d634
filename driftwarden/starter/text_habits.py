"""How the text files of a log are written: what parts their cells, and which numbers are no numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from domain.errors import InvalidDocument
from driftwarden.starter.role_table import ROLES, usual_form

if TYPE_CHECKING:
    from collections.abc import Collection

_SIGNS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_VERSION_NAMES = frozenset(name for role in ROLES if role.name == "version" for name in role.names)


def parted_by(text: bytes) -> str:
    r"""The sign that parts the cells of a header, the one that comes most often outside quotes; a comma in doubt.

    >>> parted_by(b'id;"Price; net, EUR";when\n1;2,5;x\n'), parted_by(b"a\tb"), parted_by(b"only one")
    (';', '\t', ',')
    """
    header = _QUOTED.sub("", text.partition(b"\n")[0].decode("utf-8", errors="replace"))
    return max(_SIGNS, key=header.count)


def one_delimiter(found: Collection[str], *, option: str) -> str:
    """The one of all files; raises InvalidDocument where they differ."""
    if len(set(found)) > 1:
        signs = " and ".join(repr(sign) for sign in sorted(set(found)))
        raise InvalidDocument(
            [f"{option}: the cells of CSV files are parted by {signs}; write all files with one sign"]
        )
    return next(iter(found), ",")


def may_be_text(schema: pa.Schema) -> frozenset[str]:
    """Columns that were read as numbers and are looked at as they were written: whole numbers, and versions."""
    return frozenset(
        field.name for field in schema if pa.types.is_integer(field.type) or usual_form(field.name) in _VERSION_NAMES
    )


def leads_with_zeros(written: pa.ChunkedArray) -> bool:
    """Whether a cell such as 04758 is among those of a column that was read as text.

    >>> leads_with_zeros(pa.chunked_array([["4758", "04759"]])), leads_with_zeros(pa.chunked_array([["0", "10", None]]))
    (True, False)
    """
    return bool(pc.any(pc.match_substring_regex(written, r"^\s*[+-]?0\d")).as_py())


def is_version(column: str) -> bool:
    """Whether a column has the name of versions, whose cells are text whatever they look like: 2026.10."""
    return usual_form(column) in _VERSION_NAMES
