"""All models at a glance, the worst first, by SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import MODEL_STATES, bad_above, notable_above
from deploy.grafana.pages import page
from deploy.grafana.panels import THIRD, Bars, Column, Number, Sql, States, Table
from deploy.grafana.postgres.statements import CHAMPIONS, NEWEST, OF, OPEN_QUESTIONS, latest, many_models
from deploy.grafana.queries import URGENT
from deploy.grafana.sources import POSTGRES

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard

_WORST = "max(CASE state WHEN 'breached' THEN 2 WHEN 'unknown' THEN 1 ELSE 0 END)"
_TO_MODEL = "/d/driftwarden-model-postgres/?var-model=${__value.raw}&${__url_time_range}"

NUMBERS = (
    Number(
        id=1,
        title="Models",
        says="How many models are watched. Fewer than you expect? Look at `driftwarden check`.",
        asks=(Sql(f"SELECT count(DISTINCT model) AS models FROM signals WHERE {OF}"),),
        span=THIRD,
    ),
    Number(
        id=2,
        title="With a breach",
        says="Models of which a signal is beyond its threshold in its newest window. They are on top of the table.",
        asks=(Sql(f"SELECT count(DISTINCT model) AS models FROM {NEWEST} WHERE state = 'breached'"),),
        limits=bad_above(1),
        span=THIRD,
    ),
    Number(
        id=3,
        title="Questions waiting",
        says="Challengers that wait for a person's answer. Answer in Slack, or by `driftwarden approve`.",
        asks=(Sql(f"SELECT count(*) AS questions FROM requests WHERE status = 'pending' AND {OF}"),),
        limits=notable_above(1),
        span=THIRD,
    ),
)
MODELS = Table(
    id=4,
    title="Models, the worst first",
    says="Open the first one: its dashboard shows which signal, and since when. Unanswered within the time left, a "
    "question lapses and nothing is promoted.",
    asks=(
        Sql(f"""
            SELECT model AS "Model", {_WORST} AS "State",
              count(*) FILTER (WHERE state = 'breached') AS "Breached",
              count(*) FILTER (WHERE state = 'unknown') AS "Unknown", count(*) AS "Signals",
              max(to_version) AS "Champion", extract(epoch FROM now() - max(promoted_at)) AS "In force for",
              max(window_end) AS "Newest window ended", max(time_left) AS "Time left to answer"
            FROM {NEWEST} LEFT JOIN ({CHAMPIONS}) AS champions USING (model)
              LEFT JOIN ({OPEN_QUESTIONS}) AS questions USING (model)
            GROUP BY model ORDER BY "State" DESC, "Breached" DESC, model"""),
    ),
    columns=(
        Column(name="Model", link=("Open this model", _TO_MODEL)),
        Column(name="State", looks=MODEL_STATES),
        Column(name="Breached", red_above=1),
        Column(name="In force for", unit="s", decimals=1),
        Column(name="Time left to answer", unit="s", decimals=1, red_below=URGENT),
    ),
)
OVER_TIME = (
    States(
        id=5,
        title="State of every model, window by window",
        says="Those with the most breached windows come first. Red in all rows at once is an upstream column that they "
        "share.",
        asks=(
            Sql(f"""
            SELECT window_end AS time, model AS metric, {_WORST} AS value FROM {latest("true")}
            GROUP BY window_end, model
            ORDER BY window_end,
              sum(count(*) FILTER (WHERE state = 'breached')) OVER (PARTITION BY model) DESC, model"""),
        ),
        looks=MODEL_STATES,
    ),
    Bars(
        id=6,
        title="Retrainings by day",
        says="Trainings that ended, by outcome, where they ended. Why one failed, its trainer says in Slack and in "
        "`driftwarden explain` of the decision that ordered it.",
        asks=(
            Sql(f"""
            SELECT date_trunc('day', ended_at) AS time, state AS metric, count(*) AS value FROM runs
            WHERE $__timeFilter(ended_at) AND {OF} GROUP BY 1, 2 ORDER BY 1"""),
        ),
    ),
    Bars(
        id=7,
        title="Changes of champion by day",
        says="Adopted, promoted and rolled back. Many roll-backs: make trials stricter.",
        asks=(
            Sql(f"""
            SELECT date_trunc('day', promoted_at) AS time, count(*) AS value,
              CASE WHEN rolls_back_id IS NOT NULL THEN 'rolled back'
                   WHEN from_version IS NULL THEN 'adopted' ELSE 'promoted' END AS metric
            FROM promotions WHERE $__timeFilter(promoted_at) AND {OF} GROUP BY 1, 3 ORDER BY 1"""),
        ),
    ),
)


def fleet_by_sql() -> Dashboard:
    """Who needs a look now, and how it has been."""
    return page(
        "driftwarden-fleet-postgres",
        "Driftwarden: fleet (PostgreSQL)",
        "All models, the worst first, in event time.",
        reads=POSTGRES,
        since="now-30d",
        variables=(many_models,),
        rows=(("Now", (*NUMBERS, MODELS)), ("Over time", OVER_TIME)),
    )
