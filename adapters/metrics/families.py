"""The other metric families, one function each, over how everything stands.

Labels are bounded by configuration (models, metrics, segments) or by enums, never by time or by ids.
Moments are exported as timestamps, never as ages: `time() - driftwarden_...` is right between scrapes, too
(https://prometheus.io/docs/practices/instrumentation/#timestamps-not-time-since).
Counters show every outcome from the start, so that a rate over the first failure is not lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.metrics.family import Family
from adapters.metrics.periods import is_by_the_clock
from domain.approvals import Answer
from domain.board import ChangeKind
from domain.decisions import Reason
from domain.training import RunState
from domain.verdicts import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from adapters.metrics.family import Kind
    from domain.board import Counted, DecisionsMade, Standing

_ENDED = (RunState.FAILED, RunState.SUCCEEDED)
_ANSWERS = (*Answer, "expired", "overtaken")


def decisions(standing: Standing) -> Family:
    """How often each action was decided, and for which reason."""
    made = [((row.model, row.action, row.reason), row.times) for row in standing.decisions]
    labels = ("model", "action", "reason")
    return Family(
        name="driftwarden_decisions_total", kind="counter", said="Decisions made.", labels=labels, samples=made
    )


def retrainings(standing: Standing) -> Family:
    """Training runs by how they ended."""
    return _counter("retrainings", "Training runs that ended.", standing, "outcome", _ENDED, standing.trainings)


def retraining_costs(standing: Standing) -> Family:
    """What they cost, those that failed included."""
    said = "What all training runs cost, in the trainer's own unit: seconds where it names none."
    costs = {row.model: row.times for row in standing.costs}
    return _of_model("retraining_cost_total", said, _each(standing, costs), kind="counter")


def promotions(standing: Standing) -> Family:
    """The first champion is one, and so is every step back."""
    said = "Changes of champion: adopted, promoted or rolled back."
    return _counter("promotions", said, standing, "kind", tuple(ChangeKind), standing.promotions)


def champions(standing: Standing) -> Family:
    """Which version is in force."""
    in_force = [((row.model, row.version), 1) for row in standing.champions]
    labels = ("model", "version")
    return Family(
        name="driftwarden_champion_info", kind="info", said="The version in force.", labels=labels, samples=in_force
    )


def champions_since(standing: Standing) -> Family:
    """How old it is, is `time() -` this."""
    said = "When the version in force was put in force, in Unix time."
    since = {row.model: row.since.timestamp() for row in standing.champions}
    return _of_model("champion_promoted_timestamp_seconds", said, since)


def probations(standing: Standing) -> Family:
    """Where there is no champion there is no sample."""
    said = "1 while the version in force still has to keep its promise, else 0."
    return _of_model("on_probation", said, {row.model: int(row.is_on_probation) for row in standing.champions})


def approvals_pending(standing: Standing) -> Family:
    """How many questions wait for a person."""
    waiting = {row.model: row.requests for row in standing.waiting}
    return _of_model("approvals_pending", "Approval requests that wait for an answer.", _each(standing, waiting))


def oldest_pending(standing: Standing) -> Family:
    """Where nothing waits there is no sample."""
    said = "When the oldest approval request that still waits was asked, in Unix time."
    asked = {row.model: row.oldest_asked_at.timestamp() for row in standing.waiting}
    return _of_model("approvals_oldest_asked_timestamp_seconds", said, asked)


def first_expiry(standing: Standing) -> Family:
    """Where nothing waits there is no sample."""
    said = "When the first of the approval requests that still wait lapses without approval, in Unix time."
    lapses = {row.model: row.first_expires_at.timestamp() for row in standing.waiting}
    return _of_model("approval_expires_timestamp_seconds", said, lapses)


def approvals_answered(standing: Standing) -> Family:
    """How questions were settled: one that needs two people counts once, and what they approved stays approved."""
    said = (
        "Approval requests that were settled: by the answer that settled them, expired, or overtaken by another "
        "champion or policy before enough people had answered."
    )
    return _counter("approvals_answered", said, standing, "answer", _ANSWERS, standing.answers)


def verdicts(standing: Standing) -> Family:
    """How trials ended."""
    said = "Trials of a challenger that were judged."
    return _counter("verdicts", said, standing, "outcome", tuple(Outcome), standing.judged)


def silences(standing: Standing) -> Family:
    """How much is muted now."""
    said = "Muted signals, a wholly muted model counting as one."
    return _of_model("silences_active", said, _each(standing, {row.model: row.times for row in standing.silences}))


def last_decisions(standing: Standing) -> Family:
    """The sign of life: a model that is no longer looked at stands still here."""
    said = "When a policy last decided over the model, in Unix time."
    times: dict[str, float] = {}
    for row in _by_policies(standing):
        times[row.model] = max(times.get(row.model, 0.0), row.decided_at.timestamp())
    return _of_model("last_decision_timestamp_seconds", said, times)


def last_window_ends(standing: Standing) -> Family:
    """A model is late when this, `driftwarden_window_period_seconds` and the delay of its labels are over."""
    said = "The end of the newest window that a policy decided over, in Unix time."
    ends = {model: row.window.end.timestamp() for model, row in _newest_windows(standing).items()}
    return _of_model("last_window_end_timestamp_seconds", said, ends)


def window_lengths(standing: Standing) -> Family:
    """It says nothing of when the next window is due: `window_periods` does."""
    lengths = {model: row.window.duration.total_seconds() for model, row in _newest_windows(standing).items()}
    return _of_model("window_seconds", "How long the newest window is that a policy decided over.", lengths)


def window_periods(standing: Standing) -> Family:
    """How often a window is to be expected; where rows make windows, no clock says so, and there is no sample."""
    newest = _newest_windows(standing)
    lengths = {model: row.window.duration for model, row in newest.items() if is_by_the_clock(row.window)}
    said = "How often a window comes where hours, days or weeks make windows; without a sample where rows do."
    return _of_model("window_period_seconds", said, {model: each.total_seconds() for model, each in lengths.items()})


FAMILIES: tuple[Callable[[Standing], Family], ...] = (
    decisions,
    retrainings,
    retraining_costs,
    promotions,
    champions,
    champions_since,
    probations,
    approvals_pending,
    oldest_pending,
    first_expiry,
    approvals_answered,
    verdicts,
    silences,
    last_decisions,
    last_window_ends,
    window_lengths,
    window_periods,
)


def _by_policies(standing: Standing) -> list[DecisionsMade]:
    """Without what people asked for: it says nothing of whether anybody still looks at the model."""
    return [row for row in standing.decisions if row.reason != Reason.ASKED]


def _newest_windows(standing: Standing) -> dict[str, DecisionsMade]:
    in_order = sorted(_by_policies(standing), key=lambda row: row.window.end)
    return {row.model: row for row in in_order}


def _each(standing: Standing, known: Mapping[str, float]) -> dict[str, float]:
    return {model: known.get(model, 0) for model in standing.models}


def _of_model(name: str, said: str, values: Mapping[str, float], *, kind: Kind = "gauge") -> Family:
    samples = [((model,), value) for model, value in sorted(values.items())]
    return Family(name=f"driftwarden_{name}", kind=kind, said=said, labels=("model",), samples=samples)


def _counter(
    name: str, said: str, standing: Standing, label: str, members: Sequence[str], counted: Iterable[Counted]
) -> Family:
    known = {(row.model, row.what): row.times for row in counted}
    samples = [((model, str(member)), known.get((model, member), 0)) for model in standing.models for member in members]
    full = f"driftwarden_{name}_total"
    return Family(name=full, kind="counter", said=said, labels=("model", label), samples=samples)
