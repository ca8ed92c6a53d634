"""What a version's traffic is held against: the rows it was trained on, scored by itself."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.columns import PREDICTION, TIME
from domain.profiles import from_training
from domain.windows import Window
from flows.due.judging import score
from monitors.profiling import merge, profile_rows
from monitors.windowing import windows_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from domain.profiles import Profile
    from domain.training import Candidate
    from flows.watch import Watch


def reference_of(watch: Watch, version: str) -> Profile | None:
    """The merged profile of a version's training rows, made the first time it is asked for.

    None when the log holds none of those rows. Raises EvidenceUnavailable when log or artifact cannot be read.
    """
    candidate, origin = watch.ledger.candidates.of_version(watch.model, version), from_training(version)
    profiles = watch.ledger.profiles.from_origin(watch.model, origin)
    if not _cover(profiles, candidate.trained_on):
        profiles = tuple(watch.ledger.profiles.record(profile) for profile in _profiles(watch, candidate, origin))
    return merge(profiles) if profiles else None


def training_rows(watch: Watch, candidate: Candidate) -> pd.DataFrame:
    """The rows that a version was trained on, as they were known then, with its own predictions on them."""
    rows = watch.log.read(candidate.trained_on, as_of=candidate.created_at)
    return rows.assign(**{PREDICTION: score(watch, candidate.artifact, rows)}) if len(rows) else rows


def _cover(profiles: tuple[Profile, ...], span: Window) -> bool:
    """Whether they are all there: a worker may have been killed when it had recorded the first of them."""
    return sum((profile.window.duration for profile in profiles), timedelta(0)) == span.duration


def _profiles(watch: Watch, candidate: Candidate, origin: str) -> Iterator[Profile]:
    """One profile for each window of the span, those without a row included, unless the whole span has none."""
    rows = training_rows(watch, candidate)
    for window in _windows(watch, candidate.trained_on) if len(rows) else ():
        slice_ = rows[(rows[TIME] >= window.start) & (rows[TIME] < window.end)]
        yield profile_rows(slice_, model=watch.model, window=window, origin=origin)


def _windows(watch: Watch, span: Window) -> tuple[Window, ...]:
    """The span in the model's own windows; the first and the last may be cut short by its ends."""
    spec = watch.document.monitoring
    whole = windows_between(span.start, span.end, unit=spec.window, timezone=spec.timezone)
    cuts = {span.start, span.end, *(window.start for window in whole), *(window.end for window in whole)}
    return tuple(Window(start=start, end=end) for start, end in pairwise(sorted(cuts)))
