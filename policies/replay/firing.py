"""What a policy did along a course, counted: how often it acted, and how soon after what had gone wrong."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from domain.decisions import Action, Decision, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from domain.windows import Window
    from policies.replay.play import Played

_DAYS_IN_A_QUARTER = 365.25 / 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something that is known to have gone wrong in [began, ended); one that has no end is still going on."""

    name: str
    began: datetime
    ended: datetime | None = None

    def touches(self, decision: Decision) -> bool:
        """Whether the decision's window saw any of it."""
        window = decision.window
        return window.end > self.began and (self.ended is None or window.start < self.ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """The first action over a window that the incident touches; None where there was none."""

    incident: Incident
    decision: Decision | None

    @property
    def delay(self) -> timedelta | None:
        """From the incident's beginning to that decision."""
        return self.decision.decided_at - self.incident.began if self.decision else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """One policy's decisions, counted.

    `actions` are windows by action; of several in a row with the same answer people hear once, so `told` may be fewer
    than the alerts and investigations among them. `per_quarter` are the actions of a year's fourth in the mean, and
    `by_quarter` those of each calendar quarter, such as `2013 Q2`. `stray` are actions over windows that no incident
    touches, None where no incident is known.
    """

    policy: str
    windows: int
    actions: Mapping[Action, int]
    told: int
    held_back: int
    not_known: int
    per_quarter: Mapping[Action, float]
    by_quarter: Mapping[str, Mapping[Action, int]]
    noticed: tuple[Noticed, ...]
    stray: int | None


def firing(played: Played, *, incidents: Sequence[Incident] = ()) -> Firing:
    """Count what a policy did; a window that was decided over twice counts as one, and its actions each."""
    acted = [decision for decision in played.decisions if decision.action is not Action.NOTHING]
    days = _days(played)
    counted = _counted(acted)
    return Firing(
        policy=played.policy,
        windows=len({decision.window for decision in played.decisions}),
        actions=counted,
        told=_told(played),
        held_back=sum(decision.reason is Reason.HELD_BACK for decision in played.decisions),
        not_known=sum(decision.reason is Reason.NOT_KNOWN for decision in standing(played).values()),
        per_quarter={action: count * _DAYS_IN_A_QUARTER / days for action, count in counted.items()} if days else {},
        by_quarter={quarter: _counted(list(group)) for quarter, group in groupby(acted, key=_quarter)},
        noticed=tuple(_noticed(incident, acted) for incident in incidents),
        stray=sum(not any(i.touches(decision) for i in incidents) for decision in acted) if incidents else None,
    )


def standing(played: Played) -> dict[Window, Decision]:
    """The decision over each window that none has amended, by window."""
    return {decision.window: decision for decision in played.decisions}


def _counted(decisions: Sequence[Decision]) -> dict[Action, int]:
    """How many decisions of each action there are, in the order of the actions; none of those that do nothing."""
    actions = [decision.action for decision in decisions]
    return {action: actions.count(action) for action in Action if action in actions}


def _told(played: Played) -> int:
    """How often people hear of it: a retraining always, anything else when it was not so the last time."""
    told, last = 0, None
    for decision in played.decisions:
        answer = (decision.action, decision.reason)
        is_news = decision.action is Action.RETRAIN or answer != last
        told += is_news and decision.action is not Action.NOTHING
        last = answer
    return told


def _days(played: Played) -> float:
    windows = [decision.window for decision in played.decisions]
    if not windows:
        return 0.0
    span = max(window.end for window in windows) - min(window.start for window in windows)
    return span.total_seconds() / 86_400


def _quarter(decision: Decision) -> str:
    end = decision.window.end
    return f"{end:%Y} Q{(end.month + 2) // 3}"


def _noticed(incident: Incident, acted: Sequence[Decision]) -> Noticed:
    first = (decision for decision in acted if incident.touches(decision) and decision.decided_at >= incident.began)
    return Noticed(incident=incident, decision=next(first, None))
