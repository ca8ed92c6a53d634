"""What the commands do, as functions that return what is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from domain.errors import InvalidDocument
from driftwarden.report.unknowns import of_window, unknown_of
from flows.worlds import moment, opened, watch_over

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from domain.approvals import ApprovalRequest
    from domain.decisions import Decision
    from domain.ports import Ledger
    from domain.windows import Window


def adopt_model(project: Path, model: str, train_on: Window, as_of: datetime | None) -> str:
    """Train and put in force the first champion; a model that has one keeps it. Returns one sentence."""
    from flows.due.adopting import adopt

    with opened(project) as (read, world):
        watch = watch_over(read.model(model), read, world)
        latest = world.ledger.promotions.latest(model)
        if latest is not None:
            return (
                f"{model}: has a champion already, {latest.to_version}, in force since {_at(latest.promoted_at)}; "
                f"nothing was trained. Further versions come from its policy"
            )
        promotion = adopt(watch, train_on, moment(as_of))
    unit = f" {watch.document.unit}" if watch.document.unit else ""
    promised = "" if promotion.promised is None else f"; it promises an error of {promotion.promised:.4g}{unit}"
    return f"{model}: {promotion.to_version} is in force since {_at(promotion.promoted_at)}{promised}"


def status_table(project: Path) -> Group:
    """Two lines a model, within the eighty columns of a small terminal; below, what is not known, and lost messages."""
    table = Table("model", "champion", "newest decision", "waits for an answer", box=SIMPLE_HEAD, pad_edge=False)
    unknown: list[Text] = []
    with opened(project) as (read, world):
        pending = {request.model: request for request in world.ledger.requests.pending()}
        for watched in read.models:
            decisions = world.ledger.decisions.of(watched.name)
            table.add_row(
                watched.name,
                _champion(world.ledger, watched.name),
                _newest(max(decisions, key=lambda d: d.window.end)) if decisions else "none yet",
                _question(pending.get(watched.name)),
            )
            unknown += _not_known(world.ledger, watched.name, decisions)
        given_up = tuple(_given_up(world.ledger, project))
    return Group(table, *unknown, *given_up)


def _given_up(ledger: Ledger, project: Path) -> Iterator[Text]:
    """Messages that nobody will see, questions first."""
    letters = [each for each in ledger.outbox.undelivered() if each.buried_at is not None]
    asking = sum(bool(each.notice.buttons) for each in letters)
    if letters:
        where = f" --project {project}" if project.parts else ""
        asks = f", {asking} of them with buttons that nobody has seen" if asking else ""
        yield Text(f"messages given up: {len(letters)}{asks}; driftwarden doctor{where} says why and what to do")


def _not_known(ledger: Ledger, model: str, decisions: tuple[Decision, ...]) -> Iterator[Text]:
    """The unknown signals of the newest window, a line for each reason."""
    if not decisions:
        return
    signals = ledger.signals.within(model, max(decision.window for decision in decisions))
    found = of_window(signals)
    if found:
        yield Text(f"{model}: not known in the newest window ({len(unknown_of(signals))} of {len(signals)} signals):")
        yield from (Text(f"  {unknown.sentence}") for unknown in found)


def _champion(ledger: Ledger, model: str) -> str:
    promotion = ledger.promotions.latest(model)
    if promotion is None:
        return "none yet\ndriftwarden adopt"
    on_probation = promotion in ledger.promotions.on_probation()
    return f"{promotion.to_version}{', on probation' if on_probation else ''}\nsince {promotion.promoted_at:%Y-%m-%d}"


def _newest(decision: Decision) -> str:
    return f"{decision.action} ({decision.reason})\n{decision.id[:8]} to {decision.window.end:%Y-%m-%d}"


def _question(request: ApprovalRequest | None) -> str:
    return f"{request.id[:8]} ({request.challenger})\nuntil {request.expires_at:%m-%d %H:%M}" if request else "nothing"


def write_evidently(
    project: Path, about: str, window: str | None, target: Path, as_of: datetime | None
) -> Iterator[str]:
    """Evidently's report of a model's window, or of a decision's; yields where it lies and what was left out."""
    from flows.due.reporting import report_window, window_named

    with opened(project) as (read, world):
        now = moment(as_of)
        if window is None:
            found = world.ledger.decisions.get(about)
            watch, chosen, known_at = watch_over(read.model(found.model), read, world), found.window, found.decided_at
        else:
            watch, known_at = watch_over(read.model(about), read, world), now
            chosen = window_named(watch, window, now)
        try:
            made = report_window(watch, chosen, target, as_of=known_at)
        except OSError as error:
            raise InvalidDocument([f"{target}: cannot be written ({error.strerror}); name a file with --to"]) from error
    drifted = ", ".join(made.drifted_columns) or "none"
    yield f"{made.path}: {watch.model}, {chosen}; drifted by Evidently's own defaults: {drifted}"
    yield from (f"left out: {column}: {why}" for column, why in made.left_out)


def _at(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
