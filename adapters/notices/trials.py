"""What is told when a training failed and when a challenger was judged."""

from datetime import datetime

from adapters.notices.words import explained, gain, number, sentence
from domain.notices import Notice, Severity
from domain.training import TrainingOrder
from domain.verdicts import Comparison, Outcome, Result, Role, Verdict

_TITLES = {
    Outcome.PROMOTE: "challenger {challenger} beat champion {champion}",
    Outcome.REJECT: "challenger {challenger} refused, {champion} stays",
    Outcome.INCONCLUSIVE: "no clear winner between {challenger} and {champion}, {champion} stays",
}
_SEVERITIES = {
    Outcome.PROMOTE: Severity.INFO,
    Outcome.REJECT: Severity.WARNING,
    Outcome.INCONCLUSIVE: Severity.WARNING,
}


def training_failed(order: TrainingOrder, message: str, *, at: datetime) -> Notice:
    """A training gave no model; the champion stays, and somebody has to look at the trainer."""
    return Notice(
        key=f"training failed {order.id}",
        model=order.model,
        thread=order.decision,
        severity=Severity.CRITICAL,
        title=f"{order.model}: training failed, the champion stays",
        paragraphs=(sentence(message), "The trainer's owner has to act; nothing was promoted."),
        facts=(
            ("Attempt", str(order.attempt)),
            ("Training rows from", str(order.train_on)),
            ("Why it was ordered", explained(order.decision)),
        ),
        created_at=at,
    )


def verdict_given(verdict: Verdict, *, thread: str, unit: str = "") -> Notice:
    """Whether a challenger proved itself, with the numbers; `unit` is that of the goal metric, e.g. `minutes`."""
    named = {"challenger": verdict.challenger, "champion": verdict.champion}
    return Notice(
        key=f"verdict {verdict.id}",
        model=verdict.model,
        thread=thread,
        severity=_SEVERITIES[verdict.outcome],
        title=f"{verdict.model}: {_TITLES[verdict.outcome].format(**named)}",
        paragraphs=(*_reasons(verdict), *_broken_guardrails(verdict)),
        facts=(*score(verdict, unit), ("Held-out window", str(verdict.hold_out))),
        created_at=verdict.judged_at,
    )


def score(verdict: Verdict, unit: str = "") -> tuple[tuple[str, str], ...]:
    """The goal's numbers as facts: champion, challenger, their difference with its interval, rows."""
    goal = next((c for c in verdict.comparisons if c.role is Role.GOAL), None)
    if goal is None:
        return ()
    return (
        (f"Champion {verdict.champion}", _measured(goal.metric, goal.champion, unit)),
        (f"Challenger {verdict.challenger}", _measured(goal.metric, goal.challenger, unit)),
        ("Challenger is", "not measured" if goal.difference is None else gain(goal.difference, unit)),
        ("Rows compared", f"{goal.rows:,}"),
    )


def _measured(metric: str, value: float | None, unit: str) -> str:
    return f"{metric} not measured" if value is None else f"{metric} {number(value, unit)}"


def _reasons(verdict: Verdict) -> tuple[str, ...]:
    return tuple(sentence(reason) for reason in verdict.reasons)


def _broken_guardrails(verdict: Verdict) -> tuple[str, ...]:
    lines = [
        f"- {_named(c)}: {c.result}" + (f" ({c.note})" if c.note else "") for c in verdict.comparisons if _broke(c)
    ]
    return ("Guardrails:\n" + "\n".join(lines),) if lines else ()


def _broke(comparison: Comparison) -> bool:
    return comparison.role is Role.GUARDRAIL and comparison.result in {Result.WORSE, Result.INCONCLUSIVE}


def _named(comparison: Comparison) -> str:
    return comparison.metric + (f" where {comparison.segment}" if comparison.segment else "")
