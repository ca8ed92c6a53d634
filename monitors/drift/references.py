"""What a window is held against: the profiles that an entry's `reference` asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from monitors.drift.strata import local_start, weekday
from monitors.profiling import merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.profiles import Profile
    from domain.windows import Window
    from monitors.entries import DriftRule
    from monitors.entries.drift import Span
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

NO_REFERENCE = "there is no reference to compare with"

# So many windows just before the one at hand stay out of a rolling reference: an alarm takes up to four in a row,
# and the first of them must not count as usual for the last.
_ROLLING_GAP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Profiles of whole windows, oldest first, and in words what they are; `missing` says why there are none."""

    windows: tuple[Profile, ...] = ()
    words: str | None = None
    missing: str | None = None


def reference_windows(settings: DriftRule, spec: MonitoringSpec, evidence: Evidence) -> Reference:
    """The windows that an entry's `reference` means, or why there are none.

    `same_weekday` keeps the training windows of the weekday at hand. A fixed stretch takes windows that were served
    and, where there are none, windows of the training rows.
    """
    match settings.reference:
        case "training":
            return training_windows(evidence)
        case "same_weekday":
            return _same_weekday(spec, evidence)
        case "rolling":
            return _rolling(evidence, settings.rolling_windows)
        case span:
            return _within(span, spec, evidence)


def training_windows(evidence: Evidence) -> Reference:
    """The rows that the version in force was trained on, window by window."""
    if evidence.reference is None:
        return Reference(missing=NO_REFERENCE)
    return Reference(windows=evidence.reference_windows, words=evidence.reference_in_words)


def merged(reference: Reference, settings: DriftRule, evidence: Evidence) -> Profile | None:
    """One profile of all the reference's rows, for those who compare with it as a whole."""
    if settings.reference == "training":
        return evidence.reference
    with_rows = [profile for profile in reference.windows if profile.rows]
    # Served windows and training windows of a fixed stretch may both be in it, and differ in where they come from.
    return merge([_alike(profile, with_rows[0]) for profile in with_rows]) if with_rows else None


def _same_weekday(spec: MonitoringSpec, evidence: Evidence) -> Reference:
    training = training_windows(evidence)
    if training.missing or spec.window not in {"day", "hour"}:
        why = "reference: same_weekday is for windows of a day or an hour; write reference: training"
        return Reference(missing=training.missing or why)
    of = partial(_weekday, timezone=spec.timezone)
    day = of(evidence.window)
    same = tuple(profile for profile in training.windows if of(profile.window) == day)
    words = f"the {day}s of {training.words}"
    return Reference(windows=same, words=words) if same else Reference(missing=f"no {day} is among the reference")


def _rolling(evidence: Evidence, count: int) -> Reference:
    before = evidence.preceding[: max(0, len(evidence.preceding) - _ROLLING_GAP)][-count:]
    if len(before) < count:
        served = f"{len(before)} of them" if before else "none"
        why = (
            f"a rolling reference has {count} windows and keeps {_ROLLING_GAP} back; so far there are {served}. Wait, "
            "or fill history with: driftwarden backfill MODEL --from DAY --to DAY"
        )
        return Reference(missing=why)
    return Reference(windows=before, words=f"rolling: {_stretch(before)}")


def _within(span: Span, spec: MonitoringSpec, evidence: Evidence) -> Reference:
    known = {profile.window: profile for profile in (*evidence.reference_windows, *evidence.preceding)}
    inside = partial(_lies_in, span=span, timezone=spec.timezone)
    windows = tuple(known[window] for window in sorted(known) if inside(window))
    if not windows:
        why = (
            f"the ledger holds no whole window of {span}; fill it with: "
            f"driftwarden backfill {evidence.model} --from {span.since} --to {span.until}"
        )
        return Reference(missing=why)
    return Reference(windows=windows, words=f"{span}: {_stretch(windows)}")


def _lies_in(window: Window, *, span: Span, timezone: str) -> bool:
    first = local_start(window, timezone).date()
    # The last moment that the window holds: it ends where the next one begins.
    last = (window.end - timedelta(microseconds=1)).astimezone(local_start(window, timezone).tzinfo).date()
    return span.since <= first and last <= span.until


def _weekday(window: Window, *, timezone: str) -> str:
    return weekday(local_start(window, timezone))


def _stretch(windows: Sequence[Profile]) -> str:
    return f"{len(windows)} windows, {windows[0].window.start:%Y-%m-%d} to {windows[-1].window.end:%Y-%m-%d %H:%M} UTC"


def _alike(profile: Profile, other: Profile) -> Profile:
    return replace(profile, origin=other.origin, segment=other.segment)
