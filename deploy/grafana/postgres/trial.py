"""What challengers had to prove, by SQL: every verdict there ever was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.pages import SQL_TAG, page
from deploy.grafana.panels import WHOLE, banded, column, lines, rows
from deploy.grafana.postgres.statements import OF, one_model
from deploy.grafana.sources import POSTGRES, datasource, sql_over_time, sql_rows, variable

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard

# A row for each comparison of each verdict; the comparisons lie in the verdict's own JSON.
_COMPARED = f"""(SELECT judged_at, challenger, champion, outcome, c ->> 'metric' AS metric,
    coalesce((c -> 'segment' ->> 'column') || '=' || (c -> 'segment' ->> 'value'), '') AS segment,
    c ->> 'role' AS role, c ->> 'result' AS result, (c ->> 'rows')::bigint AS rows, (c ->> 'margin')::float8 AS margin,
    (c -> 'difference' ->> 'low')::float8 AS low, (c -> 'difference' ->> 'estimate')::float8 AS estimate,
    (c -> 'difference' ->> 'high')::float8 AS high
    FROM verdicts, jsonb_array_elements(body::jsonb -> 'comparisons') AS c
    WHERE $__timeFilter(judged_at) AND {OF}) AS compared"""


def trial_by_sql() -> Dashboard:
    """The course of one difference, and every comparison in words."""
    metrics = f"""SELECT DISTINCT c ->> 'metric' FROM verdicts, jsonb_array_elements(body::jsonb -> 'comparisons') AS c
        WHERE {OF} ORDER BY 1"""
    course = lines(
        1,
        "${metric}: how much better the challenger is",
        "The interval of the difference over all rows, verdict by verdict. Wholly above the red line: no worse than "
        "tolerated. Wholly above 0: better. Across the red line: not shown to be safe.",
        "none",
        sql_over_time(f"""
            SELECT judged_at AS time, estimate AS difference, low AS "lower end", high AS "upper end",
              -margin AS tolerated
            FROM {_COMPARED} WHERE metric = ${{metric:sqlstring}} AND segment = '' ORDER BY 1"""),
        span=WHOLE,
        height=10,
    )
    table = rows(
        2,
        "Every comparison, the newest first",
        "What each challenger proved on which metric and slice. `worse` or `inconclusive` on a guardrail keeps "
        "it from being "
        "promoted.",
        sql_rows(f"""
            SELECT judged_at AS "Judged", challenger AS "Challenger", champion AS "Champion", outcome AS "Verdict",
              metric AS "Metric", segment AS "Slice", role AS "Role", result AS "Result", low AS "Lower end",
              estimate AS "Difference", high AS "Upper end", -margin AS "Tolerated", rows AS "Rows"
            FROM {_COMPARED} ORDER BY judged_at DESC, metric, segment LIMIT 500"""),
    )
    for name in ("Lower end", "Difference", "Upper end", "Tolerated"):
        table = column(table, name, decimals=3)
    answers = rows(
        3,
        "Who answered what",
        "Every question and its answer. Expired: nobody answered in time; name approvers who are there.",
        sql_rows(f"""
            SELECT requests.asked_at AS "Asked", requests.challenger AS "Challenger", requests.champion AS "Champion",
              requests.status AS "Status", approvals.answer AS "Answer", approvals.answered_by AS "By",
              approvals.answered_at AS "Answered"
            FROM requests LEFT JOIN approvals ON approvals.request_id = requests.id
            WHERE $__timeFilter(requests.asked_at) AND {OF} ORDER BY requests.asked_at DESC, approvals.answered_at"""),
    )
    return page(
        "driftwarden-trial-postgres",
        "Driftwarden: trial (PostgreSQL)",
        "Champion against challenger, verdict by verdict.",
        tag=SQL_TAG,
        since="now-90d",
        variables=(
            datasource(POSTGRES),
            one_model,
            variable("metric", "Metric", "Which difference is drawn.", metrics),
        ),
        rows=(
            (
                "Over time",
                (banded(course, estimate="difference", lower="lower end", upper="upper end", limit="tolerated"),),
            ),
            ("In words", (table, answers)),
        ),
    )
