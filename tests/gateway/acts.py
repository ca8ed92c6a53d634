"""Everything that a person can do in Slack, by name: what asks for a change, and what only shows something.

Each prepares a workplace, and returns the gesture itself.
"""

from collections.abc import Callable

from adapters.notices.pressed import (
    explain_button,
    lift_button,
    retrain_button,
    roll_back_button,
    snooze_button,
)
from domain.decisions import Action
from tests.builders import MODEL, a_decision, a_moment, a_notice, a_promotion, a_request, a_silence
from tests.gateway.builders import Workplace, with_request

ALERT = a_decision(action=Action.ALERT)

Gesture = Callable[[], object]
Act = Callable[[Workplace], Gesture]


def _asked(place: Workplace) -> str:
    return place.ask(with_request(place.ledger))


def alerted(place: Workplace) -> str:
    """An alert about a model with a champion on probation and a silence, with the usual buttons below it."""
    place.ledger.decisions.record(ALERT)
    place.ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None))
    place.ledger.promotions.record(a_promotion())
    place.ledger.silences.record(a_silence(until=a_moment(days=5)))
    buttons = (
        snooze_button(MODEL, decision=ALERT.id),
        retrain_button(MODEL, decision=ALERT.id),
        roll_back_button(MODEL, to="v1", decision=ALERT.id),
        explain_button(MODEL, decision=ALERT.id),
    )
    return place.post(a_notice(buttons=buttons))


def _muted(place: Workplace) -> str:
    """What tells of the silence."""
    alerted(place)
    return place.post(a_notice(key="a silence", buttons=(lift_button(MODEL),)))


def pressed(where: Callable[[Workplace], str], action: str, value: str | None = None) -> Act:
    def prepare(place: Workplace) -> Gesture:
        ts = where(place)
        return lambda: place.slack.people.press("U07ADA", ts, action, value=value)

    return prepare


def _typed(where: Callable[[Workplace], str], text: str) -> Act:
    def prepare(place: Workplace) -> Gesture:
        where(place)
        return lambda: place.slack.people.command("U07ADA", text)

    return prepare


def _reject(place: Workplace) -> Gesture:
    """The form is open already."""
    place.slack.people.press("U07ADA", _asked(place), "reject")
    assert place.slack.workspace.wait_for(lambda: place.slack.workspace.view_of("U07ADA"))
    view = place.slack.workspace.view_of("U07ADA")
    assert view is not None
    return lambda: place.slack.people.send_submission("U07ADA", view, {"why": "trained on the wrong week"})


ACTS: dict[str, Act] = {
    "approve": pressed(_asked, "approve"),
    "reject": _reject,
    "snooze": pressed(alerted, "snooze", f"{ALERT.id}|1d|{MODEL}"),
    "lift": pressed(_muted, "lift"),
    "retrain": pressed(alerted, "retrain"),
    "roll back": pressed(alerted, "roll_back"),
    "type approve": _typed(_asked, f"approve {a_request().id}"),
    "type reject": _typed(_asked, f"reject {a_request().id} no"),
    "type retrain": _typed(alerted, "retrain flights"),
    "type rollback": _typed(alerted, "rollback flights worse in the field"),
    "type silence": _typed(alerted, "silence flights 1d holiday"),
    "type silence off": _typed(alerted, "silence flights off"),
}
SHOWS: dict[str, Act] = {
    "explain": pressed(alerted, "explain"),
    "open a form": pressed(_asked, "reject"),
    "type status": _typed(_asked, "status"),
    "type explain": _typed(_asked, "explain flights"),
}
