"""What the commands do, as functions that return what is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from adapters.lifting import muted_now
from domain.errors import InvalidDocument
from driftwarden.options import project_option
from driftwarden.report.unknowns import of_window, unknown_of
from driftwarden.strays import strays_of
from flows.due.versions import named, versions_logged
from flows.log_misfits import strangers
from flows.worlds import moment, opened, watch_over

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from pathlib import Path

    from domain.approvals import ApprovalRequest, Promotion
    from domain.decisions import Decision
    from domain.ports import Ledger
    from domain.windows import Window


def adopt_model(
    project: Path, model: str, train_on: Window, as_of: datetime | None, *, version: str | None = None
) -> str:
    """Train and put in force the first champion; a model that has one keeps it. Returns one sentence."""
    from flows.due.adopting import adopt

    with opened(project) as (read, world):
        watched = read.model(model)
        watch = watch_over(watched, read, world)
        latest = world.ledger.promotions.latest(model)
        if latest is not None:
            return (
                f"{model}: has a champion already, {latest.to_version}, in force since {_at(latest.promoted_at)}; "
                f"nothing was trained. Further versions come from its policy"
            )
        if missing := strangers(watched, read.folder):
            raise InvalidDocument(list(missing))
        promotion = adopt(watch, train_on, moment(as_of), version=version)
        logged = versions_logged(watch, train_on, promotion.promoted_at) if version else ()
    unit = f" {watch.document.unit}" if watch.document.unit else ""
    promised = "" if promotion.promised is None else f"; it promises an error of {promotion.promised:.4g}{unit}"
    unserved = _unserved(promotion.to_version, logged)
    return f"{model}: {promotion.to_version} is in force since {_at(promotion.promoted_at)}{promised}{unserved}"


def _unserved(version: str, logged: Collection[str]) -> str:
    """What a name means that is not among those of the log's newest rows."""
    if not logged or version in logged:
        return ""
    return (
        f". The newest rows of the log were served by {named(logged)}: what rests on the rows of {version} is unknown "
        f"until the service logs that name"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is printed, and what keeps files from being read."""

    shown: Group
    problems: tuple[str, ...]


def status_of(project: Path) -> Status:
    """Two lines a model, within the eighty columns of a small terminal; below, what is not watched and why, what is
    muted, what is not known, and lost messages. Files that cannot be read keep no model from being shown.
    """
    table = Table("model", "champion", "newest decision", "waits for an answer", box=SIMPLE_HEAD, pad_edge=False)
    muted: list[Text] = []
    unknown: list[Text] = []
    with opened(project, needs_models=False) as (read, world):
        on_probation = {promotion.id for promotion in world.ledger.promotions.on_probation()}
        pending = {request.model: request for request in world.ledger.requests.pending()}
        strays = strays_of(read, world.ledger)
        for name in (*(watched.name for watched in read.models), *(stray.model for stray in strays)):
            newest = world.ledger.decisions.newest(name)
            table.add_row(
                name,
                _champion(world.ledger.promotions.latest(name), on_probation),
                _newest(newest) if newest else "none yet",
                _question(pending.get(name)),
            )
            muted += _muted(world.ledger, name, moment(None), project)
            unknown += _not_known(world.ledger, newest) if newest else ()
        given_up = tuple(_given_up(world.ledger, project))
    unwatched = (Text(f"{stray.model}: {stray.told}") for stray in strays)
    return Status(shown=Group(table, *unwatched, *muted, *unknown, *given_up), problems=read.problems)


def _given_up(ledger: Ledger, project: Path) -> Iterator[Text]:
    """Messages that nobody will see, questions first."""
    letters = [each for each in ledger.outbox.undelivered() if each.buried_at is not None]
    asking = sum(bool(each.notice.buttons) for each in letters)
    if letters:
        asks = f", {asking} of them with buttons that nobody has seen" if asking else ""
        yield Text(
            f"messages given up: {len(letters)}{asks}; driftwarden doctor{project_option(project)} says why and "
            f"what to do"
        )


def _muted(ledger: Ledger, model: str, now: datetime, project: Path) -> Iterator[Text]:
    """A line for each silence in force, with the command that ends it."""
    for silence in muted_now(ledger, model, at=now):
        what = f"{silence.signal} is muted" if silence.signal else "muted"
        one = f" --signal {silence.signal}" if silence.signal else ""
        ends = f"driftwarden silence {model} --lift{one}{project_option(project)}"
        yield Text(f"{model}: {what} until {_at(silence.until)} by {silence.by} ({silence.why}); {ends} ends it")


def _not_known(ledger: Ledger, newest: Decision) -> Iterator[Text]:
    """The unknown signals of the newest decision's window, a line for each reason."""
    signals = ledger.signals.within(newest.model, newest.window)
    found = of_window(signals)
    if found:
        yield Text(
            f"{newest.model}: not known in the newest window ({len(unknown_of(signals))} of {len(signals)} signals):"
        )
        yield from (Text(f"  {unknown.sentence}") for unknown in found)


def _champion(promotion: Promotion | None, on_probation: Collection[str]) -> str:
    """`on_probation` are ids of promotions."""
    if promotion is None:
        return "none yet\ndriftwarden adopt"
    tried = ", on probation" if promotion.id in on_probation else ""
    return f"{promotion.to_version}{tried}\nsince {promotion.promoted_at:%Y-%m-%d}"


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
