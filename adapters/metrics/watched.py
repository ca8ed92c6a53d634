"""What the ledger holds of every model, read once a scrape for all families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.approvals import ApprovalRequest, Promotion
    from domain.decisions import Decision
    from domain.ports import Ledger
    from domain.signals import Signal
    from domain.training import TrainingRun

SIGNAL_LABELS = ("model", "signal", "subject", "segment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the ledger holds of one model; `signals` are the newest of each name, subject and segment."""

    model: str
    signals: tuple[Signal, ...]
    decisions: tuple[Decision, ...]
    runs: tuple[TrainingRun, ...]
    promotions: tuple[Promotion, ...]
    pending: tuple[ApprovalRequest, ...]


def up_to_now(ledger: Ledger, model: str) -> Watched:
    """Read one model's part of the ledger."""
    return Watched(
        model=model,
        signals=_newest(ledger.signals.of(model)),
        decisions=ledger.decisions.of(model),
        runs=ledger.runs.of(model),
        promotions=ledger.promotions.of(model),
        pending=tuple(request for request in ledger.requests.pending() if request.model == model),
    )


def _newest(signals: Sequence[Signal]) -> tuple[Signal, ...]:
    by_window = sorted(signals, key=lambda signal: signal.window)
    return tuple({labels_of(signal): signal for signal in by_window}.values())


def labels_of(signal: Signal) -> tuple[str, str, str, str]:
    """The values of `SIGNAL_LABELS`; whatever a signal is not about is an empty text."""
    return signal.model, signal.name, signal.subject or "", str(signal.segment or "")
