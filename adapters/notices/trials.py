"""What is told when a training failed and when a challenger was judged."""

import math
from datetime import datetime

from adapters.notices.linking import run_fact
from adapters.notices.words import days_of, explained, gain, number, sentence
from domain.notices import Notice, Severity
from domain.training import TrainingOrder, Tried
from domain.verdicts import Comparison, Outcome, Result, Role, Verdict

_TITLES = {
    Outcome.PROMOTE: "challenger {challenger} beat champion {champion}",
    Outcome.REJECT: "challenger {challenger} refused, {champion} stays",
    Outcome.INCONCLUSIVE: "no clear winner between {challenger} and {champion}, {champion} stays",
}
_SHADOW = "Shadow only: nobody is asked, and the champion stays."
_SEVERITIES = {
    Outcome.PROMOTE: Severity.INFO,
    Outcome.REJECT: Severity.WARNING,
    Outcome.INCONCLUSIVE: Severity.WARNING,
}


def training_failed(order: TrainingOrder, message: str, *, at: datetime, run: str | None = None) -> Notice:
    """A training gave no model; the champion stays, and somebody has to look at the trainer.

    `run` is the trainer's own name for what failed; a flow run of Prefect's is linked.
    """
    return Notice(
        key=f"training failed {order.id}",
        model=order.model,
        thread=order.decision,
        severity=Severity.CRITICAL,
        title=f"{order.model}: training failed, the champion stays",
        paragraphs=(sentence(message), "The trainer's owner has to act; nothing was promoted."),
        facts=run_fact(run),
        asides=(f"attempt {order.attempt}", f"training rows from {days_of(order.train_on)}", explained(order.decision)),
        created_at=at,
        status="Training failed; the champion stays",
    )


def verdict_given(
    verdict: Verdict,
    *,
    thread: str,
    unit: str = "",
    tried: tuple[Tried, ...] = (),
    shadow_only: bool = False,
    run: str | None = None,
) -> Notice:
    """Whether a challenger proved itself, with the numbers; `unit` is that of the goal metric, e.g. `minutes`.

    `tried` are the stretches of which the challenger learned from the best; about one that is tried in shadow only
    nobody is going to be asked. `run` is the trainer's own name for the challenger's training.
    """
    named = {"challenger": verdict.challenger, "champion": verdict.champion}
    return Notice(
        key=f"verdict {verdict.id}",
        model=verdict.model,
        thread=thread,
        severity=_SEVERITIES[verdict.outcome],
        title=f"{verdict.model}: {_TITLES[verdict.outcome].format(**named)}",
        paragraphs=(
            *_gained(verdict, unit),
            *_reasons_beside_the_score(verdict),
            *_broken_guardrails(verdict),
            *((_SHADOW,) if shadow_only else ()),
        ),
        facts=(*_score(verdict, unit), *run_fact(run)),
        asides=(f"held out {days_of(verdict.hold_out)}", *stretches_tried(tried, unit)),
        created_at=verdict.judged_at,
        status=_status(verdict, shadow_only=shadow_only),
        resolves=shadow_only or verdict.outcome is not Outcome.PROMOTE,
    )


def _status(verdict: Verdict, *, shadow_only: bool) -> str:
    title = _TITLES[verdict.outcome].format(challenger=verdict.challenger, champion=verdict.champion)
    return title[0].upper() + title[1:] + ("; it was tried in shadow only" if shadow_only else "")


def stretches_tried(tried: tuple[Tried, ...], unit: str = "") -> tuple[str, ...]:
    """The stretch that it learned from and the losses of all that were tried, best first; none without a choice."""
    if not tried:
        return ()
    best, *worse = sorted(tried, key=lambda each: math.inf if each.loss is None else each.loss)
    learned = f"trained on {days_of(best.train_on)}, the best of {len(tried)}"
    others = f" (others {', '.join(map(_loss, worse))})" if worse else ""
    return (f"{learned}: mean loss {_loss(best, unit)} before the hold-out{others}",)


def _loss(tried: Tried, unit: str = "") -> str:
    return f"not known: {tried.note}" if tried.loss is None else number(tried.loss, unit)


def in_a_sentence(verdict: Verdict, unit: str = "") -> tuple[str, ...]:
    """How much better the challenger is, how sure that is and on how many rows; the reasons where it is not measured.

    `v2 is 3.57 minutes better (95% interval: 2.01 to 5.12 better) in mae on 2,296 held-out rows.`
    """
    return _gained(verdict, unit) or tuple(sentence(reason) for reason in verdict.reasons)


def _gained(verdict: Verdict, unit: str) -> tuple[str, ...]:
    goal = _goal(verdict)
    if goal is None or goal.difference is None:
        return ()
    on = f"in {goal.metric} on {goal.rows:,} held-out rows"
    return (sentence(f"{verdict.challenger} is {gain(goal.difference, unit)} {on}"),)


def _goal(verdict: Verdict) -> Comparison | None:
    return next((c for c in verdict.comparisons if c.role is Role.GOAL), None)


def _score(verdict: Verdict, unit: str = "") -> tuple[tuple[str, str], ...]:
    """The goal's metric of challenger and champion."""
    goal = _goal(verdict)
    if goal is None:
        return ()
    challenger, champion = _measured(verdict.challenger, goal.challenger), _measured(verdict.champion, goal.champion)
    return ((goal.metric, f"{challenger}, {champion}" + (f" {unit}" if unit else "")),)


def _measured(version: str, value: float | None) -> str:
    return f"{version} {'not measured' if value is None else number(value)}"


def _reasons_beside_the_score(verdict: Verdict) -> tuple[str, ...]:
    """The verdict's reasons but for the one that says in words what the score says in figures."""
    goal = _goal(verdict)
    return tuple(sentence(reason) for reason in verdict.reasons if goal is None or not _says_the_score(reason, goal))


def _says_the_score(reason: str, goal: Comparison) -> bool:
    if goal.champion is None or goal.challenger is None:
        return False
    return all(figure in reason for figure in (f"{goal.rows:,}", f"{goal.champion:.4g}", f"{goal.challenger:.4g}"))


def _broken_guardrails(verdict: Verdict) -> tuple[str, ...]:
    lines = [
        f"- {_named(c)}: {c.result}" + (f" ({c.note})" if c.note else "") for c in verdict.comparisons if _broke(c)
    ]
    return ("Guardrails:\n" + "\n".join(lines),) if lines else ()


def _broke(comparison: Comparison) -> bool:
    """Of a slice that was too small to be guarded one of the verdict's reasons tells."""
    is_guarded = comparison.role is Role.GUARDRAIL and comparison.difference is not None
    return is_guarded and comparison.result in {Result.WORSE, Result.INCONCLUSIVE}


def _named(comparison: Comparison) -> str:
    return comparison.metric + (f" where {comparison.segment}" if comparison.segment else "")
