"""Kinds of values: what two types have in common when nobody would call the one a change of the other."""

from typing import Any

import pyarrow as pa

_NOTE = b"kinds"
_TESTS = (
    ("truth value", pa.types.is_boolean),
    ("number", lambda kind: pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)),
    ("text", lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)),
    ("time", lambda kind: pa.types.is_timestamp(kind) or pa.types.is_date(kind)),
    ("bytes", lambda kind: pa.types.is_binary(kind) or pa.types.is_large_binary(kind)),
    ("list", lambda kind: pa.types.is_list(kind) or pa.types.is_large_list(kind)),
    ("record", pa.types.is_struct),
)


def kind_of(type_: Any) -> str | None:
    """The kind of an Arrow type: numbers are one kind whatever their width; None for a type without values.

    >>> kind_of(pa.int8()), kind_of(pa.decimal128(9, 2)), kind_of(pa.dictionary(pa.int8(), pa.string()))
    ('number', 'number', 'text')
    >>> kind_of(pa.null()) is None, kind_of(pa.time64("us"))
    (True, 'time64[us]')
    """
    if pa.types.is_null(type_):
        return None
    if pa.types.is_dictionary(type_):
        return kind_of(type_.value_type)
    return next((kind for kind, holds in _TESTS if holds(type_)), str(type_))


def kinds_in(field: Any) -> frozenset[str]:
    """The kinds of values that a column held where it was written: several if `mixed` says so."""
    if field.metadata and _NOTE in field.metadata:
        return frozenset(field.metadata[_NOTE].decode().split(","))
    kind = kind_of(field.type)
    return frozenset() if kind is None else frozenset({kind})


def mixed(name: str, kinds: frozenset[str]) -> Any:
    """The field of a column that was turned into text because its rows hold values of these kinds."""
    return pa.field(name, pa.string(), metadata={_NOTE: ",".join(sorted(kinds)).encode()})
