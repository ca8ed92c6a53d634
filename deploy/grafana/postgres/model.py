"""One model in event time, by SQL: late data are where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import SIGNAL_STATES
from deploy.grafana.pages import SQL_TAG, page
from deploy.grafana.panels import HALF, WHOLE, banded, column, limited, lines, rows, states
from deploy.grafana.postgres.statements import OF, latest, one_model
from deploy.grafana.queries import DRIFT, LATENCY, NOT_PERFORMANCE, SHARES
from deploy.grafana.sources import POSTGRES, datasource, marked_by_sql, sql_over_time, sql_rows, variable

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard
    from grafana_foundation_sdk.builders.timeseries import Panel as Lines
    from grafana_foundation_sdk.cog.builder import Builder
    from grafana_foundation_sdk.models.dashboard import AnnotationQuery
    from grafana_foundation_sdk.models.dashboard import Panel as Built

_WHOLE = "subject IS NULL AND segment IS NULL"
_TITLE = "concat_ws(' ', name, subject, segment)"


def model_by_sql() -> Dashboard:
    """Performance, drift, quality, and every decision with its reason in words."""
    metrics = (
        f"""SELECT DISTINCT name FROM signals WHERE {OF} AND {_WHOLE} AND name !~ '^({NOT_PERFORMANCE})$' ORDER BY 1"""
    )
    return page(
        "driftwarden-model-postgres",
        "Driftwarden: model (PostgreSQL)",
        "How one model does, in the time of its events.",
        tag=SQL_TAG,
        since="now-90d",
        variables=(
            datasource(POSTGRES),
            one_model,
            variable("metric", "Metric", "By which measure its performance is shown.", metrics),
        ),
        annotations=_marks(),
        rows=(
            ("Performance", _performance()),
            ("Drift", _drift()),
            ("Quality of its data", _quality()),
            ("What was decided", _decisions()),
        ),
    )


def _marks() -> tuple[Builder[AnnotationQuery], ...]:
    return (
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


def _performance() -> tuple[Lines, ...]:
    measured = lines(
        1,
        "${metric}, with its interval",
        "Each window's measure at the end of the window, against its threshold; the band is the 95 % interval. "
        "Beyond the "
        "threshold with the whole band: the model has really become worse.",
        "none",
        sql_over_time(f"""
            SELECT window_end AS time, value AS measured, low AS "lower end", high AS "upper end", threshold
            FROM {latest(f"name = ${{metric:sqlstring}} AND {_WHOLE}")} ORDER BY 1"""),
    )
    estimated = lines(
        2,
        "${metric}, estimated and realised",
        "What was estimated before labels came, and what they said of the same window. If they part for long, do "
        "not trust "
        "the estimate, and retrain on fresh labels.",
        "none",
        sql_over_time(f"""
            SELECT window_end AS time,
              max(value) FILTER (WHERE name LIKE 'estimated_%') AS estimated,
              max(low) FILTER (WHERE name LIKE 'estimated_%') AS "lower end",
              max(high) FILTER (WHERE name LIKE 'estimated_%') AS "upper end",
              max(value) FILTER (WHERE name NOT LIKE 'estimated_%') AS realised
            FROM {latest(f"name IN (${{metric:sqlstring}}, 'estimated_' || ${{metric:sqlstring}}) AND {_WHOLE}")}
            GROUP BY 1 ORDER BY 1"""),
    )
    ends = {"lower": "lower end", "upper": "upper end"}
    return (
        banded(measured, estimate="measured", limit="threshold", **ends),
        banded(estimated, estimate="estimated", **ends),
    )


def _drift() -> tuple[Builder[Built], ...]:
    drifting = latest(f"name ~ '^({DRIFT})$'")
    return (
        states(
            3,
            "State of every feature",
            "Breached: its distribution is not that of the training data. Find out first whether the world has "
            "changed or "
            "the pipeline.",
            sql_over_time(f"""
                SELECT window_end AS time, {_TITLE} AS metric,
                  CASE state WHEN 'calm' THEN 0 WHEN 'breached' THEN 1 ELSE 2 END AS value
                FROM {drifting} ORDER BY 1, 2"""),
            looks=SIGNAL_STATES,
            span=HALF,
            height=10,
        ),
        lines(
            4,
            "Drift by feature",
            "How far each distribution is from the training data's, by the measure of its monitor.",
            "none",
            sql_over_time(f"SELECT window_end AS time, {_TITLE} AS metric, value FROM {drifting} ORDER BY 1, 2"),
            height=10,
        ),
    )


def _quality() -> tuple[Lines, ...]:
    shares = latest(f"name ~ '^({SHARES})$' AND segment IS NULL AND value > 0")
    traffic = latest(f"name = 'row_count' AND {_WHOLE}")
    latency = latest(f"name ~ '^({LATENCY})$' AND {_WHOLE}")
    return (
        lines(
            5,
            "Shares of rows with a fault",
            "Missing, out of range, never seen, doubled, or against a constraint. Mend a "
            "jump in the pipeline; do not retrain on it.",
            "percentunit",
            sql_over_time(f"SELECT window_end AS time, {_TITLE} AS metric, value FROM {shares} ORDER BY 1, 2"),
            span=8,
        ),
        limited(
            lines(
                6,
                "Rows in each window",
                "The traffic against the least that is expected.",
                "short",
                sql_over_time(f"SELECT window_end AS time, value AS rows, threshold FROM {traffic} ORDER BY 1"),
                span=8,
            ),
            "threshold",
        ),
        lines(
            7,
            "Latency",
            "How long the service took to answer, by percentile.",
            "ms",
            sql_over_time(f"SELECT window_end AS time, name AS metric, value FROM {latency} ORDER BY 1, 2"),
            span=8,
        ),
    )


def _decisions() -> tuple[Builder[Built], ...]:
    drawn = rows(
        8,
        "Every decision, the newest first",
        "What was decided over which window, and why, in words. More: `driftwarden explain`.",
        sql_rows(f"""
            SELECT decided_at AS "Decided", policy AS "Policy", action AS "Action", reason AS "Reason",
              because AS "Because", window_start AS "From", window_end AS "To"
            FROM decisions WHERE $__timeFilter(window_end) AND {OF} ORDER BY decided_at DESC LIMIT 500"""),
        span=WHOLE,
    )
    unknown = rows(
        9,
        "What is unknown, and why",
        "Signals whose newest window could not be judged, with the reason. Mend the reason, or take the monitor out.",
        sql_rows(f"""
            SELECT DISTINCT ON (name, subject, segment) {_TITLE} AS "Signal", state AS "State", note AS "Why",
              rows AS "Rows", window_end AS "Window ended"
            FROM {latest("true")} ORDER BY name, subject, segment, window_end DESC"""),
        span=WHOLE,
    )
    return column(drawn, "Because", wide=True), column(unknown, "Why", wide=True)
