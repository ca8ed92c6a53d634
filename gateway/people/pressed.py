"""What each button does: one line a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.answers import standing
from adapters.notices.approvals import read_bound_value
from adapters.notices.pressed import read_about, read_muted
from adapters.slack import replies
from adapters.slack.forms import reject_form
from domain.approvals import Answer
from domain.decisions import Action
from domain.errors import NotUnderstood, Unheard
from domain.notices import Press as Button
from gateway.people import answering, asking, explaining, home
from gateway.people.carried import Carried
from gateway.people.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.slack.clicks import Press
    from gateway.people.desk import Desk

    Deed = Callable[[Desk, Press], str | None]


def do(desk: Desk, press: Press) -> str | None:
    """Do what the button says; returns the sentence for who pressed, None where a form or a page speaks for itself.

    Raises NotUnderstood for a button that is none of ours, EvidenceUnavailable when the ledger cannot be reached.
    """
    deed = _DEEDS.get(_name(press))
    if deed is None:
        raise NotUnderstood(f"{press.action!r} is no button; there is: {', '.join(_DEEDS)}")
    return deed(desk, press)


def acts(press: Press) -> bool:
    """Whether what was pressed asks for a change, and not for a form or for something to read."""
    return _name(press) in _DEEDS and _name(press) not in _SHOWING


def _name(press: Press) -> str:
    return press.action.partition(":")[0]


def _approve(desk: Desk, press: Press) -> str:
    return answering.answer(desk, press.value, Answer.APPROVE, press.where)


def _ask_why_not(desk: Desk, press: Press) -> str | None:
    """Reject: a form asks why first, unless no answer counts any more."""
    request, bound_to = read(read_bound_value, press.value)
    try:
        stands = standing(desk.ledger, request)
    except Unheard:
        return replies.UNKNOWN
    why_not = answering.hindrance(desk, stands, press.where, bound_to=bound_to)
    if why_not is not None:
        return why_not
    carried = Carried(value=press.value, channel=press.where.channel, thread=press.where.thread)
    return _opened(desk, press, reject_form(stands.request, about=carried.text))


def _snooze(desk: Desk, press: Press) -> str:
    """For as long as the menu says."""
    about = read(read_about, press.value)
    if about.lasting is None:
        raise NotUnderstood(f"{press.value!r} does not say for how long")
    return asking.snooze(desk, about, press.where, lasting=about.lasting)


def _lift(desk: Desk, press: Press) -> str:
    """Who presses it in the home tab sees there at once that it is done."""
    said = asking.lift(desk, read(read_muted, press.value), press.where)
    if press.where.channel is None:
        home.show(desk, press.where.user)
    return said


def _retrain(desk: Desk, press: Press) -> str:
    return asking.wish(desk, press.value, Action.RETRAIN, press.where)


def _roll_back(desk: Desk, press: Press) -> str:
    return asking.wish(desk, press.value, Action.ROLL_BACK, press.where)


def _explain(desk: Desk, press: Press) -> str:
    about = read(read_about, press.value)
    return explaining.explain(desk, about.decision or about.model)


def _opened(desk: Desk, press: Press, view: dict[str, object]) -> str | None:
    if press.trigger is None:
        raise NotUnderstood("nothing opens a form that came without a trigger")
    why_not = desk.teller.open_modal(press.trigger, view)
    return replies.not_shown(why_not) if why_not else None


_SHOWING = frozenset({Button.REJECT, Button.EXPLAIN})
_DEEDS: dict[str, Deed] = {
    Button.APPROVE: _approve,
    Button.REJECT: _ask_why_not,
    Button.SNOOZE: _snooze,
    Button.LIFT: _lift,
    Button.RETRAIN: _retrain,
    Button.ROLL_BACK: _roll_back,
    Button.EXPLAIN: _explain,
}
