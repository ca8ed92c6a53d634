"""`driftwarden demo-live`: the world, the page and the programs around it, up until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from driftwarden.demo.folder import MODEL, keep_to, prepare
from driftwarden.live.attending import Attention, champion_seen
from driftwarden.live.children import free_port, running
from driftwarden.live.moved_weeks import calendar_up_to
from driftwarden.live.person import press_approve
from driftwarden.live.scraping import HOW_TO_GET_IT, scraping
from driftwarden.live.six_weeks import play
from driftwarden.options import program, project_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console

    from domain.ports import Ledger
    from driftwarden.live.children import Child
    from driftwarden.live.scraping import Prometheus
    from driftwarden.local_slack.server import LocalSlack
    from flows.watch import Watch

_SLACK_PORT, _METRICS_PORT = 9107, 9108
_ENDS = (signal.SIGINT, signal.SIGTERM)
# Every sixth flight, as in `make demo`.
_EVERY = 6
_GRAPH = f'driftwarden_signal_value{{model="{MODEL}",signal="mae",segment=""}}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is up: the Slack page, the exporter, Prometheus where it is installed, and the watch on the model."""

    slack: LocalSlack
    exporter: str
    prometheus: Prometheus | None
    started: tuple[Child, ...]
    watch: Watch
    project: Path

    @property
    def ledger(self) -> Ledger:
        """The source of truth."""
        return self.watch.ledger


def show(folder: Path, console: Console, *, headless: bool) -> None:
    """Play up to the question and wait for a person; `headless` presses Approve itself, and ends when it is done."""
    started = time.monotonic()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    project = prepare(folder)
    with _stopping_on_ctrl_c(console), _stage(project, console) as stage:
        _play(stage, console)
        attention = Attention(ledger=stage.ledger, project=project)
        _tell_what_to_do(stage, console, seconds=time.monotonic() - started)
        if headless:
            press_approve(stage.slack.address)
        _tell_what_happens(stage, attention, console, until_promoted=headless)


@contextmanager
def _stage(project: Path, console: Console) -> Iterator[Stage]:
    """Everything started, and stopped in the opposite order."""
    # Before anything imports Prefect, which reads its settings then.
    keep_to(project)
    from driftwarden.local_slack.server import local_slack
    from driftwarden.prefect_here import in_process
    from flows.worlds import opened, watch_over

    with ExitStack() as stack:
        slack = stack.enter_context(local_slack(port=free_port(_SLACK_PORT)))
        port = free_port(_METRICS_PORT)
        exporter = f"http://127.0.0.1:{port}"
        _use(slack, exporter)
        stack.enter_context(in_process())
        read, world = stack.enter_context(opened(project))
        command = [sys.executable, "-m", "driftwarden", "metrics", "--project", str(project), "--port", str(port)]
        logs = project / "logs"
        child = stack.enter_context(running(command, ready=f"{exporter}/healthz", log=logs / "exporter.log"))
        slack.request_url = f"{exporter}/slack/interactive"
        prometheus = stack.enter_context(scraping(exporter, project / "prometheus"))
        yield Stage(
            slack=slack,
            exporter=exporter,
            prometheus=prometheus,
            started=(child, *([prometheus.child] if prometheus else [])),
            watch=watch_over(read.model(MODEL), read, world),
            project=project,
        )


def _use(slack: LocalSlack, exporter: str) -> None:
    """Point the flows, and the programs that inherit it, at the Slack on this page."""
    from driftwarden.local_slack import workspace

    os.environ |= {
        "DRIFTWARDEN_SLACK_TOKEN": workspace.TOKEN,
        "DRIFTWARDEN_SLACK_CHANNEL": workspace.CHANNEL_ID,
        "DRIFTWARDEN_SLACK_SIGNING_SECRET": workspace.SIGNING_SECRET,
        "DRIFTWARDEN_SLACK_BASE_URL": slack.base_url,
        "DRIFTWARDEN_PUBLIC_URL": exporter,
    }


def _play(stage: Stage, console: Console) -> None:
    from driftwarden.demo.flights import read_flights

    calendar = calendar_up_to(datetime.now(UTC))
    for doing in play(stage.watch, read_flights(every=_EVERY), stage.project, calendar):
        console.print(doing, highlight=False)
    for child in stage.started:
        child.wait()


def _tell_what_to_do(stage: Stage, console: Console, *, seconds: float) -> None:
    graph = stage.prometheus.page(_GRAPH) if stage.prometheus else f"not installed: {HOW_TO_GET_IT}"
    lines = (
        "",
        f"After {seconds:.0f} seconds: the model has gone stale, a challenger has won its trial, and you are asked.",
        f"       Slack  {stage.slack.address}   <- open it and press Approve",
        f"  Prometheus  {graph}",
        f"     Metrics  {stage.exporter}/metrics",
        "Ctrl-C stops everything.",
        "",
    )
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)


def _tell_what_happens(stage: Stage, attention: Attention, console: Console, *, until_promoted: bool) -> None:
    """Every deed as it comes, and what came of a promotion; with nobody there, the first promotion is the end."""
    champion = _champion(stage)
    for entry in attention.news():
        console.print(f"{entry.actor}: {entry.deed} (by way of {entry.door})", highlight=False)
        if _champion(stage) != champion:
            champion = _tell_what_changed(stage, console)
            if until_promoted:
                return


def _tell_what_changed(stage: Stage, console: Console) -> str:
    """Say what came of it, and what of that Prometheus has seen; returns the champion."""
    version = _champion(stage)
    console.print(f"{version} is in force; the thread in Slack says so", highlight=False)
    if stage.prometheus is not None:
        seen = "shows" if champion_seen(stage.prometheus, version) else "does not show yet"
        console.print(f'Prometheus {seen} driftwarden_champion_info{{version="{version}"}} 1', highlight=False)
    why = f"why: {program()} explain {MODEL}{project_option(stage.project)}"
    console.print(why, highlight=False, soft_wrap=True)
    return version


def _champion(stage: Stage) -> str:
    promotion = stage.ledger.promotions.latest(MODEL)
    return promotion.to_version if promotion else ""


@contextmanager
def _stopping_on_ctrl_c(console: Console) -> Iterator[None]:
    """Ctrl-C, and being asked to end, stop what was started, in order; a second one does not interrupt that."""
    # A program that a script starts in the background is told to ignore Ctrl-C, and its children would outlive it.
    for number in _ENDS:
        signal.signal(number, _interrupt)
    try:
        yield
    except KeyboardInterrupt:
        console.print("stopped", highlight=False)


def _interrupt(_number: int, _frame: object) -> NoReturn:
    for number in _ENDS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
