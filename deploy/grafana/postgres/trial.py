"""What challengers had to prove, by SQL: every verdict there ever was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.pages import page
from deploy.grafana.panels import LOWER, UPPER, WHOLE, Column, Lines, Sql, Table
from deploy.grafana.postgres.statements import OF, one_model
from deploy.grafana.sources import POSTGRES, variable

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
_METRICS = f"""SELECT DISTINCT c ->> 'metric' FROM verdicts, jsonb_array_elements(body::jsonb -> 'comparisons') AS c
    WHERE {OF} ORDER BY 1"""

COURSE = Lines(
    id=1,
    title="${metric}: how much better the challenger is",
    says="The interval of the difference over all rows, verdict by verdict. Wholly above the red line: no worse than "
    "tolerated. Wholly above 0: better. Across the red line: not shown to be safe.",
    asks=(
        Sql(f"""
            SELECT judged_at AS time, estimate AS difference, low AS "{LOWER}", high AS "{UPPER}",
              -margin AS tolerated
            FROM {_COMPARED} WHERE metric = ${{metric:sqlstring}} AND segment = '' ORDER BY 1"""),
    ),
    span=WHOLE,
    height=10,
    band="difference",
    limit="tolerated",
    empty="No trial has measured this difference",
)
IN_WORDS = (
    Table(
        id=2,
        title="Every comparison, the newest first",
        says="What each challenger proved on which metric and slice. `worse` or `inconclusive` on a guardrail keeps "
        "it from being promoted.",
        asks=(
            Sql(f"""
            SELECT judged_at AS "Judged", challenger AS "Challenger", champion AS "Champion", outcome AS "Verdict",
              metric AS "Metric", segment AS "Slice", role AS "Role", result AS "Result", low AS "Lower end",
              estimate AS "Difference", high AS "Upper end", -margin AS "Tolerated", rows AS "Rows"
            FROM {_COMPARED} ORDER BY judged_at DESC, metric, segment LIMIT 500"""),
        ),
        columns=tuple(Column(name=name, decimals=3) for name in ("Lower end", "Difference", "Upper end", "Tolerated")),
    ),
    Table(
        id=3,
        title="Who answered what",
        says="Every question and its answer. Expired: nobody answered in time; name approvers who are there.",
        asks=(
            Sql(f"""
            SELECT requests.asked_at AS "Asked", requests.challenger AS "Challenger", requests.champion AS "Champion",
              requests.status AS "Status", approvals.answer AS "Answer", approvals.answered_by AS "By",
              approvals.answered_at AS "Answered"
            FROM requests LEFT JOIN approvals ON approvals.request_id = requests.id
            WHERE $__timeFilter(requests.asked_at) AND {OF} ORDER BY requests.asked_at DESC, approvals.answered_at"""),
        ),
    ),
)


def trial_by_sql() -> Dashboard:
    """The course of one difference, and every comparison in words."""
    return page(
        "driftwarden-trial-postgres",
        "Driftwarden: trial (PostgreSQL)",
        "Champion against challenger, verdict by verdict.",
        reads=POSTGRES,
        since="now-90d",
        variables=(one_model, variable("metric", "Metric", "Which difference is drawn.", _METRICS)),
        rows=(("Over time", (COURSE,)), ("In words", IN_WORDS)),
    )
