"""`driftwarden run`: one round of monitor and reconcile as Prefect flows in this process, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.settings import Settings
from domain.decisions import Action
from driftwarden.options import project_option
from driftwarden.prefect_here import in_process
from flows.due.monitoring import undecided
from flows.log_misfits import strangers
from flows.worlds import moment, opened, watches, watches_over

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from domain.decisions import Decision
    from domain.notices import Notice
    from flows.projects import Project
    from flows.watch import Watch

# Said in lines of their own, or by the person who runs the command.
_TOLD_ELSEWHERE = ("decision ", "request ", "answer ", "trouble ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a round did, a line each, and what it could not do."""

    lines: tuple[str, ...]
    troubles: tuple[str, ...] = ()


def run_once(project: Path, model: str | None, as_of: datetime | None) -> Round:
    """Monitor, decide and carry out what is due, once; raises what `opened` raises for a project that cannot be."""
    now = moment(as_of)
    # Before Prefect, whose start takes seconds and which would print a traceback of a mistake in a file.
    with opened(project) as (read, world):
        names = [watch.model for watch in watches_over(read, world, model)]
        missing = tuple(_missing_columns(read, names))
        if not any(world.ledger.promotions.of(name) for name in names):
            adopt_first = tuple(_adopt_first(name, project) for name in names)
            return Round(lines=adopt_first, troubles=(*missing, *read.problems))
    # What a task refuses comes back as a trouble, in words; Prefect would log its traceback besides.
    with in_process():
        from flows.monitor import monitor_model
        from flows.reconcile import reconcile

        decided = monitor_model(str(project), model, now)
        troubles = reconcile(str(project), model, now)
    with watches(project, model) as all_watches:
        lines = tuple(line for watch in all_watches for line in _of_model(watch, set(decided), project, now))
        unseen = tuple(line for watch in all_watches for line in _left_undecided(watch, now))
        return Round(lines=(*lines, *_messages(all_watches, project)), troubles=(*unseen, *missing, *troubles))


def _missing_columns(read: Project, names: list[str]) -> Iterator[str]:
    """Columns that files ask for and the newest rows lack: what they are for is not known, the rest is watched."""
    for watched in read.models:
        if watched.name in names:
            yield from strangers(watched, read.folder)


def _of_model(watch: Watch, decided: set[str], project: Path, now: datetime) -> Iterator[str]:
    yield from _decisions(watch, [d for d in watch.ledger.decisions.of(watch.model) if d.id in decided], now, project)
    yield from (notice.title for notice in _news(watch, now))
    for request in watch.ledger.requests.pending(watch.model):
        yield (
            f"{watch.model}: may {request.challenger} replace {request.champion}? Answer until "
            f"{request.expires_at:%Y-%m-%d %H:%M} UTC: driftwarden approve {request.id[:8]} --by YOU"
            f"{project_option(project)} (or: reject, with --why)"
        )


def _decisions(watch: Watch, decided: list[Decision], now: datetime, project: Path) -> Iterator[str]:
    """The newest decision and those that act; the rest are counted."""
    if not decided:
        yield from _nothing_decided(watch, now, project)
        return
    yield from _caught_up(watch.model, decided, now)
    told = [d for d in decided if d.action is not Action.NOTHING or d is decided[-1]]
    for decision in told:
        yield f"{watch.model} {decision.window}: {decision.action} (decision {decision.id[:8]}). {decision.because}"
    quiet = Counter(d.reason for d in decided if d not in told)
    if quiet:
        yield f"{watch.model}: windows besides: {', '.join(f'{count} {reason}' for reason, count in quiet.items())}"


def _caught_up(model: str, decided: list[Decision], now: datetime) -> Iterator[str]:
    """Where windows of long ago were decided over at once: that what they speak of as now is of this round."""
    if len(decided) > 1:
        first, last = decided[0].window, decided[-1].window
        yield (
            f"{model}: caught up on {len(decided)} windows, {first.start:%Y-%m-%d} to {last.end:%Y-%m-%d}: all were "
            f"decided over now, one after the other, so what they order or find in flight is of {now:%Y-%m-%d}"
        )


def _nothing_decided(watch: Watch, now: datetime, project: Path) -> Iterator[str]:
    promotions = watch.ledger.promotions.of(watch.model)
    if not promotions:
        yield _adopt_first(watch.model, project)
    elif promotions[0].promoted_at > now:
        since = f"{promotions[0].promoted_at:%Y-%m-%d %H:%M}"
        yield f"{watch.model}: nothing to look at as of {now:%Y-%m-%d %H:%M} UTC, it is watched only since {since} UTC"
    elif not undecided(watch, now):
        window = watch.document.monitoring.window
        yield f"{watch.model}: no new {window} was ready by {now:%Y-%m-%d %H:%M} UTC"


def _news(watch: Watch, now: datetime) -> Iterable[Notice]:
    """What people are told since this round, in the words they are told it."""
    notices = watch.ledger.outbox.of(watch.model)
    return (n for n in notices if n.created_at == now and not n.key.startswith(_TOLD_ELSEWHERE))


def _left_undecided(watch: Watch, now: datetime) -> Iterator[str]:
    """Windows that were ready and could not be decided over, with the newest reason that was told."""
    left = undecided(watch, now)
    told = [n for n in watch.ledger.outbox.of(watch.model) if n.title.endswith(": could not monitor")]
    if left and told:
        more = f" and {len(left) - 1} more after it" if len(left) > 1 else ""
        yield f"{watch.model}: could not decide over {left[0]}{more}: {told[-1].paragraphs[0]}"


def _messages(all_watches: tuple[Watch, ...], project: Path) -> Iterator[str]:
    """What did not reach people, and where to read what they are told while there is no messenger."""
    ledger = all_watches[0].ledger
    models = {watch.model for watch in all_watches}
    waiting = [each for each in ledger.outbox.undelivered() if each.notice.model in models and not each.buried_at]
    stuck = sum(each.failures > 0 for each in waiting)
    settings = Settings().inside(project)
    if stuck:
        yield f"messages that could not be delivered yet: {stuck}; the next run tries again"
    if len(waiting) > stuck:
        yield f"messages that wait for the end of quiet hours or the digest: {len(waiting) - stuck}"
    if given_up := sum(each.buried_at is not None for each in ledger.outbox.undelivered()):
        yield f"messages that were given up: {given_up}; driftwarden doctor{project_option(project)} says why"
    elif not waiting and any(map(ledger.outbox.of, models)) and not (settings.slack_token or settings.apprise_urls):
        yield f"no Slack token is set: what people would be told is in {settings.messages / 'slack.html'}"


def _adopt_first(model: str, project: Path) -> str:
    first = f"driftwarden adopt {model} --from DAY --to DAY{project_option(project)}"
    return f"{model}: no champion yet; train the first: {first}"
