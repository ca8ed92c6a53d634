"""What a challenger has to prove: the interval of each difference against the loss that is still tolerated.

The panels show the course of the intervals, so that a trial that looks again and again fills them in as it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import bad_above
from deploy.grafana.pages import METRICS_TAG, merged, page
from deploy.grafana.panels import HALF, WHOLE, banded, bars, column, lines, number, rows
from deploy.grafana.queries import OF, came_about, since_in_force
from deploy.grafana.sources import PROMETHEUS, datasource, marked, now, now_as_table, over_time, variable

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard
    from grafana_foundation_sdk.builders.stat import Panel as Number
    from grafana_foundation_sdk.builders.table import Panel as Table
    from grafana_foundation_sdk.builders.timeseries import Panel as Lines

_WHOLE = f'{OF},metric="$metric",segment=""'


def trial() -> Dashboard:
    """The newest trial in numbers, and the course of one difference."""
    return page(
        "driftwarden-trial",
        "Driftwarden: trial",
        "Champion against challenger. A challenger passes where the whole interval is above the red line, and "
        "wins where "
        "it is above 0.",
        tag=METRICS_TAG,
        since="now-90d",
        variables=(
            datasource(PROMETHEUS),
            variable(
                "model",
                "Model",
                "Whose trials are shown.",
                "label_values(driftwarden_trial_judged_timestamp_seconds, model)",
            ),
            variable(
                "metric",
                "Metric",
                "Which difference is drawn.",
                f"label_values(driftwarden_trial_margin{{{OF}}}, metric)",
            ),
        ),
        annotations=(
            marked(
                "Verdict",
                "purple",
                f"1000 * driftwarden_trial_judged_timestamp_seconds{{{OF}}}",
                "a challenger was judged",
                value_is_time=True,
            ),
            marked("Champion", "green", since_in_force(), "{{version}} is in force", value_is_time=True),
        ),
        rows=(
            ("The newest trial", (*_verdicts(), _differences())),
            ("Over time", _courses()),
        ),
    )


def _verdicts() -> tuple[Number, ...]:
    lower = f"driftwarden_trial_difference_lower{{{OF}}}"
    margin = f"driftwarden_trial_margin{{{OF}}}"
    return (
        number(
            1,
            "Judged",
            "How long ago the newest challenger was judged.",
            "s",
            now(f"time() - driftwarden_trial_judged_timestamp_seconds{{{OF}}}"),
        ),
        number(
            2,
            "Differences that passed",
            "Those whose whole interval lies above the loss that is tolerated.",
            "none",
            now(f"count({lower} + {margin} >= 0) or vector(0)"),
        ),
        number(
            3,
            "Not shown to be safe",
            "Those whose interval reaches below the loss that is tolerated. One is enough not "
            "to promote; more rows make intervals narrower.",
            "none",
            now(f"count({lower} + {margin} < 0) or vector(0)"),
            limits=bad_above(1),
        ),
        number(
            4,
            "Questions waiting",
            "Winners that wait for a person. Answer in Slack, or by `driftwarden approve`.",
            "none",
            now(f"driftwarden_approvals_pending{{{OF}}}"),
            limits=bad_above(1, 1e9),
        ),
        number(
            5,
            "Promoted, of all trials",
            "The share of trials whose verdict was to promote. Hardly any: retrainings are "
            "not worth their cost, so make the policy less eager.",
            "percentunit",
            now(f'sum(driftwarden_verdicts_total{{{OF},outcome="promote"}}) / sum(driftwarden_verdicts_total{{{OF}}})'),
        ),
        number(
            6,
            "Champion",
            "The version in force.",
            "none",
            now(f"driftwarden_champion_info{{{OF}}}", "{{version}}"),
            names=True,
        ),
    )


def _differences() -> Table:
    ends = {
        "A": "driftwarden_trial_difference_lower",
        "B": "driftwarden_trial_difference_estimate",
        "C": "driftwarden_trial_difference_upper",
    }
    asked = {ref: f"max by (metric, segment) ({name}{{{OF}}})" for ref, name in ends.items()}
    asked["D"] = f"-max by (metric, segment) (driftwarden_trial_margin{{{OF}}})"
    asked["E"] = (
        f"max by (metric, segment) (driftwarden_trial_difference_lower{{{OF}}})"
        f" + max by (metric, segment) (driftwarden_trial_margin{{{OF}}})"
    )
    named = {
        "metric": "Metric",
        "segment": "Slice",
        "Value #A": "Lower end",
        "Value #B": "Difference",
        "Value #C": "Upper end",
        "Value #D": "Tolerated",
        "Value #E": "Lower end above tolerated",
    }
    drawn = rows(
        7,
        "Every difference of the newest trial",
        "Positive: the challenger is better. Red in the last column: not shown to be safe. If the difference itself is "
        "positive there, the trial was too small; otherwise the challenger is worse.",
        *(now_as_table(expr, ref=ref) for ref, expr in asked.items()),
        steps=merged(named, ("Time",)),
        span=WHOLE,
        height=6,
    )
    for name in ("Lower end", "Difference", "Upper end", "Tolerated"):
        drawn = column(drawn, name, decimals=3)
    return column(drawn, "Lower end above tolerated", decimals=3, red_below=0)


def _courses() -> tuple[Lines, ...]:
    drawn = lines(
        8,
        "$metric: how much better the challenger is",
        "The interval of the difference over all rows, trial by trial or look by look. Wholly above the red "
        "line: no worse "
        "than tolerated. Wholly above 0: better. Across the red line: wait for more rows, or keep the champion.",
        "none",
        over_time(f"driftwarden_trial_difference_estimate{{{_WHOLE}}}", "difference", ref="A"),
        over_time(f"driftwarden_trial_difference_lower{{{_WHOLE}}}", "lower end", ref="B"),
        over_time(f"driftwarden_trial_difference_upper{{{_WHOLE}}}", "upper end", ref="C"),
        over_time(f"-driftwarden_trial_margin{{{_WHOLE}}}", "tolerated", ref="D"),
        height=10,
        steps=True,
    )
    room = lines(
        9,
        "Room to spare of every difference",
        "How far each interval's lower end is above the loss that is tolerated, for every metric and slice. What "
        "is below 0 "
        "is not shown to be safe, and keeps the challenger from being promoted.",
        "none",
        over_time(
            f"driftwarden_trial_difference_lower{{{OF}}} + driftwarden_trial_margin{{{OF}}}", "{{metric}} {{segment}}"
        ),
        height=10,
        steps=True,
    )
    verdicts = bars(
        10,
        "Verdicts",
        "Inconclusive ones want a longer hold-out; many rejections a better recipe.",
        "none",
        over_time(came_about(f"driftwarden_verdicts_total{{{OF}}}"), "{{outcome}}", at_least="6h"),
        span=HALF,
    )
    answers = bars(
        11,
        "Answers of people",
        "What became of the questions. Expired ones were promoted by nobody: name approvers who are there.",
        "none",
        over_time(came_about(f"driftwarden_approvals_answered_total{{{OF}}}"), "{{answer}}", at_least="6h"),
        span=HALF,
    )
    shown = banded(drawn, estimate="difference", lower="lower end", upper="upper end", limit="tolerated")
    return shown, room, verdicts, answers
