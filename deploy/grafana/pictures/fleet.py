"""A made-up fleet for pictures: `python -m deploy.grafana.pictures.fleet FOLDER`.

Writes twelve models over thirty days into a ledger, and their past for promtool; then a flow's beat goes on in the
ledger, and messages come and go, until Ctrl-C, so that an exporter beside it has something to show.
"""

from __future__ import annotations

import random
import sys
import threading
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.metrics.family import openmetrics_lines
from adapters.metrics.history import history
from adapters.storage import open_ledger
from domain.decisions import Action, Reason
from domain.signals import SignalState
from domain.training import RunState
from domain.verdicts import Outcome
from domain.windows import Window
from tests.builders import (
    a_decision,
    a_notice,
    a_promotion,
    a_request,
    a_run,
    a_signal,
    a_silence,
    a_verdict,
    an_order,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.ports import Ledger
    from domain.signals import Signal

DAY, DAYS = timedelta(days=1), 30
_TOGETHER = 3
# A letter for each day: calm, breached, unknown, or a blank for a day of which there is no window.
FLEET = {
    "ad-click-rate": "cccccccccccbcccccccccccccccccc",
    "basket-size": "ccccccccccccccccccccccccccbbbb",
    "churn-risk": "ccccccccccccccccccccccccccccuu",
    "courier-arrival": "cccccccccccbbbbbcccccccccccccc",
    "credit-default": "cccccccccccccccccccccccccc    ",
    "demand-forecast": "cccccccbbbbbbbbbbbbbbbbbbbbbbb",
    "email-spam": "cccccccccccccccccccccccccccccc",
    "fraud-score": "ccccccccccbbbbbbccccccccccbbbb",
    "lead-scoring": "uuuuuuuuuuuuuuuccccccccccccccc",
    "price-elasticity": "cccc      ccccccccuucccccccccc",
    "search-ranking": "cccccccccccbcccccccccccccccccc",
    "support-routing": "                  ucccccccccbc",
}
STATES = {"c": SignalState.CALM, "b": SignalState.BREACHED, "u": SignalState.UNKNOWN}
# Of each model the days on which a training ended, and how.
RETRAINED = {
    "courier-arrival": ((15, RunState.SUCCEEDED),),
    "demand-forecast": ((9, RunState.FAILED), (10, RunState.FAILED), (17, RunState.SUCCEEDED)),
    "fraud-score": ((15, RunState.SUCCEEDED), (29, RunState.SUCCEEDED)),
    "basket-size": ((28, RunState.SUCCEEDED),),
}
PROMOTED = {"courier-arrival": (16,), "fraud-score": (16,)}
# Of each model that waits for an answer the hours that are left for it.
WAITING = {"fraud-score": 62, "basket-size": 7}


def fill(ledger: Ledger, now: datetime) -> None:
    """Thirty daily windows, of which the newest ended in the hour of `now`."""
    dice = random.Random(0)
    for model, days in FLEET.items():
        for day, letter in enumerate(days):
            if letter in STATES:
                _measure(ledger, model, _window(now, day), STATES[letter], dice)
        _work(ledger, model, now)
    ledger.outbox.queue(a_notice(key="lost", thread="lost", model="email-spam", created_at=now))
    ledger.outbox.bury("lost", why="channel_not_found", at=now)
    ledger.silences.record(
        a_silence(model="lead-scoring", signal="drift", created_at=now - 5 * DAY, until=now + 7 * DAY)
    )


def beat(ledger: Ledger, now: datetime, minute: int) -> None:
    """What flows and Slack do in one minute: monitor meets a trouble, and messages arrive by threes."""
    ledger.board.beat("reconcile", ran_at=now, troubles=0)
    if minute % 10 == 1:
        ledger.board.beat("monitor", ran_at=now, troubles=1)
    ledger.outbox.queue(a_notice(key=str(minute), thread=str(minute), model="email-spam", created_at=now))
    for told in range(minute - _TOGETHER + 1, minute + 1) if minute % _TOGETHER == 0 else ():
        ledger.outbox.delivered(str(told), receipt="C/1", at=now)


def _window(now: datetime, day: int) -> Window:
    newest = now.replace(minute=0, second=0, microsecond=0)  # Somewhere it is midnight, so these are local days.
    return Window(start=newest - DAY * (DAYS - day), end=newest - DAY * (DAYS - day - 1))


def _measure(ledger: Ledger, model: str, window: Window, state: SignalState, dice: random.Random) -> None:
    for signal in _signals(model, window, state, dice):
        ledger.signals.record(signal)
    fired = state is SignalState.BREACHED
    action, reason = (Action.ALERT, Reason.FIRED) if fired else (Action.NOTHING, Reason.CALM)
    decided = a_decision(model=model, window=window, action=action, reason=reason, decided_at=window.end)
    ledger.decisions.record(decided)


def _signals(model: str, window: Window, state: SignalState, dice: random.Random) -> Iterator[Signal]:
    of = {"model": model, "window": window}
    error = 12.5 if state is SignalState.BREACHED else 8.0
    value = None if state is SignalState.UNKNOWN else error + dice.gauss(0, 0.4)
    yield a_signal(state=state, value=value, **of)
    for number, column in enumerate(("amount", "age", "weekday", "weather")):
        drifts = state is SignalState.BREACHED and number < dice.randint(0, 3)
        value = abs(dice.gauss(0.4 if drifts else 0.1, 0.03))
        drifting = SignalState.BREACHED if drifts else SignalState.CALM
        yield a_signal(name="drift", subject=column, value=value, threshold=0.25, state=drifting, **of)
    rows = dice.gauss(900, 40)
    yield a_signal(name="row_count", value=rows, threshold=600.0, state=SignalState.CALM, **of)


def _work(ledger: Ledger, model: str, now: datetime) -> None:
    """Every model was adopted; some were retrained, judged, promoted, or wait for an answer."""
    adopted_at = now - DAY * (DAYS - len(FLEET[model]) + len(FLEET[model].lstrip()) + 40)
    first = a_promotion(model=model, from_version=None, to_version="v1", approval=None, promoted_at=adopted_at)
    ledger.promotions.record(first)
    for attempt, (day, state) in enumerate(RETRAINED.get(model, ()), start=1):
        _train(ledger, model, _window(now, day).start, attempt, state)
    for version, day in enumerate(PROMOTED.get(model, ()), start=2):
        then = _window(now, day).start
        ledger.promotions.record(a_promotion(model=model, to_version=f"v{version}", promoted_at=then))
    if model in WAITING:
        asked, lapses = now - 5 * timedelta(hours=1), now + timedelta(hours=WAITING[model])
        verdict = a_verdict(model=model, candidate=f"of {model}", outcome=Outcome.PROMOTE, judged_at=asked)
        ledger.verdicts.record(verdict)
        question = {"verdict": verdict.id, "bound_to": f"to {verdict.id}", "challenger": "v3"}
        ledger.requests.record(a_request(model=model, asked_at=asked, expires_at=lapses, **question))


def _train(ledger: Ledger, model: str, at: datetime, attempt: int, state: RunState) -> None:
    order = an_order(model=model, attempt=attempt, ordered_at=at)
    run = a_run(model=model, order=order.id, reference=str(attempt), launched_at=at)
    ledger.orders.record(order)
    ledger.runs.record(run)
    ended = {"ended_at": at + timedelta(minutes=40), "cost": 2400.0 + 400 * attempt, "state": state}
    ledger.runs.settle(a_run(model=model, order=order.id, reference=str(attempt), launched_at=at, **ended))


def main(folder: Path) -> None:
    """Fill a new ledger, write the past, and go on by the minute."""
    folder.mkdir(parents=True)
    ledger, now = open_ledger(f"sqlite:///{folder / 'ledger.db'}"), datetime.now(UTC).replace(microsecond=0)
    fill(ledger, now)
    span = Window(start=now - DAYS * DAY, end=now)
    with (folder / "past.openmetrics").open("w", encoding="utf-8") as file:
        file.writelines(openmetrics_lines(history(ledger, tuple(FLEET), span=span, every=timedelta(hours=1))))
    for minute in count(1):
        beat(ledger, datetime.now(UTC), minute)
        threading.Event().wait(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
