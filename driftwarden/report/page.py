"""The self-contained page: a story in, one HTML file out, without a request to anywhere."""

from pathlib import Path

from jinja2 import Environment

from domain.decisions import Action, Decision, Reason
from domain.verdicts import Comparison, Verdict
from driftwarden.backtest.page import TEMPLATES, drawn, with_words
from driftwarden.report import unknowns, words
from driftwarden.report.charts.drift import alarms, drift_chart, drift_map
from driftwarden.report.charts.errors import DASHES, INTERVAL_OPACITY, LANES, NEVER_DASHES, error_chart
from driftwarden.report.charts.grid import BREACHED_OPACITY, CALM_OPACITY
from driftwarden.report.charts.strip import always_calm, signal_strip
from driftwarden.report.charts.trials import trial_chart
from driftwarden.report.reckoning import compared_weeks, months, standings
from driftwarden.report.story import EventKind, Story
from driftwarden.report.templates import as_markup, environment


def write_report(story: Story, target: Path) -> Path:
    """Write the page to the file `target`, making its folder, and return it. The same story gives the same bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render(story), encoding="utf-8")
    return target


def render(story: Story) -> str:
    """The page as text."""
    drift = drift_map(story)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            story=story,
            standings=standings(story),
            compared=compared_weeks(story),
            months=months(story),
            drift=drift,
            alarms=alarms(story, drift),
            calm=always_calm(story),
            unknowns=unknowns.over_weeks(story.weeks),
            charts={
                "errors": as_markup(error_chart(story)),
                "signals": as_markup(signal_strip(story)),
                "drift": as_markup(drift_chart(story)),
                "trials": as_markup(trial_chart(story)),
            },
            dashes=[NEVER_DASHES, *DASHES],
            lanes=LANES,
            opacities=(CALM_OPACITY, BREACHED_OPACITY),
            interval_opacity=INTERVAL_OPACITY,
            week_of=lambda decision: story.week_of(decision.window),
            **(drawn(story.tried) if story.tried else {}),
        )
    )


def is_quiet(decision: Decision) -> bool:
    """Whether nothing was to be done and nothing stood in the way."""
    return decision.action is Action.NOTHING and decision.reason is Reason.CALM


def untold(decision: Decision) -> tuple[str, ...]:
    """The gates that the decision's own sentence does not name yet."""
    return tuple(gate for gate in decision.held_back_by if gate not in decision.because)


def in_order(verdict: Verdict) -> tuple[Comparison, ...]:
    """A verdict's comparisons, goals first."""
    return tuple(sorted(verdict.comparisons, key=lambda comparison: comparison.role.value != "goal"))


def _environment() -> Environment:
    known = with_words(environment(TEMPLATES))
    known.filters |= {"in_order": in_order, "untold": untold, "outcome": words.OUTCOMES.__getitem__}
    known.tests |= {"quiet": is_quiet}
    known.globals |= {"kinds": EventKind}
    return known
