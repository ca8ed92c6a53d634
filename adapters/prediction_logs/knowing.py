"""What was known of a log at a moment: the rows of a window, and what the log shows of itself."""

from collections.abc import Collection, Generator, Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adapters.prediction_logs.rows import Rows, Source, Within
from adapters.prediction_logs.shaping import OFFSET, ColumnsSeen, shaped
from adapters.prediction_logs.times import UTC_TIME
from domain.columns import LOGGED_AT, TIME
from domain.log_facts import ABSENT, LogFacts, TypeChange
from domain.windows import Window

_NEVER = np.iinfo(np.int64).min


class KnownRows:
    """One pass over the rows of a window as they were known at `as_of`; afterwards `facts` says what it met."""

    def __init__(self, source: Source, window: Window, as_of: datetime) -> None:
        self._source, self._window, self._as_of = source, window, as_of
        self.seen = ColumnsSeen(source.wanted)
        self._counts = {"untimed_rows": 0, "out_of_order_rows": 0, "early_rows": 0, "late_rows": 0}
        self._offsets: set[str] = set()
        self._newest: dict[str, datetime | None] = {TIME: None, LOGGED_AT: None}
        self._latest: dict[date, int] = {}

    def batches(self, names: Collection[str] | None) -> Iterator[Any]:
        """The rows with the columns called `names` (None: all), and with their times.

        Where nothing holds rows of the window, one batch without rows shows which columns there are, if anything does.
        """
        needed = None if names is None else {*names, TIME, LOGGED_AT}
        places = self._source.rows(self._window)
        for rows in places:
            yield from self._of(rows, needed)
        sample = None if places else self._source.sample()
        if sample is not None:
            with closing(self._shaped(sample, needed)) as batches:
                yield from (batch.slice(0, 0) for batch in islice(batches, 1))

    def facts(self, *, rows: int, doubled_ids: int) -> LogFacts:
        """What the pass met; `rows` and `doubled_ids` are counted by whoever tells the ids apart."""
        return LogFacts(
            rows=rows,
            doubled_ids=doubled_ids,
            offsets=tuple(sorted(self._offsets)),
            newest=self._newest[TIME],
            newest_logged=self._newest[LOGGED_AT],
            type_changes=self._type_changes(),
            **self._counts,
        )

    def _of(self, rows: Rows, needed: set[str] | None) -> Iterator[Any]:
        before = max((latest for day, latest in self._latest.items() if rows.day and day < rows.day), default=_NEVER)
        for batch in self._shaped(rows, needed):
            known = self._known(batch)
            if len(known) and self._source.in_order:
                before = self._count_out_of_order(known, before)
            self._count(known)
            yield known.select([name for name in known.schema.names if name != OFFSET])
        if rows.day:
            self._latest[rows.day] = max(before, self._latest.get(rows.day, _NEVER))

    def _shaped(self, rows: Rows, needed: set[str] | None) -> Generator[Any, None, None]:
        wanted = self._source.wanted
        column, _ = wanted.roles[TIME]
        within = Within(column=column, start=self._window.start, end=self._window.end, zone=wanted.zone)
        yield from shaped(rows, wanted, names=needed, within=within, seen=self.seen)

    def _known(self, batch: Any) -> Any:
        """The batch's rows that belong to the window and had been logged; those that belong nowhere are counted."""
        times = batch.column(TIME)
        logged = _filled(pc.less_equal(batch.column(LOGGED_AT), _scalar(self._as_of))) if _has_logging(batch) else True
        untimed = pc.and_(pc.is_null(times), logged)
        if _has_logging(batch):
            untimed = pc.or_(untimed, pc.is_null(batch.column(LOGGED_AT)))
        inside = pc.and_(
            pc.greater_equal(times, _scalar(self._window.start)), pc.less(times, _scalar(self._window.end))
        )
        inside = pc.and_(_filled(inside), logged)
        now = _filled(pc.less(times, _scalar(self._as_of)))
        self._counts["untimed_rows"] += _total(untimed)
        if not _has_logging(batch):
            self._counts["early_rows"] += _total(pc.and_not(inside, now))
        return batch.filter(pc.and_(inside, now))

    def _count_out_of_order(self, known: Any, before: int) -> int:
        times = known.column(TIME).cast(pa.int64()).to_numpy()
        latest = np.maximum.accumulate(np.concatenate([[before], times]))
        self._counts["out_of_order_rows"] += int((times < latest[:-1]).sum())
        return int(latest[-1])

    def _count(self, known: Any) -> None:
        times = known.column(TIME)
        if OFFSET in known.schema.names:
            self._offsets.update(pc.unique(known.column(OFFSET)).drop_null().to_pylist())
        self._note_newest(TIME, times)
        if _has_logging(known):
            logged = known.column(LOGGED_AT)
            self._counts["early_rows"] += _total(pc.greater(times, logged))
            self._counts["late_rows"] += _total(pc.greater(logged, _scalar(self._window.end)))
            self._note_newest(LOGGED_AT, logged)

    def _note_newest(self, role: str, times: Any) -> None:
        newest = pc.max(times).cast(pa.timestamp("us", "UTC"), safe=False).as_py()
        known = self._newest[role]
        self._newest[role] = newest if known is None or (newest is not None and newest > known) else known

    def _type_changes(self) -> tuple[TypeChange, ...]:
        return tuple(
            TypeChange(column=name, types=types)
            for name in self.seen.names
            if len(types := self._types(name)) > 1 or types == (ABSENT,)
        )

    def _types(self, name: str) -> tuple[str, ...]:
        is_somewhere_absent = self.seen.seen.get(name, 0) < self.seen.schemas
        return (*sorted(self.seen.kinds[name]), *((ABSENT,) if is_somewhere_absent else ()))


def _has_logging(batch: Any) -> bool:
    return LOGGED_AT in batch.schema.names


def _scalar(moment: datetime) -> Any:
    return pa.scalar(moment, UTC_TIME)


def _filled(truths: Any) -> Any:
    return pc.fill_null(truths, fill_value=False)


def _total(truths: Any) -> int:
    return int(pc.sum(truths).as_py() or 0)
