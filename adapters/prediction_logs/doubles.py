"""Ids that come twice, found exactly, in memory that holds eight bytes a row and the doubled ids themselves."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from domain.columns import ID, TIME

Pass = Callable[[], Iterable[Any]]


class Doubles:
    """The ids that more than one row has; of each, the first row by event time counts.

    `narrow` gives the same rows whenever it is called, with ids and times. Ids are hashed to 64 bits first (eight
    bytes a row, and as many again while they are sorted); only rows whose hash comes twice are looked at
    themselves, so that two ids with one hash are never taken for each other.
    """

    def __init__(self, narrow: Pass) -> None:
        hashes = np.concatenate([np.empty(0, np.uint64), *(_hashes(batch.column(ID)) for batch in narrow())])
        hashes.sort()
        self._suspects = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
        self._first: dict[Any, Any] = _firsts(narrow, self._suspects) if len(self._suspects) else {}
        self._given: set[Any] = set()

    def __bool__(self) -> bool:
        return bool(self._first)

    def dropped_from(self, batch: Any) -> Any:
        """The batch without the rows that do not count; call it once for each batch of one pass, in order."""
        suspects = _among(batch, self._suspects)
        drop = np.zeros(len(batch), dtype=bool)
        for position, id_, time in _looked_at(batch, suspects):
            drop[position] = id_ in self._first and (time != self._first[id_] or id_ in self._given)
            if id_ in self._first and not drop[position]:
                self._given.add(id_)
        return batch.filter(pa.array(~drop)) if drop.any() else batch


def _firsts(narrow: Pass, suspects: Any) -> dict[Any, Any]:
    """The earliest event time of each id that comes twice."""
    first: dict[Any, Any] = {}
    doubled: set[Any] = set()
    for batch in narrow():
        for _, id_, time in _looked_at(batch, _among(batch, suspects)):
            if id_ in first:
                doubled.add(id_)
            first[id_] = min(first.get(id_, time), time)
    return {id_: time for id_, time in first.items() if id_ in doubled}


def _looked_at(batch: Any, positions: Any) -> Iterator[tuple[int, Any, int]]:
    chosen = pa.array(positions)
    ids = batch.column(ID).take(chosen).to_pylist()
    times = batch.column(TIME).take(chosen).cast(pa.int64()).to_pylist()
    return zip(positions.tolist(), ids, times, strict=True)


def _among(batch: Any, suspects: Any) -> Any:
    """The positions of rows whose id has one of these hashes."""
    ids = batch.column(ID)
    present = np.flatnonzero(ids.is_valid().to_numpy(zero_copy_only=False))
    return present[np.isin(_hashes(ids), suspects)]


def _hashes(ids: Any) -> Any:
    """64 bits for each id that is there: equal ids of one kind have equal ones, whatever the width of their type."""
    ids = ids.drop_null()
    if pa.types.is_dictionary(ids.type):
        ids = ids.dictionary_decode()
    if pa.types.is_null(ids.type):
        return np.empty(0, np.uint64)
    if pa.types.is_integer(ids.type) and not pa.types.is_uint64(ids.type):
        return ids.cast(pa.int64()).to_numpy(zero_copy_only=False).view(np.uint64)
    if pa.types.is_floating(ids.type):
        return ids.cast(pa.float64()).to_numpy(zero_copy_only=False).view(np.uint64)
    return pd.util.hash_array(ids.cast(pa.string()).to_numpy(zero_copy_only=False), categorize=False)
