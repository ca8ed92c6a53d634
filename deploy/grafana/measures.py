"""What is measured of one model: its performance, the drift of its features, the quality of its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import SIGNAL_STATES
from deploy.grafana.panels import HALF, QUARTER, THIRD, banded, limited, lines, states
from deploy.grafana.queries import DRIFT, LATENCY, LOG, OF, SHARES, worst_by_signal
from deploy.grafana.sources import over_time

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.timeseries import Panel as Lines
    from grafana_foundation_sdk.cog.builder import Builder
    from grafana_foundation_sdk.models.dashboard import Panel as Built

_WHOLE = f'{OF},signal="$metric",subject="",segment=""'
_ESTIMATED = f'{OF},signal="estimated_$metric",subject="",segment=""'


def performance() -> tuple[Lines, ...]:
    measured = lines(
        9,
        "$metric, with its interval",
        "The measure of each window against its threshold, over all rows with labels; the band is the 95 % interval. "
        "Beyond the threshold with the whole band: the model has really become worse; see drift and quality below.",
        "none",
        over_time(f"driftwarden_signal_value{{{_WHOLE}}}", "measured", ref="A"),
        over_time(f"driftwarden_signal_interval_lower{{{_WHOLE}}}", "lower end", ref="B"),
        over_time(f"driftwarden_signal_interval_upper{{{_WHOLE}}}", "upper end", ref="C"),
        over_time(f"driftwarden_signal_threshold{{{_WHOLE}}}", "threshold", ref="D"),
    )
    estimated = lines(
        10,
        "$metric, estimated and realised",
        "What was estimated before labels came, with its interval, and what they said. If they part for long, "
        "the relation "
        "itself has changed (concept drift): do not trust the estimate, and retrain on fresh labels.",
        "none",
        over_time(f"driftwarden_signal_value{{{_ESTIMATED}}}", "estimated", ref="A"),
        over_time(f"driftwarden_signal_interval_lower{{{_ESTIMATED}}}", "lower end", ref="B"),
        over_time(f"driftwarden_signal_interval_upper{{{_ESTIMATED}}}", "upper end", ref="C"),
        over_time(f"driftwarden_signal_value{{{_WHOLE}}}", "realised", ref="D"),
    )
    slices = lines(
        11,
        "$metric by slice",
        "The slices that Prometheus is shown; the worst are among them. One slice that does badly while the "
        "whole looks "
        "fine: look at its rows by `driftwarden report`.",
        "none",
        over_time(f'driftwarden_signal_value{{{OF},signal="$metric",segment!=""}}', "{{segment}}"),
        span=QUARTER,
    )
    band = {"lower": "lower end", "upper": "upper end"}
    return (
        banded(measured, estimate="measured", limit="threshold", **band),
        banded(estimated, estimate="estimated", **band).span(QUARTER),
        slices,
    )


def drift() -> tuple[Builder[Built], ...]:
    drifting = f'{OF},signal=~"{DRIFT}",subject!="_other"'
    return (
        states(
            12,
            "State of every feature",
            "Breached: its distribution is not that of the training data. Find out first whether the world has changed "
            "or the pipeline; only the first is a reason to retrain.",
            over_time(f"driftwarden_signal_state{{{drifting}}}", "{{signal}} {{subject}} {{segment}}"),
            looks=SIGNAL_STATES,
            span=HALF,
            height=10,
        ),
        lines(
            13,
            "Drift by feature",
            "How far each distribution is from the training data's, by the measure of its monitor. A value above its "
            "threshold may be calm: alarms also take a second window and what is usual.",
            "none",
            over_time(f"driftwarden_signal_value{{{drifting}}}", "{{signal}} {{subject}} {{segment}}"),
            height=10,
        ),
    )


def quality() -> tuple[Builder[Built], ...]:
    whole = f'{OF},segment=""'
    return (
        lines(
            14,
            "Shares of rows with a fault",
            "Missing, out of range, never seen, doubled, or against a constraint. A jump is a fault of the "
            "pipeline: mend "
            "it there, and do not retrain on it.",
            "percentunit",
            over_time(
                f'driftwarden_signal_value{{{whole},signal=~"{SHARES}",subject!="_other"}} > 0',
                "{{signal}} {{subject}}",
            ),
            span=THIRD,
        ),
        limited(
            lines(
                15,
                "Rows in each window",
                "The traffic against the least that is expected. Fewer: ask whether the "
                "log or the service lost some; more: whether they are doubled.",
                "short",
                over_time(f'driftwarden_signal_value{{{whole},signal="row_count"}}', "rows", ref="A"),
                over_time(f'driftwarden_signal_threshold{{{whole},signal="row_count"}}', "threshold", ref="B"),
                span=THIRD,
            ),
            "threshold",
        ),
        limited(
            lines(
                16,
                "Latency",
                "How long the service took to answer, by percentile. Beyond the threshold: a matter "
                "for whoever runs the service.",
                "ms",
                over_time(f'driftwarden_signal_value{{{whole},signal=~"{LATENCY}"}}', "{{signal}}", ref="A"),
                over_time(f'max(driftwarden_signal_threshold{{{whole},signal=~"{LATENCY}"}})', "threshold", ref="B"),
                span=THIRD,
            ),
            "threshold",
        ),
        states(
            17,
            "State of the checks of its data",
            "Unknown: nobody looked, and the signal's note in `driftwarden status` "
            "says why. Breached for long: silence it with a reason, or mend it.",
            over_time(worst_by_signal(f'{OF},signal=~"{SHARES}|{LOG}"'), "{{signal}}"),
            looks=SIGNAL_STATES,
        ),
    )
