"""What to do with a drafted project: the commands, with the dates that its log suggests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from driftwarden.starter.columns_seen import times_in
from driftwarden.starter.places_written import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from driftwarden.starter.model_text import Draft

_MIN_DAYS_TO_SUGGEST = 4
_SHARE_TO_LEARN_FROM = 0.6


def next_steps(folder: Path, draft: Draft, rows: Any, *, now: datetime) -> Iterator[str]:
    """What to do with a project that was drafted into a folder from `rows`, an Arrow table; a line each."""
    if draft.database and PASSWORD in draft.database:
        yield "the password is not written down: set LOG_PASSWORD in the environment, from which the file takes it"
    yield f"Read {folder / 'models' / draft.model}.yaml through: it says what each line was inferred from. Next:"
    yield f"  driftwarden check --project {folder}"
    if "label" not in draft.casting.roles:
        yield "then give it labels: a first version is trained on rows whose truth is known, and none was found"
        return
    times: Any = times_in(rows.column(draft.casting.roles["time"].column))
    ends = pc.min_max(times.cast(pa.timestamp("us", "UTC"), safe=False)).as_py()
    yield f"  driftwarden adopt {draft.model} {_span(ends['min'], ends['max'])} --project {folder}"
    yield f"  driftwarden run --project {folder}{_until(draft, ends['max'], now)}"


def _span(first: datetime, last: datetime) -> str:
    """The options that adopt on the first part of what was seen, as if it were over just then."""
    days = (last - first) / timedelta(days=1)
    if days < _MIN_DAYS_TO_SUGGEST:
        return "--from DAY --to DAY"
    until = first + timedelta(days=round(days * _SHARE_TO_LEARN_FROM))
    return f"--from {first:%Y-%m-%d} --to {until:%Y-%m-%d} --as-of {until:%Y-%m-%d}"


def _until(draft: Draft, last: datetime, now: datetime) -> str:
    """The option that looks at a log that ended long ago as it was then, instead of at all the empty time since."""
    delay = draft.delay[0] if draft.delay else timedelta(days=7)
    ended = last + delay + timedelta(days=2)
    return f" --as-of {ended:%Y-%m-%d}" if ended < now else ""
