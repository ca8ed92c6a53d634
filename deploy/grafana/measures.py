"""What is measured of one model: its performance, the drift of its features, the quality of its data."""

from __future__ import annotations

from deploy.grafana.looks import SIGNAL_STATES
from deploy.grafana.panels import HALF, QUARTER, WHOLE, Lines, Metric, States
from deploy.grafana.queries import DRIFT, LATENCY, LOG, OF, SHARES, worst_by_signal
from deploy.grafana.shared import with_interval

_ALL_ROWS = 'subject="",segment=""'
_FEATURE = "{{signal}} {{subject}} {{segment}}"


def _the(what: str, where: str) -> str:
    return f"driftwarden_signal_{what}{{{OF},{where}}}"


def _course(signal: str, *, named: str) -> tuple[Metric, ...]:
    where = f'signal="{signal}",{_ALL_ROWS}'
    ends = _the("interval_lower", where), _the("interval_upper", where)
    return with_interval(_the("value", where), *ends, named=named)


_METRIC = f'signal="$metric",{_ALL_ROWS}'
PERFORMANCE = (
    Lines(
        id=9,
        title="$metric, with its interval",
        says="The measure of each window against its threshold, over all rows with labels; the band is the 95 % "
        "interval. Beyond the threshold with the whole band: the model has really become worse; see drift and quality "
        "below.",
        asks=(*_course("$metric", named="measured"), Metric(_the("threshold", _METRIC), "threshold")),
        band="measured",
        limit="threshold",
        empty="Not measured: its labels have not come yet",
    ),
    Lines(
        id=10,
        title="$metric, estimated and realised",
        says="What was estimated before labels came, with its interval, and what they said. If they part for long, the "
        "relation itself has changed (concept drift): do not trust the estimate, and retrain on fresh labels. Realised "
        "alone: its monitors have no estimated_performance of this measure.",
        asks=(*_course("estimated_$metric", named="estimated"), Metric(_the("value", _METRIC), "realised")),
        band="estimated",
        span=QUARTER,
        empty="Neither estimated nor measured",
    ),
    Lines(
        id=11,
        title="$metric by slice",
        says="The slices that Prometheus is shown; the worst are among them. One slice that does badly while the whole "
        "looks fine: look at its rows by `driftwarden report`.",
        asks=(Metric(_the("value", 'signal="$metric",segment!=""'), "{{segment}}"),),
        span=QUARTER,
        empty="No slices: monitoring.segments in the model's file names none",
    ),
)

_DRIFTING = f'signal=~"{DRIFT}",subject!="_other"'
DRIFTS = (
    States(
        id=12,
        title="State of every feature",
        says="Breached: its distribution is not that of the training data. Find out first whether the world has "
        "changed or the pipeline; only the first is a reason to retrain. A gap: not among the worst just then, and "
        "only those are shown.",
        asks=(Metric(_the("state", _DRIFTING), _FEATURE),),
        looks=SIGNAL_STATES,
        span=HALF,
        height=10,
        empty="No monitor of drift looks at this model",
    ),
    Lines(
        id=13,
        title="Drift by feature",
        says="How far each distribution is from the training data's, by the measure of its monitor. A value above its "
        "threshold may be calm: alarms also take a second window and what is usual.",
        asks=(Metric(_the("value", _DRIFTING), _FEATURE),),
        height=10,
        empty="No monitor of drift looks at this model",
    ),
)

_LATENCY = f'segment="",signal=~"{LATENCY}"'
_ROWS = 'segment="",signal="row_count"'
QUALITY = (
    Lines(
        id=14,
        title="Shares of rows with a fault",
        says="Missing, out of range, never seen, doubled, or against a constraint. A jump is a fault of the pipeline: "
        "mend it there, and do not retrain on it.",
        asks=(
            Metric(
                _the("value", f'segment="",signal=~"{SHARES}",subject!="_other"') + " > 0",
                "{{signal}} {{subject}}",
            ),
        ),
        unit="percentunit",
        height=12,
        names_beside=True,
        empty="No row with a fault was seen",
    ),
    Lines(
        id=15,
        title="Rows in each window",
        says="The traffic against the least that is expected. Fewer: ask whether the log or the service lost some; "
        "more: whether they are doubled.",
        asks=(Metric(_the("value", _ROWS), "rows"), Metric(_the("threshold", _ROWS), "threshold")),
        unit="short",
        span=QUARTER,
        height=12,
        limit="threshold",
        empty="Not counted: row_count is not among its monitors",
    ),
    Lines(
        id=16,
        title="Latency",
        says="How long the service took to answer, by percentile. Beyond the threshold: a matter for whoever runs the "
        "service.",
        asks=(
            Metric(_the("value", _LATENCY), "{{signal}}"),
            Metric(f"max({_the('threshold', _LATENCY)})", "threshold"),
        ),
        unit="ms",
        span=QUARTER,
        height=12,
        limit="threshold",
        empty="Not measured: the log has no column of latency, or no monitor looks at it",
    ),
    States(
        id=17,
        title="State of the checks of its data",
        says="Unknown: nobody looked, and the signal's note in `driftwarden status` says why. Breached for long: "
        "silence it with a reason, or mend it.",
        asks=(Metric(worst_by_signal(f'{OF},signal=~"{SHARES}|{LOG}"'), "{{signal}}"),),
        looks=SIGNAL_STATES,
        span=WHOLE,
        empty="No monitor of data quality looks at this model",
    ),
)
