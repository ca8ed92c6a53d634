"""Everything that the monitors of a model may know of one window, read once and as it was known at a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from domain.champions import measured_under
from domain.columns import ID, VERSION
from domain.log_facts import LogFacts
from domain.profiles import FROM_LOG
from domain.windows import Window
from flows.due.looking import look_at, narrow
from flows.due.references import reference_of, reference_samples, reference_windows
from monitors.entries import Need
from monitors.evidence import Evidence
from monitors.streams.sampling import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from domain.approvals import Promotion
    from domain.profiles import Profile
    from domain.samples import Sample
    from flows.due.looking import Looked
    from flows.watch import Watch

# As many windows before the one at hand as any monitor looks back on: eight days of hours, else two months of days.
_LOOKS_BACK = {"hour": 192}
_LOOKS_BACK_ELSE = 60
_LONGEST_RUN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The evidence, and what of it is kept in the ledger."""

    evidence: Evidence
    profiles: tuple[Profile, ...]
    sample: Sample | None


def gather(
    watch: Watch, window: Window, now: datetime, *, revision: int = 0, reference: Profile | None = None
) -> Gathered:
    """Look at one window, and add what else its monitors ask for; `reference` is its version's, where that is known."""
    looked = look_at(watch.document, watch.log, window, now, revision=revision)
    return gathered_from(looked, watch, now, reference=reference)


def gathered_from(looked: Looked, watch: Watch, now: datetime, *, reference: Profile | None = None) -> Gathered:
    """The evidence of a window that was looked at, here or elsewhere, as of now."""
    profile, *slices = looked.profiles
    promotion = served(watch, profile.window)
    samples = watch.document.monitoring.sample_rows > 0
    evidence = Evidence(
        model=watch.model,
        version=promotion.to_version,
        window=profile.window,
        as_of=now,
        rows=looked.rows,
        profile=profile,
        reference=reference or reference_of(watch, promotion.to_version),
        promised=promotion.promised,
        facts=looked.rows.attrs.get("facts", LogFacts(rows=len(looked.rows))),
        segments=tuple(slices),
        in_force_since=promotion.promoted_at,
        sample=looked.sample if samples else None,
        heard=looked.heard,
    )
    evidence = replace(evidence, **_needed(watch, evidence))
    return Gathered(evidence=evidence, profiles=looked.profiles, sample=_kept(looked) if samples else None)


def keep(watch: Watch, gathered: Gathered) -> None:
    """Record the sample, the slices and, last, the whole traffic's profile."""
    if gathered.sample is not None:
        watch.ledger.samples.record(gathered.sample)
    whole, *slices = gathered.profiles
    for profile in (*slices, whole):
        watch.ledger.profiles.record(profile)


def served(watch: Watch, window: Window) -> Promotion:
    """The promotion in force at the window's end; for windows from before the first one, the first.

    Raises EvidenceUnavailable for a model without a champion.
    """
    promotion = measured_under(watch.ledger.promotions.of(watch.model), window)
    return watch.in_force(window.end) if promotion is None else promotion


def _kept(looked: Looked) -> Sample:
    whole = looked.profiles[0]
    return pack(
        looked.sample,
        model=whole.model,
        window=whole.window,
        origin=FROM_LOG,
        of_rows=whole.rows,
        revision=whole.revision,
    )


def _needed(watch: Watch, evidence: Evidence) -> dict[str, Any]:
    """What the monitors asked for beyond the window itself."""
    needs = watch.document.monitoring.needs
    return {field: fetch(watch, evidence) for need, field, fetch in _FETCH if need in needs}


def _windows_of_reference(watch: Watch, evidence: Evidence) -> tuple[Profile, ...]:
    return reference_windows(watch, evidence.version)


def _samples_of_reference(watch: Watch, evidence: Evidence) -> tuple[pd.DataFrame, ...]:
    return reference_samples(watch, evidence.version)


def _preceding(watch: Watch, evidence: Evidence) -> tuple[Profile, ...]:
    """The whole traffic of windows before this one, as far back as monitors look."""
    profiles = watch.ledger.profiles.from_origin(watch.model, FROM_LOG, within=_before(watch, evidence.window))
    return tuple(profile for profile in profiles if profile.segment is None)


def _samples_of_preceding(watch: Watch, evidence: Evidence) -> tuple[pd.DataFrame, ...]:
    """The kept rows of the last few windows, as many as a run of alarms can be long."""
    span = Window(start=_before(watch, evidence.window).start, end=evidence.window.start)
    kept = watch.ledger.samples.from_origin(watch.model, FROM_LOG, within=span)
    return tuple(unpack(sample) for sample in kept[-_LONGEST_RUN:] if sample.rows)


def _labelled_before(watch: Watch, evidence: Evidence) -> pd.DataFrame | None:
    """Rows that the version in force served before this window, as far back as monitors look."""
    since = evidence.in_force_since or evidence.window.start
    start = max(since, _before(watch, evidence.window).start)
    if start >= evidence.window.start:
        return None
    rows = watch.log.read(
        Window(start=start, end=evidence.window.start), as_of=evidence.as_of, columns=narrow(watch.document)
    )
    return rows[rows[VERSION] == evidence.version].reset_index(drop=True) if VERSION in rows else rows


def _second_source(watch: Watch, evidence: Evidence) -> pd.DataFrame | None:
    """The same predictions' features as another record has them; only those of the sample."""
    if watch.second is None or evidence.sample is None or evidence.sample.empty:
        return None
    theirs = watch.second.read(evidence.window, as_of=evidence.as_of)
    return theirs[theirs[ID].isin(evidence.sample[ID])].reset_index(drop=True)


def _before(watch: Watch, window: Window) -> Window:
    windows = _LOOKS_BACK.get(str(watch.document.monitoring.window), _LOOKS_BACK_ELSE)
    return Window(start=window.start - windows * window.duration, end=window.start)


_FETCH: tuple[tuple[Need, str, Callable[[Watch, Evidence], Any]], ...] = (
    (Need.REFERENCE_WINDOWS, "reference_windows", _windows_of_reference),
    (Need.PRECEDING, "preceding", _preceding),
    (Need.SAMPLES, "reference_samples", _samples_of_reference),
    (Need.SAMPLES, "preceding_samples", _samples_of_preceding),
    (Need.LABELLED_BEFORE, "labelled_before", _labelled_before),
    (Need.SECOND_SOURCE, "second_source", _second_source),
)
