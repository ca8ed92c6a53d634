"""`driftwarden plan`: what a changed policy would have done otherwise than the one in force, window by window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from domain.durations import duration_words
from domain.windows import Window
from flows.replaying.contenders import named_apart, policy_named
from flows.replaying.stored import stored_course
from flows.worlds import moment, opened, watch_over
from policies.replay.comparing import compare
from policies.replay.play import play

if TYPE_CHECKING:
    from pathlib import Path

    from domain.costs import Costs
    from flows.watch import Watch
    from policies.replay.comparing import Comparison

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAG = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Two policies over the newest windows of one model; `since` is where these begin."""

    model: str
    comparison: Comparison
    since: datetime
    until: datetime
    over: timedelta

    @property
    def headline(self) -> str:
        """How much differs, in one sentence."""
        changes = self.comparison.changes
        if not changes:
            return "Both policies would have done the same."
        anew = sum(change.fires_anew for change in changes)
        no_more = sum(change.fires_no_more for change in changes)
        other = len(changes) - anew - no_more
        told = {"would act where nothing was done": anew, "would no longer act": no_more, "would act otherwise": other}
        said = "; ".join(f"in {_windows(count)} it {what}" for what, count in told.items() if count)
        return f"{self.comparison.proposed} differs: {said}."

    @property
    def scope(self) -> str:
        """What was compared."""
        compared = self.comparison
        reasons = (
            f"; in {_windows(compared.reasons_differ)} they do the same for another reason "
            "(calm, held back, not known, ...)"
            if compared.reasons_differ
            else ""
        )
        alike = compared.windows - len(compared.changes)
        return (
            f"{_windows(compared.windows)} of {duration_words(self.over)}, {self.since:%Y-%m-%d} to "
            f"{self.until:%Y-%m-%d}; in {alike} both do the same, and act in {compared.acted_alike} of those{reasons}"
        )


def plan_policy(
    project: Path, model: str, proposed: str, *, against: str | None, over: timedelta, as_of: datetime | None
) -> Plan:
    """Compare a policy with the one in force, or with `against`, over the newest windows of what is stored by `as_of`.

    Raises InvalidDocument for a policy that cannot be read, EvidenceUnavailable where nothing is stored.
    """
    with opened(project) as (read, world):
        watched = read.model(model)
        watch = watch_over(watched, read, world)
        present = policy_named(watched, against, folder=read.folder) if against else watched.policy
        changed = policy_named(watched, proposed, folder=read.folder)
        policies = (present, named_apart(changed, {present.name}, source=proposed))
        span = Window(start=_EPOCH, end=moment(as_of)) if as_of else None
        course = stored_course(watch, policies, span, approval_lag=_LAG, costs=_costs(watch))
        until = max(course.found.windows).end
        ours, theirs = (play(policy, course) for policy in policies)
    comparison = compare(ours, theirs, since=until - over)
    return Plan(model=model, comparison=comparison, since=until - over, until=until, over=over)


def _costs(watch: Watch) -> Costs | None:
    return watch.document.costs.as_noun if watch.document.costs else None


def _windows(count: int) -> str:
    return "1 window" if count == 1 else f"{count:,} windows"
