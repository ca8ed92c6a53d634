"""What the columns of a sample look like: the kind of their values, how many differ, whether they are times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from adapters.prediction_logs.kinds import kind_of
from adapters.prediction_logs.times import utc_times

if TYPE_CHECKING:
    from collections.abc import Mapping

FEW_VALUES = 20
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSeen:
    """One column of a sample; `values` are all its values, the most frequent first, or none where they are many.

    `least` and `most` are of finite numbers. `has_offset` is of times: whether they say how far from UTC they are.
    """

    name: str
    kind: str
    type: str
    rows: int
    missing: int
    distinct: int
    values: tuple[Any, ...] = ()
    least: float | None = None
    most: float | None = None
    is_whole: bool = False
    has_offset: bool | None = None

    @property
    def is_unique(self) -> bool:
        """Whether no two rows have the same value, and every row has one."""
        return self.missing == 0 and self.distinct == self.rows and self.rows > 1

    @property
    def is_share(self) -> bool:
        """Whether it holds numbers from 0 to 1 only."""
        return self.least is not None and self.most is not None and self.least >= 0 and self.most <= 1

    def __str__(self) -> str:
        return f"{self.name} ({self.type})"


def look(table: Any) -> Mapping[str, ColumnSeen]:
    """Every column of an Arrow table, in its order.

    >>> seen = look(pa.table({"at": ["2026-01-31 08:00", "2026-01-31 09:00"], "p": [0.5, None]}))
    >>> seen["at"].kind, seen["at"].has_offset, seen["p"].is_share, seen["p"].missing
    ('time', False, True, 1)
    """
    return {name: _seen(name, table.column(name)) for name in table.column_names}


def times_in(cells: Any) -> Any | None:
    """A column's times in UTC, those without offset as if they were UTC; None where it holds none."""
    if kind_of(cells.type) not in {"time", "text"} or cells.null_count == len(cells):
        return None
    try:
        return utc_times(cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells, _UTC)
    except pa.ArrowException:
        return None


def _seen(name: str, cells: Any) -> ColumnSeen:
    kind = kind_of(cells.type) or "nothing"
    times = times_in(cells)
    counts = _counts(cells)
    numbers = _finite(cells) if kind == "number" else None
    return ColumnSeen(
        name=name,
        kind=kind if times is None else "time",
        type=str(cells.type) if kind != "text" or times is None else "times as text",
        rows=len(cells),
        missing=cells.null_count,
        distinct=len(cells) if counts is None else len(counts),
        values=() if counts is None or len(counts) > FEW_VALUES else _by_frequency(counts),
        least=pc.min(numbers).as_py() if numbers is not None else None,
        most=pc.max(numbers).as_py() if numbers is not None else None,
        is_whole=numbers is not None
        and len(numbers) > 0
        and bool(pc.all(pc.equal(pc.floor(numbers), numbers)).as_py()),
        has_offset=None if times is None else _has_offset(cells),
    )


def _counts(cells: Any) -> Any | None:
    """How often each value comes; None for values that cannot be compared, such as lists."""
    try:
        return pc.value_counts(cells.drop_null())
    except pa.ArrowException:
        return None


def _by_frequency(counts: Any) -> tuple[Any, ...]:
    found = sorted(counts.to_pylist(), key=lambda pair: (-pair["counts"], str(pair["values"])))
    return tuple(pair["values"] for pair in found)


def _finite(cells: Any) -> Any:
    numbers = cells.cast(pa.float64(), safe=False).drop_null()
    return numbers.filter(pc.is_finite(numbers))


def _has_offset(cells: Any) -> bool:
    return utc_times(cells.combine_chunks(), None) is not None
