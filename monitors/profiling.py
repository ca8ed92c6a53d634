"""Windows of rows become profiles, and profiles become one: what is sketched, and what the sketches say."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from domain.columns import LABEL, PREDICTION, SCORE, features_of, scored_class
from domain.profiles import FROM_LOG, Profile
from domain.windows import Window
from monitors.engines import whylogs_profiles as engine
from monitors.engines.arrow_frames import profile_by_arrow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from domain.models import Segment
    from monitors.engines.columns import ColumnSummary


def profile_rows(
    rows: pd.DataFrame, *, model: str, window: Window, origin: str = FROM_LOG, segment: Segment | None = None
) -> Profile:
    """Sketch the features, the prediction and the label of rows that are all of this window and segment.

    Ids and times are not sketched: every window has its own. The rows stay as they are.
    """
    sketched = [*features_of(rows.columns), *(role for role in (PREDICTION, LABEL) if role in rows.columns)]
    return Profile(
        model=model,
        window=window,
        segment=segment,
        origin=origin,
        rows=len(rows),
        engine=engine.ENGINE,
        payload=profile_by_arrow(rows[sketched], at=window.start),
    )


def merge(profiles: Sequence[Profile]) -> Profile:
    """One profile of all the rows, over the window from the first start to the last end, gaps included.

    Raises ValueError for none at all, and for profiles of different models, segments, origins or engines.
    """
    kinds = {(profile.model, profile.segment, profile.origin, profile.engine) for profile in profiles}
    if len(kinds) != 1:
        raise ValueError(
            f"profiles of one model, segment, origin and engine can be merged, not of {len(kinds)}: {kinds}"
        )
    model, segment, origin, by = kinds.pop()
    windows = [profile.window for profile in profiles]
    return Profile(
        model=model,
        window=Window(start=min(w.start for w in windows), end=max(w.end for w in windows)),
        segment=segment,
        origin=origin,
        rows=sum(profile.rows for profile in profiles),
        engine=by,
        payload=engine.merge_payloads(tuple(profile.payload for profile in profiles)),
    )


def summaries_of(profile: Profile | None) -> dict[str, ColumnSummary]:
    """What a profile says about each of its columns, by name in alphabetical order; nothing without a profile."""
    return dict(_read(profile.payload)) if profile else {}


@lru_cache(maxsize=64)
def _read(payload: bytes) -> Mapping[str, ColumnSummary]:
    """Reading a profile takes some 10 ms, and many monitors ask for the same ones."""
    return engine.read_payload(payload)


def watched_columns(
    asked: tuple[str, ...] | None, window: dict[str, ColumnSummary], reference: dict[str, ColumnSummary]
) -> tuple[str, ...]:
    """The columns asked for, or every feature and the prediction that window or reference has, by name."""
    answers = {LABEL, SCORE, *(column for column in window if scored_class(column) is not None)}
    return asked or tuple(sorted({*window, *reference} - answers))
