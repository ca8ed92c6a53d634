"""What a value of each Arrow type is: a number, text, or only there. One table says it for every type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from monitors.engines.arrow_columns import ColumnSketch

Add = Callable[[ColumnSketch, Any], None]


def add_array(sketch: ColumnSketch, array: pa.Array) -> None:
    """Count the rows of an array of any type, and sketch its values.

    Integers keep their 64 bits for counting different ones. Decimals become the nearest floats; truth values become
    the texts `True` and `False`, and dictionaries and runs what they stand for. Times, bytes and nested values are
    only counted.
    """
    sketch.rows += len(array)
    _add_values(sketch, array)


def _add_values(sketch: ColumnSketch, array: pa.Array) -> None:
    add = next((add for is_of, add in _TYPES if is_of(array.type)), _add_opaque)
    add(sketch, array)


def _present(sketch: ColumnSketch, array: pa.Array) -> pa.Array:
    """The values without the nulls, which are counted as missing."""
    sketch.missing += array.null_count
    return array.drop_null() if array.null_count else array


def _add_integers(sketch: ColumnSketch, array: pa.Array) -> None:
    """Unsigned ones beyond 2^63 share their 64 bits with a negative number, but are computed with as they are."""
    sketch.holes += array.null_count
    values = _present(sketch, array).to_numpy()
    sketch.add_integers(values.astype(np.int64, copy=False), values.astype(np.float64))


def _add_fractions(sketch: ColumnSketch, array: pa.Array) -> None:
    sketch.holes += array.null_count
    sketch.add_fractions(_present(sketch, array).to_numpy().astype(np.float64, copy=False))


def _add_decimals(sketch: ColumnSketch, array: pa.Array) -> None:
    """By way of text, because Arrow's direct road to floats may miss the nearest one."""
    _add_fractions(sketch, array.cast(pa.string()).cast(pa.float64()))


def _add_truth(sketch: ColumnSketch, array: pa.Array) -> None:
    present = _present(sketch, array)
    counts = {"True": present.true_count, "False": present.false_count}
    sketch.add_texts([text for text in counts if counts[text]], [count for count in counts.values() if count])


def _add_text(sketch: ColumnSketch, array: pa.Array) -> None:
    counted = array.value_counts()
    _add_counted(sketch, counted.field("values"), counted.field("counts"))


def _add_dictionary(sketch: ColumnSketch, array: pa.Array) -> None:
    """A dictionary of texts is counted by its keys; two keys may stand for one text, and a key for none."""
    if types.is_string_view(array.type.value_type):
        array = pa.DictionaryArray.from_arrays(array.indices, array.dictionary.cast(pa.large_string()))
    if not _is_text(array.type.value_type):
        _add_values(sketch, array.dictionary_decode())
        return
    counted = array.value_counts()
    _add_counted(sketch, counted.field("values").dictionary_decode(), counted.field("counts"))


def _add_counted(sketch: ColumnSketch, texts: pa.Array, counts: pa.Array) -> None:
    if texts.null_count:
        sketch.missing += pc.sum(counts.filter(texts.is_null())).as_py()
        texts, counts = texts.drop_null(), counts.filter(texts.is_valid())
    sketch.add_texts(texts.to_pylist(), counts.to_pylist())


def _add_runs(sketch: ColumnSketch, array: pa.Array) -> None:
    _add_values(sketch, pc.run_end_decode(array))


def _add_storage(sketch: ColumnSketch, array: pa.Array) -> None:
    _add_values(sketch, array.storage)


def _add_nothing(sketch: ColumnSketch, array: pa.Array) -> None:
    sketch.missing += len(array)


def _add_opaque(sketch: ColumnSketch, array: pa.Array) -> None:
    sketch.missing += array.null_count
    sketch.opaque += len(array) - array.null_count


def _add_text_view(sketch: ColumnSketch, array: pa.Array) -> None:
    """Brought to text first: counted as views, nulls come out as empty texts (pyarrow 26)."""
    _add_text(sketch, array.cast(pa.large_string()))


def _is_text(type_: pa.DataType) -> bool:
    return bool(types.is_string(type_) or types.is_large_string(type_))


def _is_extension(type_: pa.DataType) -> bool:
    return isinstance(type_, pa.BaseExtensionType)


# The first line that holds decides; a type that no line knows is only counted.
_TYPES: tuple[tuple[Callable[[pa.DataType], bool], Add], ...] = (
    (types.is_integer, _add_integers),
    (types.is_floating, _add_fractions),
    (types.is_decimal, _add_decimals),
    (types.is_boolean, _add_truth),
    (_is_text, _add_text),
    (types.is_string_view, _add_text_view),
    (types.is_dictionary, _add_dictionary),
    (types.is_run_end_encoded, _add_runs),
    (types.is_null, _add_nothing),
    (_is_extension, _add_storage),
)
