"""/driftwarden: what can be typed, one line a word in the table; whatever else is answered with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.answers import standing
from adapters.notices.pressed import About, Muted
from adapters.slack import replies
from domain.approvals import Answer
from domain.decisions import Action
from domain.durations import parse_duration
from domain.errors import Unheard
from gateway.people import answering, asking, explaining, home

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapters.slack.clicks import Command, Where
    from gateway.people.desk import Desk

    Deed = Callable[[Desk, Sequence[str], Where], str]

HELP = "\n".join(
    (
        "*What can be asked for*",
        "`/driftwarden status`: every model, its champion, its newest decision, what waits for an answer",
        "`/driftwarden explain DECISION` (or a model, version or request, for its own): why it was decided so",
        "`/driftwarden silence MODEL 1d why`: measure it, and let no policy act on it until then",
        "`/driftwarden silence MODEL off` (or `off SIGNAL`): let policies act on it again, before that",
        "`/driftwarden retrain MODEL why`: train a challenger now; it still has to win, and to be approved",
        "`/driftwarden rollback MODEL why`: put the version before the champion back in force",
        "`/driftwarden approve REQUEST` and `/driftwarden reject REQUEST why`: answer a question",
    )
)
_NO_DURATION = "Say how long: a whole number and a unit, as in `/driftwarden silence flights 12h holiday traffic`."
_NO_REASON = "Say why as well: `/driftwarden {} ... why`. Whoever reads it next week will ask."
_MODEL_AND_HOW_LONG = 2
_OFF = "off"


def do(desk: Desk, command: Command) -> str:
    """Do what was typed; returns the answer for who typed it.

    Raises EvidenceUnavailable when the ledger cannot be reached.
    """
    word, *rest = command.words or ("help",)
    deed = _DEEDS.get(word.lower())
    return deed(desk, rest, command.where) if deed else HELP


def acts(command: Command) -> bool:
    """Whether what was typed asks for a change, and not for something to read."""
    word = command.words[0].lower() if command.words else ""
    return word in _DEEDS and word not in _SHOWING


def _status(desk: Desk, _words: Sequence[str], where: Where) -> str:
    return home.status(desk, where.user)


def _explain(desk: Desk, words: Sequence[str], _where: Where) -> str:
    return explaining.explain(desk, " ".join(words)) if words else HELP


def _silence(desk: Desk, words: Sequence[str], where: Where) -> str:
    if len(words) < _MODEL_AND_HOW_LONG:
        return _NO_DURATION
    model, how_long, *why = words
    if how_long.lower() == _OFF:
        muted = Muted(model=model, signal=why[0] if why else None)
        return asking.lift(desk, muted, where, why=" ".join(why[1:]) or None)
    try:
        lasting = parse_duration(how_long)
    except ValueError as error:
        return f"{replies.refused(str(error))} {_NO_DURATION}"
    if not why:
        return _NO_REASON.format("silence")
    return asking.snooze(desk, About(model=model), where, lasting=lasting, why=" ".join(why))


def _retrain(desk: Desk, words: Sequence[str], where: Where) -> str:
    if not words:
        return HELP
    model, *why = words
    return asking.wish_for(desk, About(model=model), Action.RETRAIN, where, why=" ".join(why) or None)


def _roll_back(desk: Desk, words: Sequence[str], where: Where) -> str:
    if not words:
        return HELP
    model, *why = words
    if not why:
        return _NO_REASON.format("rollback")
    return asking.wish_for(desk, About(model=model), Action.ROLL_BACK, where, why=" ".join(why))


def _approve(desk: Desk, words: Sequence[str], where: Where) -> str:
    return _answer(desk, words[0], Answer.APPROVE, where, why=" ".join(words[1:])) if words else HELP


def _reject(desk: Desk, words: Sequence[str], where: Where) -> str:
    if not words:
        return HELP
    request, *why = words
    return _answer(desk, request, Answer.REJECT, where, why=" ".join(why)) if why else _NO_REASON.format("reject")


def _answer(desk: Desk, request: str, answer: Answer, where: Where, *, why: str) -> str:
    """Who types has read the question, so what stands now is what they answer."""
    try:
        stands = standing(desk.ledger, request)
    except Unheard as error:
        return replies.refused(str(error))
    return answering.answer_bound(desk, stands.request.id, None, answer, where, why=why or None)


_SHOWING = frozenset({"status", "explain"})
_DEEDS: dict[str, Deed] = {
    "status": _status,
    "explain": _explain,
    "silence": _silence,
    "retrain": _retrain,
    "rollback": _roll_back,
    "approve": _approve,
    "reject": _reject,
}
