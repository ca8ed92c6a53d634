"""One model in event time, by SQL: late data are where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import SIGNAL_STATES
from deploy.grafana.pages import page
from deploy.grafana.panels import HALF, LOWER, THIRD, UPPER, Column, Lines, Sql, States, Table
from deploy.grafana.postgres.statements import OF, latest, one_model
from deploy.grafana.queries import DRIFT, LATENCY, NOT_PERFORMANCE, SHARES
from deploy.grafana.sources import POSTGRES, marked_by_sql, variable

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard

_WHOLE = "subject IS NULL AND segment IS NULL"
_TITLE = "concat_ws(' ', name, subject, segment)"
_METRICS = f"""
    SELECT DISTINCT name FROM signals WHERE {OF} AND {_WHOLE} AND name !~ '^({NOT_PERFORMANCE})$' ORDER BY 1"""


def _course(where: str, *, named: str = _TITLE) -> Sql:
    """The value of every signal of a kind."""
    return Sql(f"SELECT window_end AS time, {named} AS metric, value FROM {latest(where)} ORDER BY 1, 2")


MARKS = (
    marked_by_sql(
        "Champion",
        "green",
        f"""
            SELECT promoted_at AS time, to_version || CASE WHEN rolls_back_id IS NULL THEN ' is in force'
              ELSE ' is back in force' END AS text
            FROM promotions WHERE $__timeFilter(promoted_at) AND {OF}""",
    ),
    marked_by_sql(
        "Retraining",
        "blue",
        f"""
            SELECT ended_at AS time, 'retraining ' || state AS text
            FROM runs WHERE $__timeFilter(ended_at) AND {OF}""",
    ),
)
PERFORMANCE = (
    Lines(
        id=1,
        title="${metric}, with its interval",
        says="Each window's measure at the end of the window, against its threshold; the band is the 95 % interval. "
        "Beyond the threshold with the whole band: the model has really become worse.",
        asks=(
            Sql(f"""
            SELECT window_end AS time, value AS measured, low AS "{LOWER}", high AS "{UPPER}", threshold
            FROM {latest(f"name = ${{metric:sqlstring}} AND {_WHOLE}")} ORDER BY 1"""),
        ),
        band="measured",
        limit="threshold",
        empty="Not measured: its labels have not come yet",
    ),
    Lines(
        id=2,
        title="${metric}, estimated and realised",
        says="What was estimated before labels came, and what they said of the same window. If they part for long, do "
        "not trust the estimate, and retrain on fresh labels.",
        asks=(
            Sql(f"""
            SELECT window_end AS time,
              max(value) FILTER (WHERE name LIKE 'estimated_%') AS estimated,
              max(low) FILTER (WHERE name LIKE 'estimated_%') AS "{LOWER}",
              max(high) FILTER (WHERE name LIKE 'estimated_%') AS "{UPPER}",
              max(value) FILTER (WHERE name NOT LIKE 'estimated_%') AS realised
            FROM {latest(f"name IN (${{metric:sqlstring}}, 'estimated_' || ${{metric:sqlstring}}) AND {_WHOLE}")}
            GROUP BY 1 ORDER BY 1"""),
        ),
        band="estimated",
        empty="Neither estimated nor measured",
    ),
)
DRIFTS = (
    States(
        id=3,
        title="State of every feature",
        says="Breached: its distribution is not that of the training data. Find out first whether the world has "
        "changed or the pipeline.",
        asks=(
            Sql(f"""
                SELECT window_end AS time, {_TITLE} AS metric,
                  CASE state WHEN 'calm' THEN 0 WHEN 'breached' THEN 1 ELSE 2 END AS value
                FROM {latest(f"name ~ '^({DRIFT})$'")} ORDER BY 1, 2"""),
        ),
        looks=SIGNAL_STATES,
        span=HALF,
        height=10,
        empty="No monitor of drift looks at this model",
    ),
    Lines(
        id=4,
        title="Drift by feature",
        says="How far each distribution is from the training data's, by the measure of its monitor. Large and calm at "
        "once is usual for this feature.",
        asks=(_course(f"name ~ '^({DRIFT})$'"),),
        height=10,
        empty="No monitor of drift looks at this model",
    ),
)
QUALITY = (
    Lines(
        id=5,
        title="Shares of rows with a fault",
        says="Missing, out of range, never seen, doubled, or against a constraint. Mend a jump in the pipeline; do not "
        "retrain on it.",
        asks=(_course(f"name ~ '^({SHARES})$' AND segment IS NULL AND value > 0"),),
        unit="percentunit",
        span=THIRD,
        empty="No row with a fault was seen",
    ),
    Lines(
        id=6,
        title="Rows in each window",
        says="The traffic against the least that is expected. Fewer: ask whether the log or the service lost some.",
        asks=(
            Sql(f"""SELECT window_end AS time, value AS rows, threshold
                FROM {latest(f"name = 'row_count' AND {_WHOLE}")} ORDER BY 1"""),
        ),
        unit="short",
        span=THIRD,
        limit="threshold",
        empty="Not counted: row_count is not among its monitors",
    ),
    Lines(
        id=7,
        title="Latency",
        says="How long the service took to answer, by percentile. A jump is a matter for whoever runs the service.",
        asks=(_course(f"name ~ '^({LATENCY})$' AND {_WHOLE}", named="name"),),
        unit="ms",
        span=THIRD,
        empty="Not measured: the log has no column of latency, or no monitor looks at it",
    ),
)
DECISIONS = (
    Table(
        id=8,
        title="Every decision, the newest first",
        says="What was decided over which window, and why, in words. More: `driftwarden explain`.",
        asks=(
            Sql(f"""
            SELECT decided_at AS "Decided", policy AS "Policy", action AS "Action", reason AS "Reason",
              because AS "Because", window_start AS "From", window_end AS "To"
            FROM decisions WHERE $__timeFilter(window_end) AND {OF} ORDER BY decided_at DESC LIMIT 500"""),
        ),
        columns=(Column(name="Because", width=500),),
    ),
    Table(
        id=9,
        title="What is unknown, and why",
        says="Signals whose newest window could not be judged, with the reason. Mend the reason, or take the monitor "
        "out.",
        asks=(
            Sql(f"""
            SELECT DISTINCT ON (name, subject, segment) {_TITLE} AS "Signal", state AS "State", note AS "Why",
              rows AS "Rows", window_end AS "Window ended"
            FROM {latest("true")} ORDER BY name, subject, segment, window_end DESC"""),
        ),
        columns=(Column(name="Why", width=500),),
    ),
)


def model_by_sql() -> Dashboard:
    """Performance, drift, quality, and every decision with its reason in words."""
    return page(
        "driftwarden-model-postgres",
        "Driftwarden: model (PostgreSQL)",
        "How one model does, in the time of its events.",
        reads=POSTGRES,
        since="now-90d",
        variables=(
            one_model,
            variable("metric", "Metric", "By which measure its performance is shown.", _METRICS),
        ),
        annotations=MARKS,
        rows=(
            ("Performance", PERFORMANCE),
            ("Drift", DRIFTS),
            ("Quality of its data", QUALITY),
            ("What was decided", DECISIONS),
        ),
    )
