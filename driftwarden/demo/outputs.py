"""What the demo leaves behind: the report, Evidently's page, the messages, an explanation, the metrics, a summary."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING

from rich.console import Console

from domain.decisions import Action
from domain.verdicts import Outcome
from driftwarden.report.story import Link

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from domain.decisions import Decision
    from domain.ports import Ledger, Predictor
    from driftwarden.report.story import Story
    from flows.watch import Watch

LINKS = (
    Link(label="Evidently", href="evidently.html", what="Evidently's own report of the first window that fired"),
    Link(label="Slack messages", href="messages/slack.html", what="what people were told and asked, as Slack shows it"),
    Link(label="Explanations", href="explain.txt", what="every decision to retrain with its evaluation tree"),
    Link(label="Metrics", href="metrics.txt", what="the page that Prometheus scrapes"),
    Link(label="Summary", href="summary.json", what="the figures of this run, for a program"),
)


def write_outputs(
    project: Path, flights: pd.DataFrame, decided: list[Decision], *, every: int, seconds: Callable[[], float]
) -> None:
    """Write everything beside the ledger and print the closing lines; the last line is the folder."""
    from driftwarden.demo.telling import tell
    from driftwarden.demo.walk import MODEL
    from driftwarden.report.page import write_report
    from driftwarden.report.terminal import event_list, month_table
    from flows.worlds import opened, watch_over

    console = Console()
    with opened(project) as (read, world), console.status("Measuring the baselines and writing the report ..."):
        watch = watch_over(read.model(MODEL), read, world)
        links = LINKS if _write_evidently(watch, project, decided) else LINKS[1:]
        _write_explanations(watch.ledger, project, decided)
        (project / "metrics.txt").write_bytes(_exposition(watch.ledger))
        story = tell(
            watch, flights, _recipe(project), weeks=len(decided), every=every, seconds=seconds, links=links
        )
        report = write_report(story, project / "report.html")
        summary = summarise(story, watch.ledger, seconds())
    (project / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
    console.print(month_table(story))
    console.print(event_list(story))
    for label, file in (("Report", report), *((link.label, project / link.href) for link in links)):
        console.print(f"{label:>16}  {file}", highlight=False, soft_wrap=True)
    console.print(f"{'Why':>16}  driftwarden explain --project {project} DECISION", highlight=False, soft_wrap=True)
    print(project)  # noqa: T201 - the last line is the folder, bare, for scripts


def summarise(story: Story, ledger: Ledger, seconds: float) -> dict[str, float | int]:
    """The run's figures: mean weekly errors in minutes, and counts from the ledger."""
    means = {baseline.name: _mean(baseline.by_week) for baseline in (story.never, *story.baselines)}
    verdicts = ledger.verdicts.of(story.model)
    decisions = ledger.decisions.of(story.model)
    promotions = ledger.promotions.of(story.model)
    return {
        **means,
        "driftwarden": _mean(story.errors),
        "retrainings": len({order.decision for order in ledger.orders.of(story.model)}),
        "promotions": sum(p.from_version is not None and p.rolls_back is None for p in promotions),
        "refusals": sum(v.outcome is not Outcome.PROMOTE for v in verdicts),
        "decisions": len(decisions),
        "seconds": round(seconds, 1),
    }


def _mean(errors: tuple[float | None, ...]) -> float:
    known = [error for error in errors if error is not None]
    return round(sum(known) / len(known), 3)


def _write_evidently(watch: Watch, project: Path, decided: list[Decision]) -> bool:
    from flows.due.reporting import report_window

    fired = [decision for decision in decided if decision.action is Action.RETRAIN]
    if fired:
        report_window(watch, fired[0], project / "evidently.html")
    return bool(fired)


def _write_explanations(ledger: Ledger, project: Path, decided: list[Decision]) -> None:
    from driftwarden.explain import explain

    with (project / "explain.txt").open("w", encoding="utf-8") as file:
        console = Console(file=file, width=120)
        for decision in decided:
            if decision.action is not Action.NOTHING:
                console.print(explain(ledger, decision))
                console.print()


def _exposition(ledger: Ledger) -> bytes:
    from adapters.metrics import exposition

    return exposition(ledger)


def _recipe(project: Path) -> Callable[[pd.DataFrame], Predictor]:
    """The example's own training recipe, loaded from the project's copy of it."""
    spec = importlib.util.spec_from_file_location("flights_recipe", project / "training.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(project / "training.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def fit(flights: pd.DataFrame) -> Predictor:
        return module.fit(flights[module.CATEGORIES + module.NUMBERS], flights["air_time"])  # type: ignore[no-any-return]

    return fit
