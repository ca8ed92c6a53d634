"""The ledger at a glance, found by looking at all of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from domain.answers import was_approved
from domain.board import (
    Beat,
    Counted,
    DecisionsMade,
    InForce,
    OutboxDepth,
    SignalNow,
    Standing,
    Waiting,
    kind_of,
    signal_now,
)
from domain.endings import settled, settled_as
from domain.silences import in_force
from domain.training import RunState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from domain.decisions import Decision
    from domain.ports import Ledger
    from domain.signals import Signal


class MemoryBoard:
    """The board of `domain.board` over any ledger; only its beats are its own."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._beats: dict[str, Beat] = {}

    def standing(self, at: datetime) -> Standing:
        """How everything stands."""
        ledger, models = self._ledger, self._ledger.models()
        return Standing(
            signals=tuple(now for model in models for now in _newest(ledger.signals.of(model))),
            decisions=tuple(made for model in models for made in _decided(ledger.decisions.of(model))),
            trainings=tuple(counted for model in models for counted in _trained(ledger, model)),
            costs=tuple(_cost(ledger, model) for model in models if ledger.runs.of(model)),
            promotions=tuple(counted for model in models for counted in _changed(ledger, model)),
            champions=tuple(_champion(ledger, model) for model in models if ledger.promotions.of(model)),
            waiting=tuple(waits for model in models for waits in _waiting(ledger, model)),
            answers=settled(counted for model in models for counted in _requests(ledger, model)),
            judged=tuple(counted for model in models for counted in _judged(ledger, model)),
            verdicts=tuple(ledger.verdicts.of(model)[-1] for model in models if ledger.verdicts.of(model)),
            silences=tuple(counted for model in models for counted in _muted(ledger, model, at)),
            outbox=_outbox(ledger, at),
            beats=tuple(self._beats[flow] for flow in sorted(self._beats)),
        )

    def beat(self, flow: str, *, ran_at: datetime, troubles: int) -> None:
        """Note that a flow ran to its end; of one flow the latest `ran_at` stays."""
        kept = self._beats.get(flow)
        if kept is None or kept.ran_at <= ran_at:
            self._beats[flow] = Beat(flow, ran_at, troubles)


def _newest(signals: Iterable[Signal]) -> tuple[SignalNow, ...]:
    in_order = sorted(signals, key=lambda signal: (signal.window, signal.revision))
    return tuple({(now := signal_now(signal))[:4]: now for signal in in_order}.values())


def _decided(decisions: Iterable[Decision]) -> Iterator[DecisionsMade]:
    alike: dict[tuple[str, str, str], list[Decision]] = {}
    for decision in decisions:
        alike.setdefault((decision.model, decision.action.value, decision.reason.value), []).append(decision)
    for question in sorted(alike):
        made = alike[question]
        newest = max(decision.decided_at for decision in made)
        window = max((decision.window for decision in made), key=lambda window: window.end)
        yield DecisionsMade(*question, times=len(made), decided_at=newest, window=window)


def _trained(ledger: Ledger, model: str) -> tuple[Counted, ...]:
    states = (run.state.value for run in ledger.runs.of(model))
    return _tally(model, (state for state in states if state != RunState.LAUNCHED))


def _cost(ledger: Ledger, model: str) -> Counted:
    return Counted(model, "cost", sum(run.cost for run in ledger.runs.of(model)))


def _changed(ledger: Ledger, model: str) -> tuple[Counted, ...]:
    return _tally(model, (kind_of(promotion).value for promotion in ledger.promotions.of(model)))


def _champion(ledger: Ledger, model: str) -> InForce:
    newest = ledger.promotions.of(model)[-1]
    is_on_probation = newest in ledger.promotions.on_probation()
    return InForce(model, newest.to_version, newest.promoted_at, is_on_probation)


def _waiting(ledger: Ledger, model: str) -> Iterator[Waiting]:
    left = [request for request in ledger.requests.pending() if request.model == model]
    if left:
        yield Waiting(model, len(left), min(each.asked_at for each in left), min(each.expires_at for each in left))


def _requests(ledger: Ledger, model: str) -> tuple[Counted, ...]:
    asked = ledger.requests.questions(model)
    return _tally(model, (settled_as(each.state, was_approved=was_approved(each)).value for each in asked))


def _judged(ledger: Ledger, model: str) -> tuple[Counted, ...]:
    return _tally(model, (verdict.outcome.value for verdict in ledger.verdicts.of(model)))


def _muted(ledger: Ledger, model: str, at: datetime) -> Iterator[Counted]:
    silences = in_force(ledger.silences.of(model), ledger.silences.liftings(model), at=at)
    muted = {silence.signal for silence in silences}
    if muted:
        yield Counted(model, "active", len(muted))


def _outbox(ledger: Ledger, at: datetime) -> OutboxDepth:
    left = ledger.outbox.undelivered()
    tried = [letter for letter in left if letter.buried_at is None]
    oldest_at = min((each.due_since(at) for each in tried if each.is_due(at)), default=None)
    return OutboxDepth(undelivered=len(left), dead_letters=len(left) - len(tried), oldest_at=oldest_at)


def _tally(model: str, kinds: Iterable[str]) -> tuple[Counted, ...]:
    return tuple(Counted(model, kind, times) for kind, times in sorted(Counter(kinds).items()))
