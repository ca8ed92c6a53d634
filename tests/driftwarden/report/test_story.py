"""A story refuses what the report could not tell honestly."""

import subprocess
import sys
from pathlib import Path

import pytest

from domain.signals import SignalState
from driftwarden import report
from driftwarden.report.reckoning import months, standings
from driftwarden.report.story import Baseline, Event, EventKind, Link
from tests.builders import MONDAY, a_week
from tests.driftwarden.report.builders import a_drift, a_report_week, a_short_story, a_story


@pytest.mark.parametrize(
    "href", ["https://example.org/x", "//example.org/x", "javascript:alert(1)", "/etc/passwd", "data:,x"]
)
def test_a_link_stays_inside_the_reports_folder(href: str) -> None:
    with pytest.raises(ValueError, match="relative to the page"):
        Link(label="elsewhere", href=href, what="something")
    with pytest.raises(ValueError, match="relative to the page"):
        Event(at=MONDAY, kind=EventKind.ALERT, sentence="See there.", link=href)


def test_a_story_has_weeks_and_its_baselines_cover_them() -> None:
    with pytest.raises(ValueError, match="at least one week"):
        a_story(weeks=())
    with pytest.raises(ValueError, match="never: 1 errors for 40 weeks"):
        a_story(never=Baseline(name="never", label="Never", retrainings=0, by_week=(11.5,)))


def test_all_schedules_are_compared_over_the_weeks_that_all_of_them_know() -> None:
    weeks = tuple(a_report_week(number=n, window=a_week(n), error=e) for n, e in enumerate((8.0, None, 10.0)))
    every = Baseline(name="every_week", label="Every week", retrainings=3, by_week=(7.0, 1.0, None))
    assert [s.mean for s in standings(a_short_story(*weeks, baselines=(every,)))] == [8.0, 11.5, 7.0]


def test_a_week_counts_in_the_month_in_which_it_starts() -> None:
    weeks = tuple(a_report_week(number=n, window=a_week(n)) for n in (4, 5))
    assert [(month.label, month.weeks, month.gain) for month in months(a_short_story(*weeks))] == [
        ("Apr 2013", 1, 3.5),
        ("May 2013", 1, 3.5),
    ]


def test_a_week_counts_its_signals_by_state() -> None:
    week = a_report_week(signals=(a_drift("temp", 0.3), a_drift("dewp", 0.2), a_drift("hour", None)))
    assert [week.states[state] for state in SignalState] == [0, 2, 1]


def test_the_week_of_a_window_is_found_by_the_window() -> None:
    story = a_short_story(a_report_week(), a_report_week(number=2, window=a_week(1)))
    assert story.week_of(a_week(1)) is story.weeks[1]
    assert story.week_of(a_week(7)) is None


def test_the_report_loads_matplotlib_only_when_it_draws() -> None:
    script = "import sys, driftwarden.report.page, driftwarden.report.terminal; sys.exit('matplotlib' in sys.modules)"
    root = Path(report.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", script], cwd=root, check=False).returncode == 0
