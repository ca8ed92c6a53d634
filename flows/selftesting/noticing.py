"""Which policies found a drift, how soon and by what, beside what they do without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from domain.decisions import Action, Decision, Reason, Trace, Truth
from flows.selftesting.moving import Moved, breached_in, moved, number_of
from flows.selftesting.trying import play_drift
from monitors.injections.injection import Injection, NotInjected
from policies.explaining.required_numbers import is_beyond
from policies.replay.reach import reach
from policies.traffic import TRAFFIC

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flows.selftesting.stage import Stage
    from flows.selftesting.trying import Played
    from policies.grammar import Policy


class Answer(StrEnum):
    """Whether a policy noticed a drift."""

    NOTICED = "noticed"
    FIRES_ANYWAY = "fires anyway"
    NOT_KNOWN = "not known"
    NOT_NOTICED = "not noticed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one drift under one policy.

    `window` counts from 1 at the drift's first; `after` is the time from its beginning to the decision. `by` are the
    numbers that went beyond their limits and do not without the drift. `because` says why it was not noticed.
    """

    policy: str
    answer: Answer
    window: int | None = None
    after: timedelta | None = None
    action: Action | None = None
    held_back_by: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One drift, or none (`drift` is None), and what signals and policies made of it; `findings` by policy.

    `remark` says what could not be played as meant.
    """

    drift: Injection | NotInjected | None
    moved: Moved
    findings: Mapping[str, Finding]
    remark: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.drift.name if self.drift else "nothing injected"

    @property
    def said(self) -> str:
        """What it does, and what could not be played as meant; or why it was not tried."""
        match self.drift:
            case Injection(does=does):
                return f"{does}; {self.remark}" if self.remark else does
            case NotInjected(why=why):
                return why
            case None:
                return "the windows as they were"


def in_plain(stage: Stage, plain: Played, policies: Sequence[Policy]) -> Tried:
    """The windows as they were, so that nobody takes for noticed what fires anyway."""
    findings = {policy.name: anyway(policy, stage, plain) for policy in policies}
    return Tried(drift=None, moved=Moved(breached=breached_in(stage, plain), unknown={}), findings=findings)


def tried(drift: Injection | NotInjected, stage: Stage, plain: Played, policies: Sequence[Policy]) -> Tried:
    """Play one drift, if these rows allow it, and hold it against the windows as they were."""
    if isinstance(drift, NotInjected):
        return Tried(drift=drift, moved=Moved(breached={}, unknown={}), findings={})
    drifted = play_drift(stage, drift, policies)
    return Tried(
        drift=drift,
        moved=moved(stage, plain, drifted),
        findings={policy.name: found(policy, stage, plain, drifted) for policy in policies},
        remark=drifted.remark,
    )


def found(policy: Policy, stage: Stage, plain: Played, drifted: Played) -> Finding:
    """Whether the policy speaks up in a look in which it would not have without the drift."""
    without, with_ = plain.decisions[policy.name], drifted.decisions[policy.name]
    anew = ((one, two) for one, two in zip(without, with_, strict=True) if speaks(two) and not speaks(one))
    first = next(anew, None)
    if first is None:
        return _missed(policy, stage, plain, drifted)
    by = _beyond(first[1]) - _beyond(first[0])
    return _spoken(policy, stage, first[1], answer=Answer.NOTICED, by=by)


def speaks(decision: Decision) -> bool:
    """Whether the policy found what it looks for, or tells people that it cannot say, be it held back or not."""
    return decision.trace.truth is Truth.TRUE or decision.action is not Action.NOTHING


def anyway(policy: Policy, stage: Stage, plain: Played) -> Finding:
    """What the policy does when nothing is injected."""
    decisions = plain.decisions[policy.name]
    first = next((decision for decision in decisions if speaks(decision)), None)
    if first is None:
        return Finding(policy=policy.name, answer=_silent(decisions[-1]), because=decisions[-1].trace.because)
    return _spoken(policy, stage, first, answer=Answer.FIRES_ANYWAY, by=_beyond(first))


def _spoken(policy: Policy, stage: Stage, decision: Decision, *, answer: Answer, by: frozenset[str]) -> Finding:
    return Finding(
        policy=policy.name,
        answer=answer,
        window=number_of(stage, decision.window),
        after=decision.decided_at - stage.windows[0].start,
        action=decision.action,
        held_back_by=decision.held_back_by,
        by=tuple(sorted(by)),
        because=decision.trace.because,
    )


def _missed(policy: Policy, stage: Stage, plain: Played, drifted: Played) -> Finding:
    without, with_ = plain.decisions[policy.name], drifted.decisions[policy.name]
    speaking = next((decision for decision in with_ if speaks(decision)), None)
    if speaking is not None:
        window = number_of(stage, speaking.window)
        before = f"not noticed before window {window}, in which" if window > 1 else "in window 1"
        because = f"{before} it fires without the drift, too"
        return Finding(policy=policy.name, answer=Answer.FIRES_ANYWAY, because=because)
    same = all(one.trace.because == two.trace.because for one, two in zip(without, with_, strict=True))
    unread = in_short(_unread(policy, stage, plain, drifted))
    said = (
        f"it does not read what breached: {unread}" if unread else "",
        "nothing that it reads moved" if same else with_[-1].trace.because,
    )
    return Finding(policy=policy.name, answer=_silent(with_[-1]), because="; ".join(part for part in said if part))


def _silent(last: Decision) -> Answer:
    return Answer.NOT_KNOWN if last.trace.truth is Truth.UNKNOWN else Answer.NOT_NOTICED


def in_short(titles: Sequence[str], *, most: int = 3) -> str:
    """The first few, and how many more there are.

    >>> in_short(["mae", "drift of temp", "drift of hour", "row_count"])
    'mae, drift of temp, drift of hour and 1 more'
    """
    more = f" and {len(titles) - most} more" if len(titles) > most else ""
    return f"{', '.join(titles[:most])}{more}"


def _unread(policy: Policy, stage: Stage, plain: Played, drifted: Played) -> tuple[str, ...]:
    looks = reach(policy)
    names = {signal.title: signal.name for signal in chain.from_iterable(drifted.signals)}
    read = looks.looks_back_on | looks.broken
    return tuple(title for title in moved(stage, plain, drifted).breached if names[title] not in read)


def _beyond(decision: Decision) -> frozenset[str]:
    """The numbers that made conditions true, or those of the traffic that people were told of."""
    if decision.reason is Reason.UNUSUAL_TRAFFIC:
        return frozenset(name for name in TRAFFIC if name in decision.because)
    return frozenset(_numbers(decision.trace))


def _numbers(trace: Trace) -> Iterator[str]:
    if trace.truth is not Truth.TRUE:
        return
    yield from (reading.of for reading in trace.readings if is_beyond(reading) is Truth.TRUE)
    for child in trace.children:
        yield from _numbers(child)
