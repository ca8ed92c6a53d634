"""The expensive part of a window: its rows read and sketched once. It asks the log alone, so any process can do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.columns import ARM, ENTITY, ERROR, ID, LATENCY, ROLES, VERSION, score_of
from monitors.entries import Need
from monitors.quality.constraint_counts import checks_of
from monitors.streams.listening import heard_by, listeners_of
from monitors.streams.looked import profiles_of
from monitors.streams.passing import look

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pandas as pd

    from domain.ports import PredictionLog
    from domain.profiles import Profile
    from domain.windows import Window
    from flows.documents import ModelDocument

# Roles that say nothing of the traffic as a whole, or that are told from the rows.
_UNSKETCHED = frozenset({ID, VERSION, LATENCY, ARM, ENTITY, ERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was seen of one window; it pickles, so that it can come from another process.

    `rows` hold the roles and what makes segments, with the log's facts in `attrs`; `profiles` the whole window's first,
    then one of each slice; `sample` up to `monitoring.sample_rows` whole rows; `heard` what the listeners found.
    """

    rows: pd.DataFrame
    profiles: tuple[Profile, ...]
    sample: pd.DataFrame
    heard: Mapping[str, Any]


def look_at(document: ModelDocument, log: PredictionLog, window: Window, now: datetime, *, revision: int = 0) -> Looked:
    """Read one window: its roles as rows, its features once, batch by batch, into sketches and a sample."""
    spec = document.monitoring
    rows = log.read(window, as_of=now, columns=narrow(document))
    listeners = listeners_of(spec)
    seen = look(
        log.stream(window, as_of=now, with_ids=Need.SECOND_SOURCE in spec.needs),
        at=window.start,
        segments=spec.sliced_by,
        sample_rows=spec.sample_rows,
        checks=checks_of(spec),
        listeners=tuple(listeners.values()),
        unsketched=_UNSKETCHED,
    )
    return Looked(
        rows=rows,
        profiles=profiles_of(seen, rows, model=document.model, window=window, revision=revision),
        sample=seen.sample.to_pandas(),
        heard=heard_by(listeners),
    )


def narrow(document: ModelDocument) -> tuple[str, ...]:
    """The columns that rows are kept of: the roles, and what makes segments."""
    sliced = {column for columns in document.monitoring.sliced_by for column in columns}
    return (*ROLES, *map(score_of, document.log.columns.scores), *sorted(sliced))
