"""All models at a glance, the worst first, by SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import MODEL_STATES, bad_above
from deploy.grafana.pages import SQL_TAG, page
from deploy.grafana.panels import HALF, bars, column, number, rows, states
from deploy.grafana.postgres.statements import CHAMPIONS, NEWEST, OF, latest, many_models
from deploy.grafana.sources import POSTGRES, datasource, sql_over_time, sql_rows

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard

_WORST = "max(CASE state WHEN 'breached' THEN 2 WHEN 'unknown' THEN 1 ELSE 0 END)"
_TO_MODEL = "/d/driftwarden-model-postgres/?var-model=${__value.raw}&${__url_time_range}"


def fleet_by_sql() -> Dashboard:
    """Who needs a look now, and how it has been."""
    breached = f"SELECT count(DISTINCT model) AS models FROM {NEWEST} WHERE state = 'breached'"
    waiting = f"SELECT count(*) AS questions FROM requests WHERE status = 'pending' AND {OF}"
    counts = (
        number(
            1,
            "Models",
            "How many models are watched.",
            "none",
            sql_rows(f"SELECT count(DISTINCT model) AS models FROM signals WHERE {OF}"),
            span=8,
        ),
        number(
            2,
            "With a breach",
            "Models of which a signal is beyond its threshold in its newest window.",
            "none",
            sql_rows(breached),
            limits=bad_above(1),
            span=8,
        ),
        number(
            3,
            "Questions waiting",
            "Challengers that wait for a person's answer. Answer in Slack, or by `driftwarden approve`.",
            "none",
            sql_rows(waiting),
            limits=bad_above(1, 1e9),
            span=8,
        ),
    )
    table = rows(
        4,
        "Models, the worst first",
        "Open the first one: its dashboard shows which signal, and since when.",
        sql_rows(f"""
            SELECT model AS "Model", {_WORST} AS "State",
              count(*) FILTER (WHERE state = 'breached') AS "Breached",
              count(*) FILTER (WHERE state = 'unknown') AS "Unknown", count(*) AS "Signals",
              max(to_version) AS "Champion", extract(epoch FROM now() - max(promoted_at)) AS "In force for",
              max(window_end) AS "Newest window ended"
            FROM {NEWEST} LEFT JOIN ({CHAMPIONS}) AS champions USING (model)
            GROUP BY model ORDER BY "State" DESC, "Breached" DESC, model"""),
    )
    table = column(table, "Model", link=("Open this model", _TO_MODEL))
    table = column(column(table, "State", looks=MODEL_STATES), "Breached", red_above=1)
    timeline = states(
        5,
        "State of every model, window by window",
        "Those with the most breached windows come first. Red in all rows at once is an upstream column that "
        "they share.",
        sql_over_time(f"""
            SELECT window_end AS time, model AS metric, {_WORST} AS value FROM {latest("true")}
            GROUP BY window_end, model
            ORDER BY window_end,
              sum(count(*) FILTER (WHERE state = 'breached')) OVER (PARTITION BY model) DESC, model"""),
        looks=MODEL_STATES,
    )
    trainings = bars(
        6,
        "Retrainings",
        "Trainings that ended, by outcome, where they ended.",
        "none",
        sql_over_time(f"""
            SELECT date_trunc('day', ended_at) AS time, state AS metric, count(*) AS value FROM runs
            WHERE $__timeFilter(ended_at) AND {OF} GROUP BY 1, 2 ORDER BY 1"""),
        span=HALF,
    )
    changes = bars(
        7,
        "Changes of champion",
        "Adopted, promoted and rolled back. Many roll-backs: make trials stricter.",
        "none",
        sql_over_time(f"""
            SELECT date_trunc('day', promoted_at) AS time, count(*) AS value,
              CASE WHEN rolls_back_id IS NOT NULL THEN 'rolled back'
                   WHEN from_version IS NULL THEN 'adopted' ELSE 'promoted' END AS metric
            FROM promotions WHERE $__timeFilter(promoted_at) AND {OF} GROUP BY 1, 3 ORDER BY 1"""),
        span=HALF,
    )
    return page(
        "driftwarden-fleet-postgres",
        "Driftwarden: fleet (PostgreSQL)",
        "All models, the worst first, in event time.",
        tag=SQL_TAG,
        since="now-30d",
        variables=(datasource(POSTGRES), many_models),
        rows=(
            ("Now", (*counts, column(table, "In force for", unit="s", decimals=1))),
            ("Over time", (timeline, trainings, changes)),
        ),
    )
