"""A backtest's page: one HTML file, without a request to anywhere; its section is also part of the demo's report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from driftwarden.backtest import table
from driftwarden.backtest.charts import NEVER_LINE, cost_chart, line_of, loss_chart
from driftwarden.report.charts.ink import Ink
from driftwarden.report.templates import as_markup, environment

if TYPE_CHECKING:
    from jinja2 import Environment

    from driftwarden.backtest.tried import Tried

TEMPLATES = Path(__file__).parent
_BEST_LINE = (Ink.GOOD, 1.6, ())


def render(tried: Tried) -> str:
    """The page as text; the same figures give the same bytes."""
    return with_words(environment(TEMPLATES)).get_template("backtest.html.j2").render(**drawn(tried))


def with_words(known: Environment) -> Environment:
    """The environment, with what the section's template writes figures by."""
    known.filters |= {
        "mean": table.mean,
        "worst": table.worst,
        "cost": table.cost,
        "beside": table.beside,
        "chosen": table.chosen,
        "delay": table.delay,
        "headline": table.headline,
    }
    return known


def drawn(tried: Tried) -> dict[str, object]:
    """What the section's template is given."""
    return {
        "tried": tried,
        "tried_charts": {"costs": as_markup(cost_chart(tried)), "losses": as_markup(loss_chart(tried))},
        "tried_lines": [line_of(place) for place in range(len(tried.played))],
        "never_line": NEVER_LINE,
        "best_line": _BEST_LINE,
    }
