"""What a prediction log shows about itself while its rows are read: never a crash, never silence."""

from dataclasses import dataclass
from datetime import datetime

ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeChange:
    """A column whose files, or rows, hold values of more than one type.

    `types` are kinds of values in words (`number`, `text`, `time`, `truth value`, ...); numbers are one kind whatever
    their width. `ABSENT` is among them, last, where some file has no such column.
    """

    column: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFacts:
    """What was met while the rows of one window were read, as of one moment.

    `doubled_ids` rows repeat an id and are left out; `untimed_rows` of the opened files have no event time, or no
    moment of logging where the log names one, and belong to no window; `out_of_order_rows` lie in the log behind a
    row with a later event time (0 for a table, which has no order);
    `early_rows` carry an event time later than the moment at which they were logged or, where the log does not say
    when, than the moment of reading: a clock runs ahead. `late_rows` were logged after `Window.end`.
    `offsets` are the UTC offsets that the times were written with, as `+02:00`; more than one without a change of
    the clocks means two time zones. `newest` is the latest event time, `newest_logged` the latest moment of logging.
    """

    rows: int = 0
    doubled_ids: int = 0
    untimed_rows: int = 0
    out_of_order_rows: int = 0
    early_rows: int = 0
    late_rows: int = 0
    offsets: tuple[str, ...] = ()
    newest: datetime | None = None
    newest_logged: datetime | None = None
    type_changes: tuple[TypeChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """How many rows of one window were known as of one moment, and how many of them had their label."""

    rows: int
    labels: int
