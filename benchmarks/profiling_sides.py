"""What each side of the profiling benchmark does, from the same Parquet file or files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.profiling_rows import RowGroups, shares_of
from monitors.drift.binning import bin_together
from monitors.drift.distances import drift_distance
from monitors.engines.arrow_profiles import profile_batches
from monitors.engines.whylogs_profiles import profile_frame, read_payload
from monitors.streams.pieces import profile_pieces

AT = datetime(2013, 4, 1, tzinfo=UTC)
ONE_CORE, ALL_CORES, DECODE = "ours_one_core", "ours_all_cores", "parquet_decode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A contender: what it needs to be installed, what it does, and up to how many rows it is asked."""

    needs: str
    run: Callable[[Path], object]
    most_rows: int | None = None
    turns: int | None = None
    because: str = ""

    def skipped(self, rows: int) -> str | None:
        """Why it has no figure at this size, or None."""
        if find_spec(self.needs) is None:
            return "not installed"
        return self.because if self.most_rows is not None and rows > self.most_rows else None


def on_one_core(path: Path) -> bytes:
    return profile_batches(RowGroups(path=path)(), at=AT, alike=True)


def on_all_cores(path: Path, pool: Executor, cores: int) -> bytes:
    """One share a process; the processes have been started before, as those of a worker that profiles often."""
    return profile_pieces(shares_of(path, cores), at=AT, pool=pool)


def decode(path: Path) -> None:
    for _ in RowGroups(path=path)():
        pass


def why_log(path: Path) -> None:
    """By row groups, because all rows at once as Python objects need too much memory."""
    from whylogs.core import DatasetProfile

    file = pq.ParquetFile(path)
    profile_frame(file.read_row_group(0).slice(0, 1).to_pandas(), at=AT)  # whylogs under numpy 2: see that module
    profile = DatasetProfile()
    for group in range(file.num_row_groups):
        frame = file.read_row_group(group).to_pandas()
        frame["category"] = frame["category"].astype(object)  # a categorical column with a gap makes it crash
        profile.track(pandas=frame)
    profile.view().serialize()


def duckdb_summarize(path: Path) -> None:
    import duckdb

    duckdb.execute("SUMMARIZE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


def polars_describe(path: Path) -> None:
    import polars

    polars.read_parquet(path).describe()


def sides(pool: Executor, cores: int, million: int) -> Mapping[str, Side]:
    """Everyone who profiles one file; why.log is not asked beyond a million rows."""
    slow = Side(needs="whylogs", run=why_log, most_rows=million, turns=3, because=f"asked up to {million:,} rows only")
    return {
        ONE_CORE: Side(needs="pyarrow", run=on_one_core),
        ALL_CORES: Side(needs="pyarrow", run=lambda path: on_all_cores(path, pool, cores)),
        DECODE: Side(needs="pyarrow", run=decode),
        "duckdb_summarize": Side(needs="duckdb", run=duckdb_summarize),
        "polars_describe": Side(needs="polars", run=polars_describe),
        "why_log": slow,
    }


def distances(reference: bytes, current: bytes) -> dict[str, float]:
    """How far each column has moved, as the fixed-threshold monitor measures it."""
    known, seen = read_payload(reference), read_payload(current)
    binned = {name: bin_together(seen[name], known[name]) for name in known}
    return {name: drift_distance(bins.window, bins.reference) for name, bins in binned.items() if bins}


def evidently_drift(reference: Any, current: Any) -> None:
    """The preset on datasets that lie in memory already."""
    from evidently import Report
    from evidently.presets import DataDriftPreset

    Report([DataDriftPreset()]).run(current, reference)


def evidently_dataset(frame: Any) -> Any:
    """Told which columns are categories: else it takes the one of most values for prose, and trains a classifier."""
    from evidently import DataDefinition, Dataset

    numbers = list(frame.select_dtypes("number").columns)
    categories = [name for name in frame.columns if name not in numbers]
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=categories)
    return Dataset.from_pandas(frame, data_definition=definition)


def frame_of(path: Path) -> Any:
    """What Evidently can take: times are left out, categories and truth values become text."""
    frame = pq.read_table(path).drop_columns(["time"]).to_pandas()
    return frame.assign(category=frame["category"].astype(object), flag=frame["flag"].astype(str))
