"""What one pass over a window showed, as profiles: of the whole traffic, and of each slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.columns import LABEL
from domain.profiles import FROM_LOG, Profile
from monitors.engines import whylogs_profiles as engine
from monitors.engines.arrow_frames import profile_by_arrow

if TYPE_CHECKING:
    import pandas as pd

    from domain.models import Segment
    from domain.windows import Window
    from monitors.streams.passing import Look


def profiles_of(
    seen: Look, rows: pd.DataFrame, *, model: str, window: Window, revision: int = 0
) -> tuple[Profile, ...]:
    """The profile of the whole window first, then one for each slice, by name.

    `rows` are the window's own, with their labels as far as these have arrived: labels are no part of the stream,
    and are sketched from here, for the whole window only.
    """
    whole, labels = seen.payload, None
    if LABEL in rows:
        labels = int(rows[LABEL].notna().sum())
        whole = engine.merge_payloads((whole, profile_by_arrow(rows[[LABEL]], at=window.start)))
    parts: list[tuple[Segment | None, int, bytes, int | None]] = [(None, seen.rows, whole, labels)]
    parts += [(s, seen.slices[s].rows, seen.slices[s].payload, None) for s in sorted(seen.slices, key=str)]
    return tuple(
        Profile(
            model=model,
            window=window,
            segment=segment,
            origin=FROM_LOG,
            rows=count,
            engine=engine.ENGINE,
            payload=payload,
            labels=arrived,
            revision=revision,
        )
        for segment, count, payload, arrived in parts
    )
