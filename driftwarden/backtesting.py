"""`driftwarden backtest`: what other policies would have done with a model's past, and what that would have cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from domain.costs import Costs
from domain.errors import InvalidDocument
from domain.windows import Window
from driftwarden.asked_files import write_figures
from driftwarden.decisions_table import by_quarter_table, decisions_table, incidents_table, plain
from flows.replaying.contenders import contenders
from flows.replaying.incidents import read_incidents
from flows.replaying.stored import stored_course
from flows.worlds import moment, opened, watch_over
from policies.replay.firing import firing
from policies.replay.play import play

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console, RenderableType

    from flows.replaying.stored import StoredCourse
    from flows.watch import Watch

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks of a backtest; None where the model's file, or all there is, decides."""

    model: str
    policies: tuple[str, ...]
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    retraining_cost: float | None = None
    error_cost: float | None = None
    approval_lag: timedelta = timedelta(hours=1)
    grid: int | None = None
    incidents: Path | None = None
    html: Path | None = None
    json: Path | None = None

    @property
    def span(self) -> Window | None:
        """The time that is replayed; None for all there is. Raises InvalidDocument for one that is empty."""
        if self.since is None and self.until is None and self.as_of is None:
            return None
        known = moment(self.as_of)
        start, end = self.since or _LONG_AGO, min(self.until or known, known)
        if start >= end:
            raise InvalidDocument([f"--from: {start:%Y-%m-%d %H:%M} is not before {end:%Y-%m-%d %H:%M}, the end"])
        return Window(start=start, end=end)

    def costs(self, watch: Watch) -> Costs | None:
        """What errors and retrainings cost: as given, else as the model's file says; None where one is not known."""
        known = watch.document.costs
        retraining, error = self.retraining_cost, self.error_cost
        if known is not None:
            retraining = known.retraining if retraining is None else retraining
            error = known.error if error is None else error
        if retraining is None or error is None:
            return None
        return Costs(retraining=retraining, error=error, currency=known.currency if known else "")


def backtest_decisions(project: Path, asked: Asked) -> Iterator[RenderableType]:
    """Replay the policies over the signals in the ledger; yields what is printed, and writes the JSON asked for.

    Raises InvalidDocument for --html, which is about costs that decisions alone do not tell.
    """
    if asked.html is not None:
        raise InvalidDocument(["--html: decisions alone have no costs to draw; take --html or --decisions-only away"])
    incidents = read_incidents(asked.incidents) if asked.incidents else ()
    with opened(project) as (read, world):
        watched = read.model(asked.model)
        watch = watch_over(watched, read, world)
        policies = contenders(watched, asked.policies, folder=read.folder)
        course = stored_course(watch, policies, asked.span, approval_lag=asked.approval_lag, costs=asked.costs(watch))
        firings = [firing(play(policy, course), incidents=incidents) for policy in policies]
    notes = list(_notes(course))
    yield f"{asked.model}: {_what(course)}; {policies[0].name} is in force"
    yield decisions_table(firings)
    if any(each.by_quarter for each in firings):
        yield by_quarter_table(firings)
    if incidents:
        yield incidents_table(firings)
    yield from notes
    if asked.json is not None:
        write_figures(
            asked.json, {"model": asked.model, "depth": "decisions only", **_span(course), **plain(firings, notes)}
        )
        yield f"{asked.json}: the same figures"


def backtest_in_full(project: Path, asked: Asked, console: Console) -> Iterator[RenderableType]:
    """Replay the policies with real trainings; yields what is printed, and writes what was asked for.

    Progress goes to `console`.
    """
    from driftwarden.backtest_report import full_backtest

    yield from full_backtest(project, asked, console)


def _what(course: StoredCourse) -> str:
    windows = list(course.found.windows)
    return f"{len(windows):,} windows, {windows[0].start:%Y-%m-%d} to {windows[-1].end:%Y-%m-%d}, decisions only"


def _span(course: StoredCourse) -> dict[str, object]:
    windows = list(course.found.windows)
    return {"from": windows[0].start.isoformat(), "to": windows[-1].end.isoformat(), "windows": len(windows)}


def _notes(course: StoredCourse) -> Iterator[str]:
    """What a reader has to know of figures that rest on stored signals."""
    yield (
        "Every version has the signals that were recorded of the one that really served, and every retraining succeeds "
        "that was not really refused; what retraining gains, only a backtest without --decisions-only can tell."
    )
    if course.found.amended:
        yield (
            f"{course.found.amended} windows were measured again because rows or labels came late; "
            f"their first reading counts, as nobody knew the later one when they were decided over."
        )
