"""Batches get the names of `domain.columns` and times in UTC."""

from collections.abc import Collection, Iterator
from typing import Any

import pyarrow as pa

from adapters.prediction_logs.files import cause, first_line
from adapters.prediction_logs.kinds import kind_of, kinds_in
from adapters.prediction_logs.rows import BATCH_ROWS, Rows, Within
from adapters.prediction_logs.times import utc_times, written_offsets
from adapters.prediction_logs.wanted import Wanted
from domain.columns import TIME, VERSION
from domain.errors import EvidenceUnavailable

# No user's column has this name: it is not text that anybody can type.
OFFSET = "\0offset"


class ColumnsSeen:
    """The columns that files, or stretches of them, had, and of which kinds their values were."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.schemas = 0
        self.kinds: dict[str, set[str]] = {name: set() for name in wanted.features or ()}
        self.seen: dict[str, int] = {}

    def note(self, schema: Any, chosen: dict[str, str]) -> None:
        """Take in the columns of one file, by the name that they get."""
        self.schemas += 1
        for column, name in chosen.items():
            self.kinds.setdefault(name, set()).update(kinds_in(schema.field(column)))
            self.seen[name] = self.seen.get(name, 0) + 1

    def refuse_mixed_roles(self) -> None:
        """Raise EvidenceUnavailable where a role has values of two kinds: nobody could say which one is meant."""
        for role, (column, field) in self._wanted.roles.items():
            kinds = sorted(self.kinds.get(role, ()))
            if len(kinds) > 1 and role != VERSION and role not in self._wanted.times:
                raise EvidenceUnavailable(
                    f"{self._wanted.come_from}: {self._wanted.holder}s that do not fit together (column {column!r}, "
                    f"`columns.{field}`, holds {' and '.join(kinds)}); write the column with one type"
                )

    @property
    def unseen(self) -> list[str]:
        """The features that the model's file names and that were nowhere."""
        return [name for name in self.kinds if name not in self.seen]

    @property
    def names(self) -> list[str]:
        """All columns, those that are nowhere included."""
        return [*self.seen, *self.unseen]


def shaped(
    rows: Rows, wanted: Wanted, *, names: Collection[str] | None, within: Within | None, seen: ColumnsSeen
) -> Iterator[Any]:
    """Batches of at most `BATCH_ROWS` rows with the columns called `names` (None: all), in the house's names.

    Raises EvidenceUnavailable, naming place and column, for roles that are missing and times that are none.
    """
    chosen: dict[str, str] = {}

    def choose(schema: Any) -> list[str]:
        chosen.clear()
        chosen.update(wanted.chosen(schema.names, where=rows.name))
        seen.note(schema, chosen)
        return [column for column, name in chosen.items() if names is None or name in names]

    for batch in rows.batches(choose, within=within):
        named = _in_house_names(batch, chosen, rows.name, wanted)
        # Without rows there is one slice too: it shows which columns there are.
        for start in range(0, max(len(named), 1), BATCH_ROWS):
            yield named.slice(start, BATCH_ROWS)


def _in_house_names(batch: Any, chosen: dict[str, str], where: str, wanted: Wanted) -> Any:
    arrays, names = list(batch.columns), [chosen[column] for column in batch.schema.names]
    for index, name in enumerate(names):
        if name in wanted.times:
            written = written_offsets(arrays[index]) if name == TIME else None
            arrays[index] = _utc(arrays[index], name, where, wanted)
            if written is not None:
                arrays, names = [*arrays, written], [*names, OFFSET]
        elif name == VERSION:
            arrays[index] = _name(arrays[index])
    return pa.RecordBatch.from_arrays([_plain(array) for array in arrays], names=names)


def _name(versions: Any) -> Any:
    """Versions as text, as promotions name them; those that are written as numbers too."""
    return versions if kind_of(versions.type) != "number" else versions.cast(pa.string())


def _utc(times: Any, role: str, where: str, wanted: Wanted) -> Any:
    column, field = wanted.roles[role]
    try:
        found = utc_times(times, wanted.zone, written=wanted.time_format)
    except pa.ArrowException as error:
        raise EvidenceUnavailable(
            f"{where}: column {column!r} holds no times ({first_line(error)}); say how they are written with "
            f"`time_format` of the log in the model's file, such as epoch_seconds or %d.%m.%Y %H:%M"
        ) from cause(error)
    if found is None:
        raise EvidenceUnavailable(
            f"{where}: the times in column {column!r} (`columns.{field}`) have no offset from UTC; set `timezone` of "
            f"the log in the model's file to say whose local time they are"
        )
    return found


def _plain(array: Any) -> Any:
    return array.storage if isinstance(array.type, pa.BaseExtensionType) else array
