"""What to do with a drafted project: the commands, with the dates that its log suggests."""

from __future__ import annotations

from datetime import datetime, timedelta
from shlex import quote
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from driftwarden.options import project_option
from driftwarden.starter.columns_seen import times_in
from driftwarden.starter.model_text import ASSUMED
from driftwarden.starter.places_written import PASSWORD
from flows.due.versions import FIRST

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
    project = project_option(folder)
    yield f"  driftwarden check{project}"
    if "label" not in draft.casting.roles:
        yield "then give it labels: a first version is trained on rows whose truth is known, and none was found"
        return
    if draft.casting.is_untimed:
        yield f"no column says when labels came: {ASSUMED} after the prediction is assumed; mend it there first"
    times: Any = times_in(rows.column(draft.casting.roles["time"].column))
    ends = pc.min_max(times.cast(pa.timestamp("us", "UTC"), safe=False)).as_py()
    until = _learnt_until(ends["min"], ends["max"])
    version = _version(draft, rows, times, until or ends["max"])
    yield f"  driftwarden adopt {draft.model} {_span(ends['min'], until)}{version}{project}"
    yield f"  driftwarden run{project}{_until(draft, ends['max'], now)}"


def _learnt_until(first: datetime, last: datetime) -> datetime | None:
    """The end of the first part of what was seen; None where that is too little to suggest anything."""
    days = (last - first) / timedelta(days=1)
    return None if days < _MIN_DAYS_TO_SUGGEST else first + timedelta(days=round(days * _SHARE_TO_LEARN_FROM))


def _span(first: datetime, until: datetime | None) -> str:
    """The options that adopt on the first part of what was seen, as if it were over just then."""
    if until is None:
        return "--from DAY --to DAY"
    return f"--from {first:%Y-%m-%d} --to {until:%Y-%m-%d} --as-of {until:%Y-%m-%d}"


def _version(draft: Draft, rows: Any, times: Any, until: datetime) -> str:
    """The option that calls the first champion as the log calls what served by then, where that is not v1."""
    if "version" not in draft.casting.roles:
        return ""
    versions = rows.column(draft.casting.roles["version"].column).to_pandas()
    seen = pd.DataFrame({"version": versions, "at": times.to_pandas()}).dropna().sort_values("at", kind="stable")
    names = seen.loc[seen["at"] <= until, "version"].astype(str).tolist()
    return "" if not names or names[-1] == FIRST else f" --version {quote(names[-1])}"


def _until(draft: Draft, last: datetime, now: datetime) -> str:
    """The option that looks at a log that ended long ago as it was then, instead of at all the empty time since."""
    delay = draft.delay[0] if draft.delay else timedelta(days=7)
    ended = last + delay + timedelta(days=2)
    return f" --as-of {ended:%Y-%m-%d}" if ended < now else ""
