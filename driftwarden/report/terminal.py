"""The run as a person at a terminal sees it: a line a week while it walks, a table and a list at its end.

Where the output is no terminal (a pipe, a log of continuous integration) the same lines come out plain.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from domain.decisions import Action, Decision, Reason
from domain.signal_families import families, titled
from domain.signals import SignalState
from driftwarden.report import unknowns, words
from driftwarden.report.reckoning import DRIFTWARDEN, compared_weeks, months, standings
from driftwarden.report.story import EventKind, Story, Week

_STYLES = {
    EventKind.RETRAINED: "bold",
    EventKind.PROMOTED: "bold green",
    EventKind.CONFIRMED: "green",
    EventKind.REFUSED: "bold magenta",
    EventKind.INCONCLUSIVE: "bold yellow",
    EventKind.ROLLED_BACK: "bold red",
    EventKind.ALERT: "yellow",
    EventKind.HELD_BACK: "yellow",
}
_DECISION_WIDTH = 11


class Walk(Protocol):
    """What a walk through the weeks is told as it goes."""

    def doing(self, what: str) -> None:
        """Say what is being worked on now; shown on a terminal only."""
        ...

    def week(self, week: Week, decision: Decision | None) -> None:
        """One week is done: print its line and move the bar."""
        ...


@contextmanager
def walking(console: Console, weeks: int, *, metric: str = "MAE") -> Iterator[Walk]:
    """Show a walk of so many weeks: a line for each above a bar that moves, or plain lines where nobody watches."""
    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("weeks"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with progress:
        task = progress.add_task("starting", total=weeks)

        yield _ShownWalk(progress=progress, task=task, metric=metric)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShownWalk:
    """`told` are the reasons for not knowing that were said already: each is news once."""

    progress: Progress
    task: TaskID
    metric: str
    told: set[str] = field(default_factory=set)

    def doing(self, what: str) -> None:
        self.progress.update(self.task, description=what)

    def week(self, week: Week, decision: Decision | None) -> None:
        console = self.progress.console
        line = week_line(week, decision, metric=self.metric)
        console.print(line, no_wrap=True, overflow="ellipsis" if console.is_terminal else "ignore", crop=False)
        for unknown in unknowns.of_window(week.signals):
            if unknown.reason not in self.told:
                self.told.add(unknown.reason)
                console.print(Text(f"{'':>9}cannot tell: {unknown.sentence}", style="yellow"), soft_wrap=True)
        self.progress.advance(self.task)


def week_line(week: Week, decision: Decision | None, *, metric: str = "MAE") -> Text:
    """Number, first day, version in service, error, decision and breached signals, in columns."""
    line = Text.assemble((f"week {week.number:>2}", "bold"), f"  {words.day(week.window.start):>11}  ")
    line.append(f"{words.shorten(week.version, 8):<8} ", style="cyan")
    line.append(f"{metric} {words.number(week.error):>9}  ", style="" if week.error is not None else "yellow")
    line.append_text(_decided(decision))
    held_back = "; ".join(decision.held_back_by) if decision else ""
    return line.append("  ".join(filter(None, (held_back, _signals(week, told=held_back)))), style="dim")


def month_table(story: Story) -> Table:
    """The model left alone against Driftwarden, by month, with all weeks below."""
    table = Table(title=Text(f"Mean weekly {story.metric} in {story.unit}"), title_justify="left", show_footer=True)
    ours, never = standings(story)[:2]
    gain = None if ours.mean is None or never.mean is None else never.mean - ours.mean
    table.add_column("month", footer="all weeks")
    table.add_column("weeks", justify="right", footer=words.share(len(compared_weeks(story)), len(story.weeks)))
    table.add_column("never", justify="right", footer=words.number(never.mean))
    table.add_column(DRIFTWARDEN, justify="right", style="bold", footer=words.number(ours.mean))
    table.add_column("gain", justify="right", footer=words.signed(gain, minus="-"))
    for month in months(story):
        figures = (words.number(month.never), words.number(month.ours), words.signed(month.gain, minus="-"))
        table.add_row(month.label, words.share(month.compared, month.weeks), *figures)
    return table


def schedule_table(story: Story) -> Table:
    """Driftwarden beside every fixed schedule: retrainings and mean weekly error over the same weeks."""
    table = Table(title="What each schedule cost and brought", title_justify="left")
    table.add_column("schedule")
    table.add_column("retrainings", justify="right")
    table.add_column(Text(f"mean weekly {story.metric}, {story.unit}"), justify="right")
    for standing in standings(story):
        row = (Text(standing.label), str(standing.retrainings), words.number(standing.mean))
        table.add_row(*row, style="bold" if standing.is_ours else "")
    return table


def event_list(story: Story) -> Table:
    """What the agent did and why: day, kind and version, and a sentence that wraps beside them."""
    events = Table.grid(padding=(0, 2))
    events.add_column(no_wrap=True, justify="right")
    events.add_column(no_wrap=True)
    events.add_column(overflow="fold")
    for event in story.events:
        what = Text(f"{event.kind.value} {event.version or ''}".rstrip(), style=_STYLES[event.kind])
        events.add_row(words.day(event.at), what, Text(words.sentence(event.sentence)))
    return events


def unknown_list(story: Story) -> Table | None:
    """What could not be told, in which weeks and why; None where everything could."""
    found = unknowns.over_weeks(story.weeks)
    if not found:
        return None
    table = Table.grid(padding=(0, 2))
    table.title, table.title_justify = "What could not be told", "left"
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for unknown in found:
        table.add_row(f"week {_plain(words.ranges(unknown.weeks))}", Text(unknown.sentence))
    return table


def _plain(text: str) -> str:
    """For terminals that lack the dash."""
    return text.replace("\N{EN DASH}", "-")


def _signals(week: Week, *, told: str) -> str:
    """The breached signals by name, e.g. `mae; drift of temp, dewp, hour and 2 more`, but for those told already.

    What is not known is no news of every week: why is said below the first, and only calm is not claimed.
    """
    breached = [signal for signal in week.signals if signal.state is SignalState.BREACHED]
    if breached:
        named = (titled(family) for family in families(breached))
        return "; ".join(name for name in named if f" {name} " not in told)
    if not week.signals:
        return "no signals"
    unknown = week.states[SignalState.UNKNOWN]
    if unknown == len(week.signals):
        return "nothing is known"
    return "calm, as far as known" if unknown else "calm"


def _decided(decision: Decision | None) -> Text:
    """What was decided, padded to a column; a calm week leaves it empty."""
    if decision is None:
        return Text(f"{'undecided':<{_DECISION_WIDTH}}", style="yellow")
    action = decision.action.value if decision.action is not Action.NOTHING else ""
    reason = decision.reason.value if decision.reason not in {Reason.CALM, Reason.FIRED} else ""
    said = f"{action} ({reason})" if action and reason else action or reason
    acts = decision.action in {Action.RETRAIN, Action.ROLL_BACK}
    return Text(f"{said:<{_DECISION_WIDTH - 2}}  ", style="bold red" if acts else "yellow")
