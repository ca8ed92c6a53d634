"""Slices of a stream, profiled in the same pass: rows are ordered by slice once, and each slice is a view of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from domain.models import Segment
from monitors.engines.arrow_profiles import ROWS_AT_ONCE, Sketches
from monitors.engines.whylogs_profiles import merge_once

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

MISSING, OTHER = "(missing)", "(other)"
NAMED = 100

# While the stream runs, so many values have sketches of their own; at its end the heaviest of them keep their name.
_TRACKED = 2 * NAMED
# Sketches are fed with long arrays or not at all, so that many small slices cost no more than few large ones.
_ROWS_TOGETHER = 4 * ROWS_AT_ONCE

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One segment's sketches and rows. `values` is 1, or how many different values `(other)` stands for, at least."""

    rows: int
    payload: bytes
    values: int = 1


@dataclass(slots=True, kw_only=True)
class Slicing:
    """The slices of one column, or of a pair of columns, with sketches for at most 2 * `NAMED` of them.

    Rows without the column, or without a value there, are the slice `(missing)`; a stream in which no rows have the
    column has no slices by it. A value keeps all of its rows or is in `(other)` with all of them: which ones get
    sketches is settled when they are first seen, the heaviest of each stretch of rows first, and those that turn out
    light are merged into `(other)` at the end.
    """

    columns: tuple[str, ...]
    alike: bool = False
    _tracked: dict[tuple[str, ...], Sketches] = field(default_factory=dict)
    _other: Sketches | None = None
    _untracked: set[int] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)

    def add(self, table: pa.Table) -> None:
        """Sketch a stretch of rows, slice by slice."""
        self._seen.update(table.schema.names)
        codes, values = _codes(table, self.columns)
        sizes = np.bincount(codes, minlength=len(values))
        heaviest_first = np.argsort(-sizes, kind="stable")[: np.count_nonzero(sizes)]
        tracked = np.array([self._tracks(values[code]) for code in heaviest_first], dtype=bool)
        place = np.zeros(len(values), dtype=np.int64)
        place[heaviest_first[tracked]] = np.arange(int(tracked.sum()))
        place[heaviest_first[~tracked]] = int(tracked.sum())
        by_place = table.take(pa.array(np.argsort(place[codes], kind="stable")))
        ends = np.cumsum(np.bincount(place[codes], minlength=int(tracked.sum()) + 1))
        named = [self._tracked[values[code]] for code in heaviest_first[tracked]]
        for sketches, start, end in zip([*named, self._rest()], [0, *ends[:-1]], ends, strict=True):
            _feed(sketches, by_place.slice(int(start), int(end - start)))

    def slices(self, *, at: datetime) -> Mapping[Segment, Slice]:
        """The heaviest `NAMED` values by name, and all the rest as `(other)` where there is any."""
        if not self._seen.issuperset(self.columns):
            return {}
        heaviest = sorted(self._tracked, key=lambda value: (-self._tracked[value].rows, value))
        found = {value: self._tracked[value] for value in heaviest[:NAMED]}
        rest = [*(self._tracked[value] for value in heaviest[NAMED:]), self._rest()]
        slices = {
            Segment.of(self.columns, value): Slice(rows=sketches.rows, payload=sketches.payload(at=at))
            for value, sketches in found.items()
        }
        rows = sum(sketches.rows for sketches in rest)
        if rows:
            payload = merge_once([sketches.payload(at=at) for sketches in rest])
            values = len(heaviest[NAMED:]) + len(self._untracked)
            other = Segment.of(self.columns, (OTHER,) * len(self.columns))
            slices[other] = Slice(rows=rows, payload=payload, values=values)
        return slices

    def _tracks(self, value: tuple[str, ...]) -> bool:
        if value in self._tracked:
            return True
        if len(self._tracked) >= _TRACKED:
            self._forget(value)
            return False
        self._tracked[value] = Sketches(alike=self.alike)
        return True

    def _forget(self, value: tuple[str, ...]) -> None:
        """Counted up to a limit: ids that make a slice each must not fill the memory."""
        if len(self._untracked) < ROWS_AT_ONCE:
            self._untracked.add(hash(value))

    def _rest(self) -> Sketches:
        if self._other is None:
            self._other = Sketches(alike=self.alike)
        return self._other


@dataclass(slots=True, kw_only=True)
class Slicings:
    """Several slicings of one stream; rows wait until there are enough of them to be worth ordering."""

    asked: Sequence[tuple[str, ...]]
    alike: bool = False
    _slicings: list[Slicing] = field(init=False)
    _waiting: list[pa.RecordBatch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._slicings = [Slicing(columns=columns, alike=self.alike) for columns in self.asked]

    def hear(self, batch: pa.RecordBatch) -> None:
        """Take the next rows of the stream."""
        if not self._slicings:
            return
        if self._waiting and (batch.schema != self._waiting[0].schema or self._rows() + len(batch) > _ROWS_TOGETHER):
            self._settle()
        self._waiting.append(batch)

    def slices(self, *, at: datetime) -> Mapping[Segment, Slice]:
        """All slices of all slicings, when the stream is at its end."""
        self._settle()
        return {key: found for slicing in self._slicings for key, found in slicing.slices(at=at).items()}

    def _settle(self) -> None:
        if self._waiting:
            table = pa.Table.from_batches(self._waiting).combine_chunks()
            self._waiting = []
            for slicing in self._slicings:
                slicing.add(table)

    def _rows(self) -> int:
        return sum(len(batch) for batch in self._waiting)


def _feed(sketches: Sketches, rows: pa.Table) -> None:
    for batch in rows.to_batches(max_chunksize=ROWS_AT_ONCE):
        sketches.add(batch)


def _codes(table: pa.Table, columns: tuple[str, ...]) -> tuple[Codes, list[tuple[str, ...]]]:
    """A number for each row, and the values that each number stands for."""
    coded = [_coded(table, column) for column in columns]
    whole, texts = coded[0]
    values: list[tuple[str, ...]] = [(text,) for text in texts]
    for codes, more in coded[1:]:
        found, whole = np.unique(whole * len(more) + codes, return_inverse=True)
        values = [(*values[both // len(more)], more[both % len(more)]) for both in found.tolist()]
    return whole, values


def _coded(table: pa.Table, column: str) -> tuple[Codes, list[str]]:
    if column not in table.schema.names:
        return np.zeros(len(table), dtype=np.int64), [MISSING]
    array = pc.run_end_decode(_whole(table, column)) if _is_runs(table, column) else _whole(table, column)
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    texts = [value_text(value) for value in encoded.dictionary.to_pylist()] + [MISSING]
    known = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    code_of = np.array([known[text] for text in texts], dtype=np.int64)
    gap = len(texts) - 1
    indices = pc.fill_null(encoded.indices.cast(pa.int64()), gap).to_numpy(zero_copy_only=False)
    return code_of[indices], list(known)


def _whole(table: pa.Table, column: str) -> pa.Array:
    array = table.column(column).combine_chunks()
    return array.cast(pa.large_string()) if pa.types.is_string_view(array.type) else array


def _is_runs(table: pa.Table, column: str) -> bool:
    return bool(pa.types.is_run_end_encoded(table.schema.field(column).type))


def value_text(value: Any) -> str:
    """A value as the segment's text: 1 and 1.0 are one slice, None and NaN are missing.

    >>> [value_text(value) for value in ("JFK", 1, 1.0, 1.5, True, None, float("nan"))]
    ['JFK', '1', '1', '1.5', 'True', '(missing)', '(missing)']
    """
    if value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
        return MISSING
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
