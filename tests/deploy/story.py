"""A fleet of five models in all states, and everything that dashboards show of them, up to a moment.

`flights` is breached and has had all that there is; the others are calm, unknown, and without news. `buses` have
windows that rows make, and little traffic: nobody decided over them for as long, and nothing is wrong with it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from domain.approvals import Answer, ApprovalRequest, Promotion
from domain.decisions import Action, Decision, Reason
from domain.ports import Ledger
from domain.signals import Signal, SignalState
from domain.training import RunState
from domain.verdicts import Outcome, Role, Verdict
from domain.windows import Window
from tests.builders import (
    a_comparison,
    a_decision,
    a_notice,
    a_probation,
    a_promotion,
    a_request,
    a_run,
    a_segment,
    a_signal,
    a_silence,
    a_verdict,
    an_approval,
    an_interval,
    an_order,
)

DAY = timedelta(days=1)
DAYS = 5
COLUMNS = tuple(f"column_{number:02}" for number in range(13))
BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN


def fill(ledger: Ledger, now: datetime) -> None:
    """Days of daily windows, of which the newest ended in the hour of `now`."""
    for model, state in (
        ("flights", BREACHED),
        ("hotels", CALM),
        ("trains", UNKNOWN),
        ("ferries", CALM),
        ("buses", CALM),
    ):
        for day in _days(now, days=DAYS if model == "flights" else 2):
            window = Window(start=day.start, end=day.end - timedelta(minutes=7)) if model == "buses" else day
            for signal in (*_signals(window, state),) if model == "flights" else _few_signals(model, window, state):
                ledger.signals.record(signal)
            ledger.decisions.record(_decision(model, window, decided_at=_when(model, window)))
    _train_and_judge(ledger, now)
    _tell(ledger, now)
    ledger.silences.record(a_silence(signal="drift", created_at=now, until=now + DAY))
    for flow, troubles in (("monitor", 1), ("reconcile", 0)):
        ledger.board.beat(flow, ran_at=now, troubles=troubles)


def go_on(ledger: Ledger, now: datetime) -> None:
    """What happens while Prometheus watches: a training fails, one succeeds, a champion is rolled back, a no."""
    for attempt, state in ((7, RunState.FAILED), (8, RunState.SUCCEEDED)):
        _train(ledger, now, attempt=attempt, state=state)
    back = a_promotion(
        from_version="v2", to_version="v1", approval=None, rolls_back=_promotion(now).id, promoted_at=now
    )
    ledger.promotions.record(back)
    asked = _request(now, challenger="v9")
    ledger.requests.record(asked)
    ledger.requests.answer(an_approval(asked, answer=Answer.REJECT, answered_at=now, why="not yet"))
    ledger.verdicts.record(_verdict(now, candidate="c9", challenger="v9", outcome=Outcome.REJECT))


def _days(now: datetime, *, days: int) -> Iterator[Window]:
    newest = now.replace(minute=0, second=0, microsecond=0)  # Somewhere it is midnight, so these are local days.
    return (Window(start=newest - DAY * (days - day), end=newest - DAY * (days - day - 1)) for day in range(days))


def _when(model: str, window: Window) -> datetime:
    """Nobody has decided over the ferries and the buses for more than a week."""
    return window.end - 9 * DAY if model in {"ferries", "buses"} else window.end


def _signals(window: Window, state: SignalState) -> Iterator[Signal]:
    measured = {"window": window, "interval": (11.0, 14.0)}
    yield a_signal(state=state, **measured)
    yield a_signal(name="estimated_mae", value=11.5, state=CALM, **measured)
    yield a_signal(segment=a_segment(), state=CALM, value=9.0, **measured)
    for number, column in enumerate(COLUMNS):
        yield a_signal(name="drift", subject=column, value=number / 20, threshold=0.3, window=window, state=CALM)
    yield a_signal(name="drift", subject="column_01", segment=a_segment(), value=0.4, threshold=0.3, window=window)
    yield a_signal(name="missing_share", subject="column_01", value=0.2, threshold=0.1, window=window)
    yield a_signal(name="freshness", state=UNKNOWN, window=window)
    yield a_signal(name="row_count", value=900.0, threshold=100.0, state=CALM, window=window)
    yield a_signal(name="latency_p95", value=21.0, threshold=500.0, state=CALM, window=window)


def _few_signals(model: str, window: Window, state: SignalState) -> tuple[Signal, ...]:
    return (a_signal(model=model, window=window, state=state),)


def _decision(model: str, window: Window, *, decided_at: datetime) -> Decision:
    action, reason = (Action.RETRAIN, Reason.FIRED) if model == "flights" else (Action.NOTHING, Reason.CALM)
    return a_decision(model=model, window=window, action=action, reason=reason, decided_at=decided_at)


def _train_and_judge(ledger: Ledger, now: datetime) -> None:
    _train(ledger, now - 2 * DAY, attempt=1, state=RunState.SUCCEEDED)
    _train(ledger, now - 3 * DAY, attempt=2, state=RunState.FAILED)
    first = a_promotion(from_version=None, to_version="v1", approval=None, promoted_at=now - 13 * DAY)
    ledger.promotions.record(first)
    ledger.promotions.record(_promotion(now))
    ledger.probations.record(a_probation(promotion="another one", ended_at=now))
    ledger.verdicts.record(_verdict(now - 2 * DAY, candidate="c2", challenger="v2", outcome=Outcome.PROMOTE))
    ledger.requests.record(_request(now, challenger="v3"))


def _train(ledger: Ledger, at: datetime, *, attempt: int, state: RunState) -> None:
    order = an_order(attempt=attempt, ordered_at=at)
    ledger.orders.record(order)
    ledger.runs.record(a_run(order=order.id, reference=str(attempt), launched_at=at))
    ledger.runs.settle(a_run(order=order.id, reference=str(attempt), launched_at=at, ended_at=at, state=state))


def _promotion(now: datetime) -> Promotion:
    return a_promotion(promoted_at=now - DAY)


def _verdict(at: datetime, **fields: Any) -> Verdict:
    unsure = an_interval(low=-0.4, estimate=-0.1, high=0.2)
    compared = (
        a_comparison(),
        a_comparison(role=Role.GUARDRAIL, segment=a_segment(), difference=unsure, margin=0.2),
    )
    return a_verdict(comparisons=compared, judged_at=at, **fields)


def _request(now: datetime, *, challenger: str) -> ApprovalRequest:
    asked = {"asked_at": now, "expires_at": now + 3 * DAY}
    return a_request(verdict=f"of {challenger}", bound_to=f"to {challenger}", challenger=challenger, **asked)


def _tell(ledger: Ledger, now: datetime) -> None:
    for key, thread in (("waits", "a"), ("not taken", "b"), ("given up", "c")):
        ledger.outbox.queue(a_notice(key=key, thread=thread, created_at=now))
    ledger.outbox.failed("not taken", why="HTTP 429", retry_at=now + DAY)
    ledger.outbox.bury("given up", why="channel_not_found", at=now)
