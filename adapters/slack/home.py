"""How every model stands, worst first: as the home tab of a person, and as the answer to /driftwarden status; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.notices.pressed import explain_button, lift_button, roll_back_button
from adapters.notices.words import moment
from adapters.slack.pressing import element, plain
from adapters.slack.sizes import HEADER, TEXT, VIEW_BLOCKS, fitted
from domain.decisions import Action, Reason
from domain.people import slack_id
from domain.signals import SignalState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.approvals import ApprovalRequest
    from domain.board import DecisionsMade, InForce, Standing

_NAME, _TOLD, _CUT = 120, 400, 60
_FRAME = 3
_MARKS = (
    ":raising_hand:",
    ":hourglass_flowing_sand:",
    ":red_circle:",
    ":white_circle:",
    ":large_green_circle:",
)
_YOURS, _ASKED, _ACTED, _UNKNOWN, _CALM = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelNow:
    """One model at a glance; `rank` orders them: what waits for this person first, what is calm last.

    `tried` is the version that is on probation, if one is.
    """

    model: str
    rank: int
    told: tuple[str, ...]
    is_snoozed: bool = False
    tried: str | None = None

    @property
    def text(self) -> str:
        """Mark and name in one line, what is to be said of it in those below; as mrkdwn."""
        return "\n".join((f"{_MARKS[self.rank]} *{fitted(self.model, _NAME)}*", *map(_line, self.told)))


def models_now(
    board: Standing, pending: Sequence[ApprovalRequest], *, at: datetime, user: str | None = None
) -> tuple[ModelNow, ...]:
    """Every model, what is asked of `user` (Slack's id) first, then by how bad it is, then by name."""
    champions = {each.model: each for each in board.champions}
    asked = {request.model: request for request in pending if request.expires_at > at}
    newest: dict[str, DecisionsMade] = {}
    for made in sorted(board.decisions, key=lambda made: (made.window.end, made.decided_at)):
        newest[made.model] = made
    silenced = {each.model: int(each.times) for each in board.silences if each.times}
    states: dict[str, list[str]] = {}
    for signal in board.signals:
        states.setdefault(signal.model, []).append(signal.state)
    names = {*board.models, *champions, *asked}
    found = (
        _model(
            name,
            champions.get(name),
            asked.get(name),
            newest.get(name),
            states.get(name, []),
            user=user,
            silences=silenced.get(name, 0),
        )
        for name in names
    )
    return tuple(sorted(found, key=lambda each: (each.rank, each.model)))


def home_tab(models: Sequence[ModelNow], *, at: datetime) -> dict[str, Any]:
    """The view for views.publish, a block a model, one more below what can be undone; what does not fit is counted."""
    shown = _fitting(models, VIEW_BLOCKS - _FRAME)
    blocks = [
        {"type": "header", "text": plain("Your models", HEADER)},
        _context(_summary(models)),
        *(block for of_model in shown for block in of_model),
        _context(
            f"As of {moment(at)}" + (f"; and {len(models) - len(shown)} more" if len(models) > len(shown) else "")
        ),
    ]
    return {"type": "home", "blocks": blocks}


def status_text(models: Sequence[ModelNow]) -> str:
    """The same in at most 3,000 characters of mrkdwn; what does not fit is counted."""
    if not models:
        return _summary(models)
    lines, left = [_summary(models)], TEXT - _CUT
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
    user: str | None,
    silences: int,
) -> ModelNow:
    told = (
        _champion(champion),
        *((_question(asked),) if asked else ()),
        _decided(newest),
        *((_signals(states),) if states else ()),
        *(("Snoozed",) if silences else ()),
    )
    return ModelNow(
        model=model,
        rank=_rank(asked, newest, user=user),
        told=told,
        is_snoozed=bool(silences),
        tried=champion.version if champion and champion.is_on_probation else None,
    )


def _rank(asked: ApprovalRequest | None, newest: DecisionsMade | None, *, user: str | None) -> int:
    if asked is not None:
        is_mine = not asked.asked_of or user in {slack_id(entry) for entry in asked.asked_of}
        return _YOURS if user is not None and is_mine else _ASKED
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


def _summary(models: Sequence[ModelNow]) -> str:
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


def _fitting(models: Sequence[ModelNow], most: int) -> list[list[dict[str, Any]]]:
    """The blocks of each model, of as many models as fit."""
    found: list[list[dict[str, Any]]] = []
    for each in models:
        blocks = [_section(each), *_acting(each)]
        most -= len(blocks)
        if most < 0:
            break
        found.append(blocks)
    return found


def _acting(each: ModelNow) -> list[dict[str, Any]]:
    lift = lift_button(each.model) if each.is_snoozed else None
    back = roll_back_button(each.model, version=each.tried) if each.tried else None
    elements = [drawn for button in (lift, back) if button and (drawn := element(button))]
    return [{"type": "actions", "elements": elements}] if elements else []


def _section(each: ModelNow) -> dict[str, Any]:
    button = element(explain_button(each.model))
    text = {"type": "mrkdwn", "text": each.text, "verbatim": True}
    return {"type": "section", "text": text, **({"accessory": button} if button else {})}


def _context(text: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _line(said: str) -> str:
    return fitted(said, _TOLD)
