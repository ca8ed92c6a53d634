"""One profile of rows that lie in pieces: files, row groups, partitions. Each is sketched where there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pyarrow as pa

from monitors.engines.arrow_profiles import profile_batches
from monitors.engines.whylogs_profiles import merge_once

if TYPE_CHECKING:
    from datetime import datetime

Piece = Callable[[], Iterable[pa.RecordBatch]]
"""What gives some of the rows when it is called, wherever that is: small, and picklable for other processes."""


def profile_pieces(
    pieces: Sequence[Piece], *, at: datetime, workers: int = 1, pool: Executor | None = None, alike: bool = True
) -> bytes:
    """The profile of all rows of all pieces; `at` is stamped into it. No rows give no bytes.

    With more than one worker each piece is sketched in a process, since the sketches do not let threads run beside
    each other. Starting processes takes about two seconds, so whoever profiles often hands in a `pool` of
    `ready_processes`, and `workers` is not looked at. Where the work was done changes nothing: counts are the same;
    means, extremes and variance too, up to the order of adding; quantiles and cardinality within the sketches' error.
    """
    profiled = partial(profile_piece, at=at, alike=alike)
    if pool is not None:
        return merge_as_a_tree(list(pool.map(profiled, pieces)))
    if workers == 1:
        return merge_as_a_tree([profiled(piece) for piece in pieces])
    with ready_processes(workers) as processes:
        return merge_as_a_tree(list(processes.map(profiled, pieces)))


def profile_piece(piece: Piece, *, at: datetime, alike: bool = True) -> bytes:
    """One piece, profiled here. `alike` counts 1 and 1.0 as one value, see `ColumnSketch`."""
    return profile_batches(piece(), at=at, alike=alike)


def merge_as_a_tree(payloads: Sequence[bytes]) -> bytes:
    """One profile of all, merged by twos, so that no sketch is merged more often than log2 of their number."""
    level = [payload for payload in payloads if payload]
    while len(level) > 1:
        level = [merge_once(level[place : place + 2]) for place in range(0, len(level), 2)]
    return level[0] if level else b""


@contextmanager
def ready_processes(workers: int) -> Iterator[Executor]:
    """Processes that have loaded the engine; they end with the block.

    They are spawned: a fork would copy the locks of Arrow's threads in whatever state they are in.
    """
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_load_the_engine) as processes:
        yield processes


def _load_the_engine() -> None:
    from datetime import UTC, datetime

    profile_batches([pa.record_batch({"x": [1.0, 2.0]})], at=datetime(1970, 1, 1, tzinfo=UTC))
