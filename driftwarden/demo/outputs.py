"""What the demo leaves behind: the report, Evidently's page, the messages, an explanation, the metrics, a summary."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console

from domain.decisions import Action
from driftwarden.demo.folder import MODEL, keep_to
from driftwarden.options import program, project_option
from driftwarden.report.reckoning import compared_weeks, mean_over
from driftwarden.report.story import EventKind, Link

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from domain.decisions import Decision
    from domain.ports import Ledger
    from driftwarden.backtest.tried import Tried
    from driftwarden.report.story import Baseline, Story

_EVIDENTLY = Link(
    label="Evidently", href="evidently.html", what="Evidently's own report of the first window that led to a retraining"
)
_SLACK = Link(label="Slack messages", href=".driftwarden/messages/slack.html", what="what people were told and asked")
_LINKS = (
    Link(label="Explanations", href="explain.txt", what="every decision that acted, with its evaluation tree"),
    Link(label="Metrics", href="metrics.txt", what="the page that Prometheus scrapes"),
    Link(label="Summary", href="summary.json", what="the figures of this run, for a program"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is done in another process; each is waited for when it is called."""

    baselines: Callable[[], tuple[Baseline, ...]]
    tried: Callable[[], Tried]
    evidently: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What was written, and the story that it tells."""

    project: Path
    story: Story
    links: tuple[Link, ...]

    def show(self, console: Console) -> None:
        """Print the closing lines: the months, the schedules, what the agent did, what was not known, where to look."""
        from driftwarden.report.terminal import event_list, month_table, schedule_table, unknown_list

        told = (month_table(self.story), schedule_table(self.story), event_list(self.story), unknown_list(self.story))
        for part in filter(None, told):
            console.print(part)
            console.print()
        for link in (Link(label="Report", href="report.html", what=""), *self.links):
            console.print(f"{link.label:>16}  {self.project / link.href}", highlight=False, soft_wrap=True)
        decided = self.story.decisions
        for example in (*(each for each in decided if each.action is Action.RETRAIN), *decided)[:1]:
            why = f"{'Why':>16}  {program()} explain {example.id[:8]}{project_option(self.project)}"
            console.print(why, highlight=False, soft_wrap=True)


def write_outputs(
    project: Path,
    flights: pd.DataFrame,
    beside: Beside,
    *,
    weeks: int,
    every: int,
    seconds: Callable[[], float],
) -> Outputs:
    """Write everything beside the ledger; what is done beside the walk is waited for only when the report needs it."""
    from adapters.metrics import exposition
    from driftwarden.demo.telling import tell
    from driftwarden.report.page import write_report
    from flows.worlds import opened, watch_over

    with opened(project) as (read, world):
        watch = watch_over(read.model(MODEL), read, world)
        decided = watch.ledger.decisions.of(MODEL)
        # A short demo may have led to no retraining, and to nothing that people had to be told.
        told_of = {_EVIDENTLY: bool(_fired(decided)), _SLACK: (project / _SLACK.href).exists()}
        links = (*(link for link, is_there in told_of.items() if is_there), *_LINKS)
        _write_explanations(watch.ledger, project, decided)
        (project / "metrics.txt").write_bytes(exposition(watch.ledger, now=datetime.now(UTC)))
        told = tell(watch, flights, beside.baselines(), weeks=weeks, every=every, seconds=seconds, links=links)
        story = replace(told, tried=beside.tried())
        write_report(story, project / "report.html")
        beside.evidently()
        summary = summarise(story, seconds())
    (project / "summary.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    return Outputs(project=project, story=story, links=links)


def summarise(story: Story, seconds: float) -> dict[str, object]:
    """The run's figures, those of the report: mean errors in minutes over the compared weeks, null where there is none;
    how often what happened; and what policies would have cost.
    """
    weeks = compared_weeks(story)
    errors = {baseline.name: baseline.by_week for baseline in (story.never, *story.baselines)}
    means = {name: mean_over(each, weeks) for name, each in (errors | {"driftwarden": story.errors}).items()}
    return {
        **{name: None if mean is None else round(mean, 3) for name, mean in means.items()},
        "retrainings": story.count(EventKind.RETRAINED),
        "promotions": story.count(EventKind.PROMOTED),
        "refusals": story.count(EventKind.REFUSED),
        "inconclusive": story.count(EventKind.INCONCLUSIVE),
        "decisions": len(story.decisions),
        **({"policies": _policies(story.tried)} if story.tried else {}),
        "seconds": round(seconds, 1),
    }


def _policies(tried: Tried) -> dict[str, object]:
    """Over the last 40 % of the days; costs in minutes of error."""
    return {
        account.policy: {
            "mean": round(account.mean, 3) if account.mean is not None else None,
            "cost": round(account.cost),
            "retrainings": account.retrainings,
            "verdict": tried.verdict(account),
        }
        for account in tried.accounts
    }


def write_evidently(project: Path) -> None:
    """Evidently's report of the first window that led to a retraining, if one did; from a process of its own."""
    from flows.due.reporting import report_window
    from flows.worlds import opened, watch_over

    keep_to(project)
    with opened(project) as (read, world):
        watch = watch_over(read.model(MODEL), read, world)
        for decision in _fired(watch.ledger.decisions.of(MODEL))[:1]:
            report_window(watch, decision.window, project / _EVIDENTLY.href, as_of=decision.decided_at)


def _fired(decided: Sequence[Decision]) -> list[Decision]:
    return [decision for decision in decided if decision.action is Action.RETRAIN]


def _write_explanations(ledger: Ledger, project: Path, decided: tuple[Decision, ...]) -> None:
    from driftwarden.explain import explain

    with (project / "explain.txt").open("w", encoding="utf-8") as file:
        console = Console(file=file, width=120, markup=False, emoji=False)
        for decision in decided:
            if decision.action is not Action.NOTHING:
                console.print(explain(ledger, decision))
                console.print()
