"""What a challenger has to prove: the interval of each difference against the loss that is still tolerated.

The panels show the course of the intervals, so that a trial that looks again and again fills them in as it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import bad_above, notable_above
from deploy.grafana.pages import page
from deploy.grafana.panels import Bars, Column, Lines, Metric, Number, Table
from deploy.grafana.queries import OF
from deploy.grafana.shared import CHAMPION_MARK, VERDICT_MARK, came_of, one_model, with_interval
from deploy.grafana.sources import PROMETHEUS, variable

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard

_LOWER, _ESTIMATE, _UPPER = (f"driftwarden_trial_difference_{end}" for end in ("lower", "estimate", "upper"))
_MARGIN = "driftwarden_trial_margin"
_ROOM = f"{_LOWER}{{{OF}}} + {_MARGIN}{{{OF}}}"


def _each(family: str, sign: str = "") -> str:
    return f"{sign}max by (metric, segment) ({family}{{{OF}}})"


NUMBERS = (
    Number(
        id=1,
        title="Judged",
        says="How long ago the newest challenger was judged. What it proved is in the table.",
        asks=(Metric(f"time() - driftwarden_trial_judged_timestamp_seconds{{{OF}}}"),),
        unit="s",
    ),
    Number(
        id=2,
        title="Differences that passed",
        says="Those whose whole interval lies above the loss that is tolerated. All of them have to.",
        asks=(Metric(f"count({_ROOM} >= 0) or vector(0)"),),
    ),
    Number(
        id=3,
        title="Not shown to be safe",
        says="Those whose interval reaches below the loss that is tolerated. One is enough not to promote; more rows "
        "make intervals narrower.",
        asks=(Metric(f"count({_ROOM} < 0) or vector(0)"),),
        limits=bad_above(1),
    ),
    Number(
        id=4,
        title="Questions waiting",
        says="Winners that wait for a person. Answer in Slack, or by `driftwarden approve`.",
        asks=(Metric(f"driftwarden_approvals_pending{{{OF}}}"),),
        limits=notable_above(1),
    ),
    Number(
        id=5,
        title="Promoted, of all trials",
        says="The share of trials whose verdict was to promote. Hardly any: retrainings are not worth their cost, so "
        "make the policy less eager.",
        asks=(
            Metric(
                f'sum(driftwarden_verdicts_total{{{OF},outcome="promote"}}) / sum(driftwarden_verdicts_total{{{OF}}})'
            ),
        ),
        unit="percentunit",
    ),
    Number(
        id=6,
        title="Champion",
        says="The version in force. It stays while nothing better is proven.",
        asks=(Metric(f"driftwarden_champion_info{{{OF}}}", "{{version}}"),),
        is_name=True,
    ),
)
DIFFERENCES = Table(
    id=7,
    title="Every difference of the newest trial",
    says="Positive: the challenger is better. Red in the last column: not shown to be safe. If the difference itself "
    "is positive there, the trial was too small; otherwise the challenger is worse.",
    columns=(
        Column(name="Metric", label="metric"),
        Column(name="Slice", label="segment"),
        Column(name="Lower end", ask=Metric(_each(_LOWER)), decimals=3),
        Column(name="Difference", ask=Metric(_each(_ESTIMATE)), decimals=3),
        Column(name="Upper end", ask=Metric(_each(_UPPER)), decimals=3),
        Column(name="Tolerated", ask=Metric(_each(_MARGIN, "-")), decimals=3),
        Column(
            name="Lower end above tolerated",
            ask=Metric(f"{_each(_LOWER)} + {_each(_MARGIN)}"),
            decimals=3,
            red_below=0,
        ),
    ),
    height=6,
)
_CHOSEN = f'{{{OF},metric="$metric",segment=""}}'
OVER_TIME = (
    Lines(
        id=8,
        title="$metric: how much better the challenger is",
        says="The interval of the difference over all rows, trial by trial or look by look. Wholly above the red "
        "line: no worse than tolerated. Wholly above 0: better. Across the red line: wait for more rows, or keep the "
        "champion.",
        asks=(
            *with_interval(_ESTIMATE + _CHOSEN, _LOWER + _CHOSEN, _UPPER + _CHOSEN, named="difference"),
            Metric(f"-{_MARGIN}{_CHOSEN}", "tolerated"),
        ),
        height=10,
        are_steps=True,
        band="difference",
        limit="tolerated",
        empty="No trial has measured this difference",
    ),
    Lines(
        id=9,
        title="Room to spare of every difference",
        says="How far each interval's lower end is above the loss that is tolerated, for every metric and slice. What "
        "is below 0, the red line, is not shown to be safe, and keeps the challenger from being promoted.",
        asks=(Metric(_ROOM, "{{metric}} {{segment}}"),),
        height=10,
        are_steps=True,
        red_line=0,
        empty="No trial was judged",
    ),
    Bars(
        id=10,
        title="Verdicts",
        says="Inconclusive ones want a longer hold-out; many rejections a better recipe.",
        asks=(came_of("driftwarden_verdicts_total", OF, "outcome"),),
    ),
    Bars(
        id=11,
        title="Answers of people",
        says="What became of the questions. Expired ones were promoted by nobody: name approvers who are there.",
        asks=(came_of("driftwarden_approvals_answered_total", OF, "answer"),),
    ),
)


def trial() -> Dashboard:
    """The newest trial in numbers, and the course of one difference."""
    judged = "label_values(driftwarden_trial_judged_timestamp_seconds, model)"
    return page(
        "driftwarden-trial",
        "Driftwarden: trial",
        "Champion against challenger. A challenger passes where the whole interval is above the red line, and wins "
        "where it is above 0.",
        reads=PROMETHEUS,
        since="now-90d",
        variables=(
            one_model("Whose trials are shown.", found=judged),
            variable("metric", "Metric", "Which difference is drawn.", f"label_values({_MARGIN}{{{OF}}}, metric)"),
        ),
        annotations=(VERDICT_MARK, CHAMPION_MARK),
        rows=(("The newest trial", (*NUMBERS, DIFFERENCES)), ("Over time", OVER_TIME)),
    )
