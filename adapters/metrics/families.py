"""The metric families, one function each, over what the ledger holds of every model.

Labels are bounded by configuration (models, signals, columns, segments) or by enums, never by time or by ids.
Moments are exported as timestamps, never as ages: `time() - driftwarden_...` is right between scrapes, too
(https://prometheus.io/docs/practices/instrumentation/#timestamps-not-time-since).
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily

from adapters.metrics.signal_gauges import (
    signal_interval_lowers,
    signal_interval_uppers,
    signal_states,
    signal_thresholds,
    signal_values,
    signal_windows,
)
from domain.training import RunState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prometheus_client import Metric

    from adapters.metrics.watched import Watched
    from domain.approvals import Promotion
    from domain.ports import Ledger

_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
_ENDED = (RunState.SUCCEEDED, RunState.FAILED)


def decisions(models: Sequence[Watched]) -> Metric:
    """How often each action was decided, and for which reason."""
    family = CounterMetricFamily("driftwarden_decisions", "Decisions made.", labels=("model", "action", "reason"))
    for watched in models:
        for (action, reason), times in Counter((d.action, d.reason) for d in watched.decisions).items():
            family.add_metric((watched.model, action, reason), times)
    return family


def retrainings(models: Sequence[Watched]) -> Metric:
    """Both outcomes are there from the start, so that a rate over the first failure is not lost."""
    family = CounterMetricFamily("driftwarden_retrainings", "Training runs that ended.", labels=("model", "outcome"))
    for watched in models:
        counts = Counter(run.state for run in watched.runs)
        for outcome in _ENDED:
            family.add_metric((watched.model, outcome), counts[outcome])
    return family


def promotions(models: Sequence[Watched]) -> Metric:
    """The first champion is one, and so is every step back."""
    family = CounterMetricFamily(
        "driftwarden_promotions", "Changes of champion: adopted, promoted or rolled back.", labels=("model", "kind")
    )
    for watched in models:
        counts = Counter(_kind(promotion) for promotion in watched.promotions)
        for kind in ("adopted", "promoted", "rolled back"):
            family.add_metric((watched.model, kind), counts[kind])
    return family


def champions(models: Sequence[Watched]) -> Metric:
    """Which version is in force."""
    family = InfoMetricFamily("driftwarden_champion", "The version in force.", labels=("model",))
    for watched in models:
        if watched.promotions:
            family.add_metric((watched.model,), {"version": watched.promotions[-1].to_version})
    return family


def approvals_pending(models: Sequence[Watched]) -> Metric:
    """How many questions wait for a person."""
    said = "Approval requests that wait for an answer."
    family = GaugeMetricFamily("driftwarden_approvals_pending", said, labels=("model",))
    for watched in models:
        family.add_metric((watched.model,), len(watched.pending))
    return family


def oldest_pending(models: Sequence[Watched]) -> Metric:
    """Where nothing waits there is no sample."""
    said = "When the oldest approval request that still waits was asked, in Unix time."
    family = GaugeMetricFamily("driftwarden_approvals_oldest_asked_timestamp_seconds", said, labels=("model",))
    for watched in models:
        if watched.pending:
            family.add_metric((watched.model,), min(request.asked_at.timestamp() for request in watched.pending))
    return family


def last_decisions(models: Sequence[Watched]) -> Metric:
    """The sign of life: a model that is no longer looked at stands still here."""
    said = "When a policy last decided over the model, in Unix time."
    family = GaugeMetricFamily("driftwarden_last_decision_timestamp_seconds", said, labels=("model",))
    for watched in models:
        if watched.decisions:
            family.add_metric((watched.model,), max(d.decided_at.timestamp() for d in watched.decisions))
    return family


def outbox_undelivered(ledger: Ledger) -> Metric:
    """How many notices are still on their way, whether or not it is their time to be tried."""
    said = "Notices that no messenger has taken yet."
    return GaugeMetricFamily("driftwarden_outbox_undelivered", said, value=len(ledger.outbox.due(_FOREVER)))


FAMILIES: tuple[Callable[[Sequence[Watched]], Metric], ...] = (
    signal_values,
    signal_thresholds,
    signal_interval_lowers,
    signal_interval_uppers,
    signal_states,
    signal_windows,
    decisions,
    retrainings,
    promotions,
    champions,
    approvals_pending,
    oldest_pending,
    last_decisions,
)


def _kind(promotion: Promotion) -> str:
    if promotion.rolls_back is not None:
        return "rolled back"
    return "adopted" if promotion.from_version is None else "promoted"
