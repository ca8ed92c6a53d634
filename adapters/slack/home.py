"""How every model stands, what is whose first, then worst first; and as the answer to /driftwarden status; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from adapters.notices.words import moment
from adapters.slack.sizes import TEXT, fitted
from domain.decisions import Action, Reason
from domain.signals import SignalState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from domain.approvals import ApprovalRequest
    from domain.board import DecisionsMade, InForce, Standing
    from domain.silences import Silence

_NAME, _TOLD, _CUT = 120, 400, 60
_MARKS = (
    ":raising_hand:",
    ":hourglass_flowing_sand:",
    ":red_circle:",
    ":white_circle:",
    ":large_green_circle:",
)
_YOURS, _ASKED, _ACTED, _UNKNOWN, _CALM = range(5)


class Part(IntEnum):
    """What a model is to the person who looks."""

    ASKED_OF_YOU = 0
    YOURS = 1
    OTHERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelNow:
    """One model at a glance; within its part `rank` orders them: what waits for an answer first, what is calm last.

    `is_snoozed` is whether anything of it is muted; `tried` is the version that is on probation, if one is.
    """

    model: str
    rank: int
    told: tuple[str, ...]
    is_snoozed: bool = False
    tried: str | None = None
    is_owned: bool = False

    @property
    def part(self) -> Part:
        """What it is to the person who looks."""
        if self.rank == _YOURS:
            return Part.ASKED_OF_YOU
        return Part.YOURS if self.is_owned else Part.OTHERS

    @property
    def text(self) -> str:
        """Mark and name in one line, what is to be said of it in those below; as mrkdwn."""
        return "\n".join((f"{_MARKS[self.rank]} *{fitted(self.model, _NAME)}*", *map(_line, self.told)))


def models_now(
    board: Standing,
    pending: Sequence[ApprovalRequest],
    *,
    at: datetime,
    muted: Iterable[Silence] = (),
    mine: Collection[str] = (),
    owned: Collection[str] = (),
) -> tuple[ModelNow, ...]:
    """Every model: what waits for the person first, then what is theirs; then by how bad it is, then by name.

    `muted` is what is in force at `at`, `mine` the ids of the requests that the person may answer, `owned` the models
    that they own.
    """
    champions = {each.model: each for each in board.champions}
    open_ = [request for request in pending if request.expires_at > at]
    asked = {request.model: request for request in sorted(open_, key=lambda request: request.id in mine)}
    newest: dict[str, DecisionsMade] = {}
    for made in sorted(board.decisions, key=lambda made: (made.window.end, made.decided_at)):
        newest[made.model] = made
    silenced: dict[str, set[str | None]] = {}
    for silence in muted:
        silenced.setdefault(silence.model, set()).add(silence.signal)
    states: dict[str, list[str]] = {}
    for signal in board.signals:
        states.setdefault(signal.model, []).append(signal.state)
    names = {*board.models, *champions, *asked, *silenced}
    found = (
        _model(
            name,
            champions.get(name),
            asked.get(name),
            newest.get(name),
            states.get(name, []),
            is_mine=name in asked and asked[name].id in mine,
            is_owned=name in owned,
            muted=silenced.get(name, set()),
        )
        for name in names
    )
    return tuple(sorted(found, key=lambda each: (each.part, each.rank, each.model)))


def status_text(models: Sequence[ModelNow]) -> str:
    """The same in at most 3,000 characters of mrkdwn; what does not fit is counted."""
    if not models:
        return summary(models)
    lines, left = [summary(models)], TEXT - _CUT
    for shown, each in enumerate(models):
        left -= len(each.text) + 1
        if left < len(lines[0]):
            return "\n".join([*lines, f"and {len(models) - shown} more: `driftwarden status` lists them all"])
        lines.append(each.text)
    return "\n".join(lines)


def _model(
    model: str,
    champion: InForce | None,
    asked: ApprovalRequest | None,
    newest: DecisionsMade | None,
    states: Sequence[str],
    *,
    is_mine: bool,
    is_owned: bool,
    muted: Collection[str | None],
) -> ModelNow:
    told = (
        _champion(champion),
        *((_question(asked),) if asked else ()),
        _decided(newest),
        *((_signals(states),) if states else ()),
        *((_snoozed(muted),) if muted else ()),
    )
    return ModelNow(
        model=model,
        rank=_rank(asked, newest, is_mine=is_mine),
        told=told,
        is_snoozed=bool(muted),
        is_owned=is_owned,
        tried=champion.version if champion and champion.is_on_probation else None,
    )


def _rank(asked: ApprovalRequest | None, newest: DecisionsMade | None, *, is_mine: bool) -> int:
    if asked is not None:
        return _YOURS if is_mine else _ASKED
    if newest is None or newest.reason == Reason.NOT_KNOWN:
        return _UNKNOWN
    return _CALM if newest.action == Action.NOTHING and newest.reason == Reason.CALM else _ACTED


def _champion(champion: InForce | None) -> str:
    if champion is None:
        return "No champion yet: `driftwarden adopt` puts the first one in force"
    probation = ", on probation" if champion.is_on_probation else ""
    return f"{champion.version} since {moment(champion.since)}{probation}"


def _question(asked: ApprovalRequest) -> str:
    until = f"open until {moment(asked.expires_at)}"
    return f"Waits for an answer: {asked.challenger} in place of {asked.champion}? ({until}, `{asked.id[:8]}`)"


def _decided(newest: DecisionsMade | None) -> str:
    if newest is None:
        return "Nothing was decided yet"
    return f"{newest.action}, {newest.reason}: window to {moment(newest.window.end)}"


def _signals(states: Sequence[str]) -> str:
    breached, unknown = (states.count(state.value) for state in (SignalState.BREACHED, SignalState.UNKNOWN))
    return f"{breached} of {len(states)} signals breached" + (f", {unknown} not known" if unknown else "")


def _snoozed(muted: Collection[str | None]) -> str:
    """The whole model, or how many of its signals."""
    return "Snoozed" if None in muted else f"{len(muted)} {'signal' if len(muted) == 1 else 'signals'} snoozed"


def summary(models: Sequence[ModelNow]) -> str:
    """How many models there are, and how many need somebody; as mrkdwn."""
    if not models:
        return "Nothing is watched yet."
    waits = sum(each.rank in {_YOURS, _ASKED} for each in models)
    calm = sum(each.rank == _CALM for each in models)
    look = len(models) - waits - calm
    return (
        f"{len(models)} {'model' if len(models) == 1 else 'models'}: "
        f"{waits} {'waits' if waits == 1 else 'wait'} for an answer, "
        f"{look} {'needs' if look == 1 else 'need'} a look, {calm} calm"
    )


def _line(said: str) -> str:
    return fitted(said, _TOLD)
