"""What the commands do, as functions that return what is printed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.table import Table

from adapters import notices
from adapters.settings import Settings
from domain.approvals import Answer, Approval
from domain.decisions import Action
from domain.windows import Window
from driftwarden.prefect_here import in_process
from flows.worlds import moment, opened, watch_over

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.decisions import Decision


def adopt_model(project: Path, model: str, start: datetime, end: datetime, as_of: datetime | None) -> str:
    """Train and put in force the first champion; returns one sentence."""
    from flows.due.adopting import adopt

    train_on = Window(start=_utc(start), end=_utc(end))
    with opened(project) as (read, world):
        watch = watch_over(read.model(model), read, world)
        promotion = adopt(watch, train_on, moment(_utc(as_of) if as_of else None))
    unit = f" {watch.document.unit}" if watch.document.unit else ""
    promised = "" if promotion.promised is None else f"; it promises an error of {promotion.promised:.4g}{unit}"
    return f"{model}: {promotion.to_version} is in force since {promotion.promoted_at:%Y-%m-%d %H:%M} UTC{promised}"


def run_once(project: Path, model: str | None, as_of: datetime | None) -> Iterator[str]:
    """One round of monitor and reconcile as Prefect flows in this process; yields what was decided and met."""
    now = moment(_utc(as_of) if as_of else None)
    with in_process():
        from flows.monitor import monitor_model
        from flows.reconcile import reconcile

        decided = monitor_model(str(project), model, now)
        troubles = reconcile(str(project), model, now)
    with opened(project) as (read, world):
        yield from _decisions([world.ledger.decisions.get(id_) for id_ in decided])
        yield from troubles
        for request in world.ledger.requests.pending():
            yield (
                f"{request.model}: {request.challenger} waits for an answer: "
                f"driftwarden approve {request.id[:8]} --by YOU --project {project}"
            )
        settings = Settings().inside(read.folder)
        if settings.slack_token is None:
            yield f"no Slack token is set: what people would be told is in {settings.messages / 'slack.html'}"


def _decisions(decided: list[Decision]) -> Iterator[str]:
    """Each model's newest decision and those that act; the rest are counted."""
    newest = {decision.model: decision.id for decision in decided}
    told = [d for d in decided if d.action is not Action.NOTHING or d.id in newest.values()]
    for decision in told:
        yield f"{decision.id[:8]} {decision.model} {decision.window}: {decision.action}. {decision.because}"
    rest = len(decided) - len(told)
    if rest:
        yield f"and {rest} more windows in which there was nothing to do; `driftwarden explain` tells of each"
    if not decided:
        yield "no window was ready to decide over"


def status_table(project: Path) -> Table:
    """One line a model."""
    table = Table("model", "champion", "since", "newest window", "decided", "waits for an answer")
    with opened(project) as (read, world):
        pending = {request.model: request.id[:8] for request in world.ledger.requests.pending()}
        for watched in read.models:
            promotion = world.ledger.promotions.latest(watched.name)
            champion = (promotion.to_version, f"{promotion.promoted_at:%Y-%m-%d}") if promotion else ("none", "")
            decisions = world.ledger.decisions.of(watched.name)
            newest = _newest(max(decisions, key=lambda d: d.window.end)) if decisions else ("none yet", "")
            table.add_row(watched.name, *champion, *newest, pending.get(watched.name, ""))
    return table


def _newest(decision: Decision) -> tuple[str, str]:
    return f"to {decision.window.end:%Y-%m-%d %H:%M}", f"{decision.action} ({decision.reason}), {decision.id[:8]}"


def answer_request(project: Path, request: str, *, approve: bool, by: str, why: str | None) -> str:
    """Answer a pending request; returns one sentence. Raises NotPending, NotAnApprover, Unheard."""
    with opened(project) as (_, world):
        asked = world.ledger.requests.get(request)
        approval = Approval(
            request=asked.id,
            bound_to=asked.bound_to,
            answer=Answer.APPROVE if approve else Answer.REJECT,
            by=by,
            answered_at=datetime.now(UTC),
            door="command line",
            why=why,
        )
        thread = notices.incident_of(world.ledger, world.ledger.candidates.get(asked.candidate))
        world.ledger.requests.answer(approval, tell=notices.answered(asked, approval, thread=thread))
    return f"{asked.model}: {by} said {approval.answer} to {asked.challenger}; the next reconcile carries it out"


def write_evidently(project: Path, decision: str, target: Path) -> Iterator[str]:
    """Evidently's report of a decision's window; yields where it lies and which columns were left out."""
    from flows.due.reporting import report_window

    with opened(project) as (read, world):
        found = world.ledger.decisions.get(decision)
        made = report_window(watch_over(read.model(found.model), read, world), found, target)
    yield f"{made.path}: {len(made.drifted_columns)} of Evidently's columns drifted by its own defaults"
    yield from (f"left out: {column}: {why}" for column, why in made.left_out)


def serve(project: Path, host: str, port: int | None) -> None:
    """Serve /metrics, /healthz and Slack's clicks until interrupted."""
    from gateway.server import serve as serve_app

    with opened(project) as (read, world):
        settings = Settings().inside(read.folder)
        serve_app(world.ledger, settings, host=host, port=port or settings.metrics_port)


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
