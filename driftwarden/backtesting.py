"""`driftwarden backtest --decisions-only`: what other policies would have decided over the signals in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import InvalidDocument
from driftwarden.asked_files import write_figures
from driftwarden.decisions_table import by_quarter_table, decisions_table, incidents_table, plain
from flows.replaying.contenders import contenders
from flows.replaying.incidents import read_incidents
from flows.replaying.stored import stored_course
from flows.worlds import opened, watch_over
from policies.replay.firing import firing
from policies.replay.play import play

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import RenderableType

    from driftwarden.backtest.asked import Asked
    from flows.replaying.stored import StoredCourse


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
