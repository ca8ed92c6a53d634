"""Why a decision is what it is: its evaluation tree, what held it back, and the chain of what came of it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text
from rich.tree import Tree

from domain.decisions import Truth
from domain.profiles import FROM_LOG, from_training
from domain.signals import SignalState
from driftwarden.report.unknowns import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rich.console import RenderableType

    from domain.decisions import Decision, Trace
    from domain.ports import Ledger
    from domain.profiles import Profile
    from domain.signals import Signal
    from domain.training import Candidate, TrainingOrder
    from domain.verdicts import Verdict

_MARKS = {Truth.TRUE: ("true", "bold red"), Truth.FALSE: ("false", "green"), Truth.UNKNOWN: ("unknown", "yellow")}


def explanation(project: Path, decision: str) -> RenderableType:
    """The explanation of one decision of a project, for a terminal. Raises Unheard for an unknown id."""
    from flows.worlds import opened

    with opened(project) as (_, world):
        return explain(world.ledger, world.ledger.decisions.get(decision))


def explain(ledger: Ledger, decision: Decision) -> RenderableType:
    """The explanation of one decision, for a terminal."""
    head = Text()
    head.append(f"{decision.model}: {decision.action}", style="bold")
    head.append(f" ({decision.reason})\n{decision.because}\n")
    head.append(f"decision {decision.id}  policy {decision.policy} ({decision.policy_digest[:8]})\n", style="dim")
    head.append(f"window {decision.window}, decided {decision.decided_at:%Y-%m-%d %H:%M} UTC", style="dim")
    if decision.amends:
        head.append(f"\namends decision {decision.amends}: rows or labels came late", style="dim")
    parts: list[RenderableType] = [head, _tree(decision.trace)]
    if decision.what_changed:
        parts.append(_list("what changed", decision.what_changed))
    if decision.held_back_by:
        parts.append(_list("held back by", decision.held_back_by))
    parts.append(_list("rests on", tuple(_evidence(ledger, decision))))
    parts.append(_list("what came of it", tuple(consequences(ledger, decision)) or ("nothing",)))
    return Group(*parts)


def consequences(ledger: Ledger, decision: Decision) -> Iterator[str]:
    """What a decision set in motion, one sentence a step, as far as it has come."""
    orders = [order for order in ledger.orders.of(decision.model) if order.decision == decision.id]
    verdicts: list[Verdict] = []
    for order in orders:
        yield from _of_order(ledger, order)
        made = _made_by(ledger, order)
        verdicts += [v for v in ledger.verdicts.of(decision.model) if made and v.candidate == made.id]
    for verdict in verdicts:
        yield from _of_verdict(ledger, verdict)


def _of_order(ledger: Ledger, order: TrainingOrder) -> Iterator[str]:
    """One training: the order, how its run ended, what came out, how that was judged."""
    refit = f"refit {_version(ledger, order.refits)} on" if order.refits else "train on"
    kept = "the held-out rows included" if order.refits else f"keep {order.hold_out} for the trial"
    yield f"order {order.id[:8]}: {refit} {order.train_on}, {kept}"
    run = ledger.runs.of_order(order.id)
    if run is not None:
        yield f"run {run.id[:8]}: {run.state}{f', {run.message}' if run.message else ''}"
    candidate = _made_by(ledger, order)
    if candidate is None:
        return
    artifact = candidate.artifact
    yield (
        f"candidate {candidate.version}: {artifact.rows:,} rows, model SHA-256 {artifact.sha256[:12]}, "
        f"data SHA-256 {artifact.data_sha256[:12]}"
    )
    for verdict in (v for v in ledger.verdicts.of(order.model) if v.candidate == candidate.id):
        yield f"verdict {verdict.id[:8]}: {verdict.outcome}. {' '.join(verdict.reasons)}"


def _made_by(ledger: Ledger, order: TrainingOrder) -> Candidate | None:
    run = ledger.runs.of_order(order.id)
    return next((c for c in ledger.candidates.of(order.model) if run and c.training_run == run.id), None)


def _version(ledger: Ledger, candidate: str) -> str:
    return ledger.candidates.get(candidate).version


def _of_verdict(ledger: Ledger, verdict: Verdict) -> Iterator[str]:
    """What was asked because of a verdict, who answered, and what was changed."""
    for request in (r for r in ledger.requests.of(verdict.model) if r.verdict == verdict.id):
        state = ledger.requests.state(request.id)
        yield f"request {request.id[:8]}: may {request.challenger} replace {request.champion}? {state}"
        answer = ledger.requests.answer_to(request.id)
        if answer is not None:
            when = f"{answer.answered_at:%Y-%m-%d %H:%M} UTC"
            why = f": {answer.why}" if answer.why else ""
            yield f"answer: {answer.by} said {answer.answer}, {when}, by way of {answer.door}{why}"
            yield from _promotions(ledger, verdict.model, answer.id)


def _promotions(ledger: Ledger, model: str, answer: str) -> Iterator[str]:
    for promotion in (p for p in ledger.promotions.of(model) if p.approval == answer):
        yield f"promotion {promotion.id[:8]}: {promotion.from_version} to {promotion.to_version}"
        ends = [p for p in ledger.probations.of(model) if p.promotion == promotion.id]
        yield from (f"probation: {end.state}. {end.because}" for end in ends)


def _evidence(ledger: Ledger, decision: Decision) -> Iterator[str]:
    """The signals that the decision read, and the sketches behind them: the window's and the reference's."""
    read = [ledger.signals.get(id_) for id_ in decision.signals]
    yield from (_signal(signal) for signal in read if signal.state is not SignalState.UNKNOWN)
    yield from _unknown(signal for signal in read if signal.state is SignalState.UNKNOWN)
    promotions = [p for p in ledger.promotions.of(decision.model) if p.promoted_at <= decision.window.end]
    origins = [FROM_LOG, *(from_training(promotion.to_version) for promotion in promotions[-1:])]
    for origin in origins:
        profiles = ledger.profiles.from_origin(decision.model, origin)
        of_window = [p for p in profiles if origin != FROM_LOG or p.window == decision.window]
        yield from _profiles(origin, of_window)


def _signal(signal: Signal) -> str:
    """Value, interval, limit, state, rows and window, and what its note adds: why a far drift is calm, say."""
    interval = "" if signal.interval is None else " (95% interval {:.4g} to {:.4g})".format(*signal.interval)
    limit = "" if signal.threshold is None else f", threshold {signal.threshold:.4g}"
    return (
        f"signal {signal.id[:8]}: {signal.title} {signal.value:.4g}{interval}{limit}, {signal.state}, "
        f"{signal.rows:,} rows, {signal.window}{f'; {signal.note}' if signal.note else ''}"
    )


def _unknown(signals: Iterable[Signal]) -> Iterator[str]:
    """Unknown signals by window and reason, each still with its id."""
    by_window = sorted(signals, key=lambda signal: signal.window, reverse=True)
    for window, of_window in groupby(by_window, key=lambda signal: signal.window):
        for reason, alike in grouped(of_window):
            ids = ", ".join(signal.id[:8] for signal in alike)
            yield f"{'signal' if len(alike) == 1 else 'signals'} {ids}: unknown, {reason.sentence}, {window}"


def _profiles(origin: str, profiles: list[Profile]) -> Iterator[str]:
    if len(profiles) == 1:
        only = profiles[0]
        made = f"{only.rows:,} rows by {only.engine}, SHA-256 {only.payload_digest[:12]}"
        yield f"profile {only.id[:8]} ({origin}): {made}"
    elif profiles:
        rows = sum(profile.rows for profile in profiles)
        yield f"{len(profiles)} profiles ({origin}): {rows:,} rows by {profiles[0].engine}, merged"


def _tree(trace: Trace) -> Tree:
    tree = Tree(_line(trace), guide_style="dim")
    for child in trace.children:
        tree.add(_tree(child))
    return tree


def _line(trace: Trace) -> Text:
    word, style = _MARKS[trace.truth]
    return Text.assemble((word, style), "  ", (trace.condition, "bold"), f": {trace.because}")


def _list(title: str, lines: tuple[str, ...]) -> Text:
    return Text("\n".join([f"{title}:", *(f"  {line}" for line in lines)]))
