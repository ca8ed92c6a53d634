"""Rows and labels that come late open their window again: its signals are amended, and so may be its decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters import notices
from domain.decisions import Action, Decision, Reason
from domain.notices import decision_key
from domain.profiles import FROM_LOG, Profile
from domain.signals import Maturity
from domain.windows import Window
from domain.wishes import A_PERSON
from flows.due.changes import what_changed
from flows.due.courses import course_of
from flows.due.deciding import decided
from flows.due.gathering import gather, keep
from flows.due.incidents import is_investigated
from monitors.table import measure, signal_names
from policies.grammar import policy_digest

if TYPE_CHECKING:
    from datetime import datetime

    from domain.notices import Notice
    from domain.signals import Signal
    from flows.watch import Watch

# Rows that trickle in must not fill the ledger with revisions.
_MOST_REVISIONS = 10
_QUIET = {Reason.CALM, Reason.NOT_KNOWN}
_TOLD_SOMEWHERE = {Action.ALERT, Action.INVESTIGATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """A window to look at again, and as which revision."""

    window: Window
    revision: int


def reopened(watch: Watch, now: datetime) -> tuple[Reopened, ...]:
    """The windows that rows came into, or labels after their time, since they were looked at; oldest first.

    A window opens again for `monitoring.reopens_for` after it was first looked at, at most ten times, evenly spread.
    """
    spec = watch.document.monitoring
    closes_at = now - spec.waits - spec.reopens_for
    found = []
    for profile in _looked_at(watch, since=closes_at, now=now) if spec.reopens_for else ():
        not_before = profile.window.end + spec.waits + profile.revision * spec.reopens_for / _MOST_REVISIONS
        if not_before <= now and _has_grown(watch, profile, now):
            found.append(Reopened(window=profile.window, revision=profile.revision + 1))
    return tuple(found)


def ripened(watch: Watch, now: datetime) -> tuple[Reopened, ...]:
    """The windows with provisional signals whose labels have had their time by now."""
    patience = watch.document.monitoring.labels_mature_after
    measured = signal_names(watch.document.monitoring)
    provisional = watch.ledger.signals.provisional(watch.model)
    # Of a slice that is no longer measured the last word would stay provisional for good; the whole ripens alike.
    whole = [signal for signal in provisional if signal.segment is None and signal.name in measured]
    found = {(signal.window, signal.revision) for signal in whole if signal.window.end + patience <= now}
    return tuple(Reopened(window=window, revision=revision) for window, revision in sorted(found))


def look_again(watch: Watch, again: Reopened, now: datetime) -> Decision | None:
    """Measure a window anew and amend its decision, if it would have been another one; returns the amendment.

    The amendment is recorded before what it rests on, and the profile last: whoever is killed in between does the
    same again, and the second time changes nothing.
    """
    gathered = gather(watch, again.window, now, revision=again.revision)
    measured = measure(watch.document.monitoring, gathered.evidence)
    signals = _standing(watch, tuple(replace(signal, revision=again.revision) for signal in measured))
    amendment = _amended(watch, again.window, signals, now)
    watch.ledger.signals.record_all(signals)
    keep(watch, gathered)
    return amendment


def _looked_at(watch: Watch, *, since: datetime, now: datetime) -> tuple[Profile, ...]:
    """The newest profile of the whole traffic of each window that ended after `since`."""
    longest = max((d.window.duration for d in watch.ledger.decisions.of(watch.model)), default=timedelta(0))
    within = Window(start=since - longest, end=now)
    profiles = watch.ledger.profiles.from_origin(watch.model, FROM_LOG, within=within)
    return tuple(p for p in profiles if p.segment is None and p.window.end > since)


def _has_grown(watch: Watch, profile: Profile, now: datetime) -> bool:
    """Rows count at once, labels when they have had their time: until then they are expected to come."""
    arrived = watch.log.arrived(profile.window, as_of=now)
    has_matured = profile.window.end + watch.document.monitoring.labels_mature_after <= now
    more_labels = has_matured and profile.labels is not None and arrived.labels > profile.labels
    return arrived.rows > profile.rows or more_labels


def _standing(watch: Watch, measured: tuple[Signal, ...]) -> tuple[Signal, ...]:
    """The signals as they will be kept: a final one of the same revision stays as it is."""
    window = measured[0].window
    final = {s.id: s for s in watch.ledger.signals.within(watch.model, window) if s.maturity is Maturity.FINAL}
    return tuple(final.get(signal.id, signal) for signal in measured)


def _amended(watch: Watch, window: Window, signals: tuple[Signal, ...], now: datetime) -> Decision | None:
    """The decision that takes the place of the last one over this window, recorded; None where that one stands.

    What would have been decided then is decided with what was known then of everything but this window. If that asks
    for action, it is today's gates that let it pass or not.
    """
    last = _last_decision(watch, window)
    if last is None or last.policy_digest != policy_digest(watch.policy):
        return None
    then = decided(watch, signals, window=window, now=last.decided_at, without=last.id)
    if (then.action, then.reason) == (last.action, last.reason):
        return None
    to_act = then.action is not Action.NOTHING
    today = decided(watch, signals, window=window, now=now, without=last.id) if to_act else then
    decision = replace(today, decided_at=now)
    amendment = what_changed(watch, replace(decision, amends=last.id), now)
    return watch.ledger.decisions.record(amendment, tell=_notice(watch, amendment, last, signals))


def _last_decision(watch: Watch, window: Window) -> Decision | None:
    """The policy's decision over this window that none has amended yet."""
    decisions = [d for d in watch.ledger.decisions.of(watch.model) if d.window == window and d.policy != A_PERSON]
    amended = {decision.amends for decision in decisions}
    return next((d for d in reversed(decisions) if d.id not in amended), None)


def _notice(watch: Watch, amendment: Decision, last: Decision, signals: tuple[Signal, ...]) -> Notice | None:
    """Nobody needs to hear that what was not known yet has turned out calm, or what is under investigation already.

    What would have been told somewhere in particular is told there.
    """
    if {amendment.reason, last.reason} <= _QUIET or is_investigated(watch, amendment):
        return None
    course, thread = course_of(watch, amendment.window), _told_in(watch, last)
    told = notices.amended(amendment, last, signals, course=course, thread=thread)
    if amendment.action not in _TOLD_SOMEWHERE:
        return told
    return replace(told, channel=watch.policy.tells.channel, owner=watch.policy.tells.owner)


def _told_in(watch: Watch, last: Decision) -> str | None:
    """The incident in which people were told of a decision, or else of the one that it amends; None if of none."""
    known = {decision.id: decision for decision in watch.ledger.decisions.of(watch.model)}
    amended: Decision | None = last
    while amended is not None:
        notice = watch.ledger.outbox.get(decision_key(amended.id))
        if notice is not None:
            return notice.thread
        amended = known.get(amended.amends) if amended.amends else None
    return None
