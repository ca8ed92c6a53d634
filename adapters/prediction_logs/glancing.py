"""A glance at a log: the head of its newest file, or a table's columns, held against what a model's file says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from adapters.prediction_logs.files import FileRows, first_line
from adapters.prediction_logs.opening import sources_of
from adapters.prediction_logs.text_blocks import blocks
from adapters.prediction_logs.times import utc_times
from adapters.prediction_logs.wanted import Wanted, unparted
from domain.columns import LABEL, LABEL_TIME
from domain.errors import EvidenceUnavailable
from domain.windows import Window
from policies.known_keys import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adapters.prediction_logs.places import LogFile, Place
    from adapters.prediction_logs.rows import Rows, Source
    from adapters.prediction_logs.spec import LogSpec

_HEAD_BYTES = 2**20
_PARQUET = frozenset({".parquet", ".pq"})
# Which rows a table is asked for does not matter: the first batch is without any.
_SOME_DAY = Window(start=datetime(2000, 1, 1, tzinfo=UTC), end=datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What does not fit, with the remedy; `at` leads to it below `log` in the model's file."""

    at: tuple[str, ...]
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What was seen: of the predictions, their name and the columns by what Driftwarden calls them; and what is wrong.

    `called` leads from the user's name of a column to its role, or to itself; empty where nothing could be opened.
    """

    name: str
    called: Mapping[str, str]
    flaws: tuple[Flaw, ...]

    def stranger(self, column: str) -> str | None:
        """What to say of a column that a monitor or a segment names and that the log lacks; None for one it has."""
        known = {*self.called.values(), LABEL, LABEL_TIME}
        if not self.called or column in known:
            return None
        if column in self.called:
            return f"the column {column!r} is known by its role; write {self.called[column]}"
        meant = alike(column, tuple(sorted(known)))
        remedy = f"did you mean {meant}?" if meant else f"it has {', '.join(sorted(self.called.values()))}"
        return f"no column {column!r} in {self.name}; {remedy}"


def glance(spec: LogSpec, root: Path, *, environment: Mapping[str, str]) -> Glance:
    """Open the newest file of predictions, and of labels, or their tables; reads a mebibyte or a row group of each."""
    predictions, labels = sources_of(spec, root, environment=environment)
    name, names, flaws = _seen(predictions, "predictions")
    more = _seen(labels, "labels")[2] if labels is not None else ()
    return Glance(name=name, called=_called(predictions.wanted, names), flaws=(*flaws, *more))


def alike(name: str, known: tuple[str, ...]) -> str | None:
    """The known name that was most likely meant; what differs in capitals only comes first.

    >>> alike("postcode", ("Post", "Postcode")), alike("tenure", ("age",))
    ('Postcode', None)
    """
    return next((each for each in known if each.casefold() == name.casefold()), None) or nearest(name, known)


def _seen(source: Source, field: str) -> tuple[str, tuple[str, ...], tuple[Flaw, ...]]:
    """The name and the columns of what was opened, and what is wrong with it."""
    wanted = source.wanted
    try:
        rows = _newest(source)
        if rows is None:
            remedy = f"mend `{field}` of the log in the model's file, or wait for the first file"
            return wanted.come_from, (), (Flaw(at=(field,), told=f"{wanted.come_from}: no file of a log; {remedy}"),)
        names, times = _first(rows, wanted)
    except EvidenceUnavailable as error:
        return wanted.come_from, (), (Flaw(at=(field,), told=str(error)),)
    return rows.name, names, (*_lacking(rows.name, names, wanted), *_untimely(rows.name, times, wanted))


def _newest(source: Source) -> Rows | None:
    """The head of the last file; of a table, the question for its columns."""
    rows = source.sample()
    if rows is None:
        return next(iter(source.rows(_SOME_DAY)), None)
    if isinstance(rows, FileRows) and rows.file.suffix not in _PARQUET:
        return replace(rows, place=_Head(rows.place))
    return rows


def _first(rows: Rows, wanted: Wanted) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    """All columns, and the values of those that hold times, by role."""
    names: list[str] = []
    roles = {column: role for role, (column, _) in wanted.roles.items() if role in wanted.times}

    def choose(schema: Any) -> list[str]:
        names[:] = schema.names
        return [column for column in names if column in roles] or names[:1]

    with closing(rows.batches(choose, within=None)) as batches:  # type: ignore[type-var]
        first = next(batches, None)
    times = {} if first is None else {roles[name]: first.column(name) for name in first.schema.names if name in roles}
    return tuple(names), times


def _lacking(name: str, names: tuple[str, ...], wanted: Wanted) -> Iterator[Flaw]:
    """Columns that a role needs, or that are listed as features, and that are not there."""
    if not names:
        return
    if remedy := unparted(names):
        yield Flaw(at=("delimiter",), told=f"the header of {name} is one column, {names[0]}{remedy}")
        return
    for role, (column, field) in wanted.roles.items():
        if column not in names and role not in wanted.optional:
            yield Flaw(at=("columns", *field.split(".")), told=_no_column(name, column, names))
    for feature in wanted.features or ():
        if feature not in names:
            yield Flaw(at=("features",), told=_no_column(name, feature, names))


def _no_column(name: str, column: str, names: tuple[str, ...]) -> str:
    meant = alike(column, names)
    return f"no column {column!r} in {name}; " + (f"did you mean {meant}?" if meant else f"it has {', '.join(names)}")


def _untimely(name: str, times: Mapping[str, Any], wanted: Wanted) -> Iterator[Flaw]:
    """Columns that hold no times, or times of which nobody says whose they are."""
    for role, values in times.items():
        column, field = wanted.roles[role]
        try:
            is_placed = utc_times(values, wanted.zone, written=wanted.time_format) is not None
        except pa.ArrowException as error:
            said = f"the column {column!r} in {name} holds no times ({first_line(error)})"
            remedy = "say below `log` how they are written: `time_format: epoch_seconds`, or %d.%m.%Y %H:%M"
            yield Flaw(at=("columns", field), told=f"{said}; {remedy}")
            continue
        if not is_placed:
            said = f"the times in column {column!r} of {name} have no offset from UTC"
            yield Flaw(
                at=("columns", field), told=f"{said}; write `timezone` below `log` to say whose local time it is"
            )


def _called(wanted: Wanted, names: tuple[str, ...]) -> dict[str, str]:
    roles = {column: role for role, (column, _) in wanted.roles.items() if column in names}
    features = names if wanted.features is None else [name for name in wanted.features if name in names]
    return {**{name: name for name in features if name not in wanted.never}, **roles}


@dataclass(frozen=True, slots=True)
class _Head:
    """A place whose text files end after their first whole lines."""

    place: Place

    def files(self) -> list[LogFile]:
        return self.place.files()

    @contextmanager
    def open(self, file: LogFile) -> Iterator[Any]:
        with self.place.open(file) as stream:
            yield BytesIO(next(blocks(stream, quoted=file.suffix == ".csv", size=_HEAD_BYTES), b""))

    def on_disk(self, file: LogFile) -> Path | None:
        return self.place.on_disk(file)
