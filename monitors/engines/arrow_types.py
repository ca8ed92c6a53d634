"""What a value of each Arrow type is: a number, text, or only there. One table says it for every type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from monitors.engines.arrow_columns import ColumnSketch

Add = Callable[[ColumnSketch, Any], None]

# Whole numbers and powers of ten that a float holds exactly: the quotient of two such is the nearest float.
_EXACT, _EXACT_TENS, _DIGITS_OF_64_BITS = 2**53, 22, 18


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
    sketch.add_integers(_present(sketch, array).to_numpy())


def _add_fractions(sketch: ColumnSketch, array: pa.Array) -> None:
    sketch.holes += array.null_count
    sketch.add_fractions(_present(sketch, array).to_numpy().astype(np.float64, copy=False))


def _add_decimals(sketch: ColumnSketch, array: pa.Array) -> None:
    """By division of exact floats where that gives the nearest one, else by way of text: Arrow's cast may miss it."""
    sketch.holes += array.null_count
    present = _present(sketch, array)
    digits = _digits(present)
    if digits is not None and digits.size and max(-int(digits.min()), int(digits.max())) <= _EXACT:
        sketch.add_fractions(digits / 10.0**array.type.scale)
    else:
        sketch.add_fractions(present.cast(pa.string()).cast(pa.float64()).to_numpy())


def _digits(decimals: pa.Array) -> npt.NDArray[np.int64] | None:
    """The decimals without their point, where 64 bits hold each of them and the point is not too far to move."""
    type_ = decimals.type
    if type_.precision > _DIGITS_OF_64_BITS or not 0 <= type_.scale <= _EXACT_TENS:
        return None
    words = type_.bit_width // 64
    if not words or not len(decimals):
        return None
    values = np.frombuffer(decimals.buffers()[1], dtype="<i8")
    return values[decimals.offset * words : (decimals.offset + len(decimals)) * words : words]


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
    sketch.add_texts(_python_texts(texts), counts.to_pylist())


def _python_texts(texts: pa.Array) -> list[str]:
    """Bytes that are no UTF-8, which Arrow does not look for, are spelt out: `caf\\xe9`."""
    try:
        return list(texts.to_pylist())
    except UnicodeDecodeError:
        raw = texts.cast(pa.large_binary() if types.is_large_string(texts.type) else pa.binary())
        return [value.decode(errors="backslashreplace") for value in raw.to_pylist()]


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
