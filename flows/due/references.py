"""What a version's traffic is held against: the rows it was trained on, scored by itself."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.columns import PREDICTION, TIME
from domain.profiles import from_training
from domain.windows import Window
from flows.due.judging import score
from flows.due.windows import whole_windows
from monitors.profiling import merge, profile_rows
from monitors.streams.sampling import draw, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from domain.profiles import Profile
    from domain.training import Candidate
    from flows.watch import Watch

# The rank rule has seen all that a quarter of days or four years of weeks can tell it.
_MOST_WINDOWS = 200


def reference_of(watch: Watch, version: str) -> Profile | None:
    """The merged profile of a version's training rows, made the first time it is asked for.

    None when the log holds none of those rows. Raises EvidenceUnavailable when log or artifact cannot be read.
    """
    profiles = _ensured(watch, watch.ledger.candidates.of_version(watch.model, version))
    return merge(profiles) if profiles else None


def reference_windows(watch: Watch, version: str) -> tuple[Profile, ...]:
    """The profiles of the whole windows among a version's training rows, oldest first; the last 200 of them.

    A window that the training data only touch at its edge is not like those to come, and is left out.
    """
    candidate = watch.ledger.candidates.of_version(watch.model, version)
    whole = set(_whole(watch, candidate))
    profiles = _ensured(watch, candidate)
    return tuple(profile for profile in profiles if profile.window in whole and profile.rows)[-_MOST_WINDOWS:]


def reference_samples(watch: Watch, version: str) -> tuple[pd.DataFrame, ...]:
    """The kept rows of each of `reference_windows`, in their order; none where no rows are kept."""
    windows = [profile.window for profile in reference_windows(watch, version)]
    kept = {s.window: s for s in watch.ledger.samples.from_origin(watch.model, from_training(version)) if s.rows}
    return tuple(unpack(kept[window]) for window in windows if window in kept)


def training_rows(watch: Watch, candidate: Candidate) -> pd.DataFrame:
    """The rows that a version was trained on, as they were known then, with its own predictions on them."""
    rows = watch.log.read(candidate.trained_on, as_of=candidate.created_at)
    return rows.assign(**{PREDICTION: score(watch, candidate.artifact, rows)}) if len(rows) else rows


def _ensured(watch: Watch, candidate: Candidate) -> tuple[Profile, ...]:
    """The profiles of the whole traffic that a version was trained on; made and recorded where they are not."""
    origin = from_training(candidate.version)
    profiles = tuple(p for p in watch.ledger.profiles.from_origin(watch.model, origin) if p.segment is None)
    if _cover(profiles, candidate.trained_on):
        return profiles
    return tuple(_recorded(watch, candidate, known={profile.window: profile for profile in profiles}))


def _cover(profiles: tuple[Profile, ...], span: Window) -> bool:
    """Whether they are all there: a worker may have been killed when it had recorded the first of them."""
    return sum((profile.window.duration for profile in profiles), timedelta(0)) == span.duration


def _recorded(watch: Watch, candidate: Candidate, *, known: Mapping[Window, Profile]) -> Iterator[Profile]:
    """One profile for each window of the span, those without a row included, unless the whole span has none.

    A window's sample is recorded before its profile, so that where the profiles are, the samples are; those that are
    there already are not made again.
    """
    rows, spec, origin = training_rows(watch, candidate), watch.document.monitoring, from_training(candidate.version)
    for window in _windows(watch, candidate) if len(rows) else ():
        if window in known:
            yield known[window]
            continue
        slice_ = rows[(rows[TIME] >= window.start) & (rows[TIME] < window.end)]
        if spec.sample_rows:
            kept = draw(slice_, spec.sample_rows)
            sample = pack(kept, model=watch.model, window=window, origin=origin, of_rows=len(slice_))
            watch.ledger.samples.record(sample)
        yield watch.ledger.profiles.record(profile_rows(slice_, model=watch.model, window=window, origin=origin))


def _windows(watch: Watch, candidate: Candidate) -> tuple[Window, ...]:
    """The span in the model's own windows; the first and the last may be cut short by its ends."""
    span, whole = candidate.trained_on, _whole(watch, candidate)
    cuts = {span.start, span.end, *(window.start for window in whole), *(window.end for window in whole)}
    return tuple(Window(start=start, end=end) for start, end in pairwise(sorted(cuts)))


def _whole(watch: Watch, candidate: Candidate) -> tuple[Window, ...]:
    span = candidate.trained_on
    return whole_windows(watch, span.start, span.end, now=candidate.created_at)
