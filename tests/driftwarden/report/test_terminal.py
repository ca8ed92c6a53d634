"""At a terminal and in a log, the walk reads the same."""

from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from rich.console import Console

from domain.decisions import Action, Decision, Reason
from driftwarden.report.story import Event, EventKind
from driftwarden.report.terminal import event_list, month_table, schedule_table, unknown_list, walking, week_line
from tests.builders import MONDAY, a_decision, a_signal
from tests.driftwarden.report.builders import a_drift, a_report_week, a_short_story, a_story


def _printed(*renderables: object, width: int = 100) -> str:
    console = Console(file=StringIO(), width=width, force_terminal=False)
    console.print(*renderables)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (a_decision(), "retrain"),
        (a_decision(action=Action.NOTHING, reason=Reason.CALM), "v1       MAE      8.00             "),
        (a_decision(action=Action.NOTHING, reason=Reason.NOT_KNOWN), "not known"),
        (a_decision(action=Action.RETRAIN, reason=Reason.DRY_RUN), "retrain (dry run)"),
        (
            a_decision(action=Action.ALERT, reason=Reason.HELD_BACK, held_back_by=("in flight",)),
            "alert (held back)  in flight",
        ),
        (None, "undecided"),
    ],
)
def test_a_weeks_line_says_what_was_decided(decision: Decision | None, said: str) -> None:
    line = week_line(a_report_week(), decision).plain
    assert line.startswith("week  1   1 Apr 2013  v1       MAE      8.00  ")
    assert said in line


def test_a_weeks_line_names_what_is_breached() -> None:
    drifts = [a_drift(subject, 0.3) for subject in ("temp", "dewp", "humid", "wind_speed", "hour")]
    week = a_report_week(error=None, signals=(a_signal(), *drifts, a_drift("carrier", None)))
    line = week_line(week, None).plain
    assert "MAE not known" in line
    assert line.endswith("mae; drift of temp, dewp, humid and 2 more")


def test_what_holds_back_is_not_named_again_among_the_signals() -> None:
    gate = "broken data: drift of temp 0.3 (limit 0.1)"
    decision = a_decision(action=Action.ALERT, reason=Reason.HELD_BACK, held_back_by=(gate,))
    week = a_report_week(signals=(a_signal(), a_drift("temp", 0.3)))
    assert week_line(week, decision).plain.endswith(f"{gate}  mae")


@pytest.mark.parametrize(
    ("values", "said"),
    [((0.0, None), "calm, as far as known"), ((None, None), "nothing is known"), ((0.0, 0.0), "calm")],
)
def test_a_weeks_line_claims_calm_only_as_far_as_it_is_known(values: tuple[float | None, ...], said: str) -> None:
    signals = tuple(a_drift(f"column {at}", value) for at, value in enumerate(values))
    assert week_line(a_report_week(signals=signals), None).plain.endswith(f"  {said}")


def test_a_reason_for_not_knowing_is_told_in_the_first_week_only() -> None:
    console = Console(file=StringIO(), width=200)
    notes = ("9 rows; 20 are needed", "11 rows; 20 are needed", "no rows")
    with walking(console, len(notes)) as walk:
        for note in notes:
            walk.week(a_report_week(signals=(a_drift("temp", None, note=note),)), None)
    assert isinstance(console.file, StringIO)
    told = [line.strip() for line in console.file.getvalue().splitlines() if "cannot tell" in line]
    assert told == [
        "cannot tell: drift of temp: 9 rows; 20 are needed; known in a window with enough rows",
        "cannot tell: drift of temp: no rows",
    ]


def test_what_could_not_be_told_is_listed_at_the_end_by_reason() -> None:
    weeks = [a_report_week(number=n, signals=(a_drift("temp", None, note="no rows"),)) for n in (1, 2, 5)]
    told = unknown_list(a_short_story(*weeks))
    assert [line.strip() for line in _printed(told).splitlines()] == [
        "What could not be told",
        "week 1-2, 5  drift of temp: no rows",
    ]
    assert unknown_list(a_short_story()) is None


def test_the_months_set_never_beside_driftwarden() -> None:
    rows = [line.split() for line in _printed(month_table(a_short_story())).splitlines()]
    assert ["│", "Apr", "2013", "│", "1", "│", "11.50", "│", "8.00", "│", "+3.50", "│"] in rows
    assert ["│", "all", "weeks", "│", "1", "│", "11.50", "│", "8.00", "│", "+3.50", "│"] in rows


def test_the_schedules_are_all_in_their_table() -> None:
    printed = _printed(schedule_table(a_story()))
    labels = ("Driftwarden", "Never retrained", "Retrained every 4 weeks", "Retrained every week")
    assert all(label in printed for label in labels)


def test_the_events_come_in_order_with_their_sentences() -> None:
    printed = _printed(event_list(a_story()), width=160)
    positions = [printed.index(event.sentence) for event in a_story().events[:4]]
    assert positions == sorted(positions)


def test_square_brackets_are_text_and_not_markup() -> None:
    event = Event(at=MONDAY, kind=EventKind.ALERT, sentence="[red]hour[/red] is [bold]", version="[v]")
    story = a_short_story(a_report_week(version="[x]"), events=(event,), metric="[mae]", unit="[s]")
    printed = _printed(event_list(story), month_table(story), schedule_table(story), week_line(story.weeks[0], None))
    assert all(text in printed for text in ("[red]hour[/red] is [bold]", "[v]", "[x]", "[mae]", "[s]"))


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_walk_prints_a_line_a_week_and_shows_a_bar_only_to_a_terminal(is_terminal: bool) -> None:
    console = Console(file=StringIO(), width=60, force_terminal=is_terminal, color_system=None)
    story = a_story(weeks=tuple(replace(week, signals=()) for week in a_story().weeks))
    with walking(console, len(story.weeks)) as walk:
        for week, decision in zip(story.weeks, story.decisions, strict=True):
            walk.doing("walking [the] weeks")
            walk.week(week, decision)
    assert isinstance(console.file, StringIO)
    printed = console.file.getvalue()
    assert all(f"week {week.number:>2}" in printed for week in story.weeks)
    assert ("walking [the] weeks" in printed) is is_terminal
    assert ("\x1b" in printed) is is_terminal
    assert is_terminal or len(printed.splitlines()) == len(story.weeks)


def test_the_closing_lines_can_be_written_where_only_ascii_can() -> None:
    written = BytesIO()
    console = Console(file=TextIOWrapper(written, encoding="ascii"), width=100)
    with walking(console, 1) as walk:
        walk.week(a_report_week(), None)
    console.print(month_table(a_story()), schedule_table(a_story()), event_list(a_story()))
    console.file.flush()
    assert "Dec 2013" in written.getvalue().decode("ascii")
