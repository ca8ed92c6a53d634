"""Whether messages arrive and models are looked at, by SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import bad_above
from deploy.grafana.pages import page
from deploy.grafana.panels import THIRD, Bars, Column, Number, Sql, Table
from deploy.grafana.postgres.statements import OF, many_models
from deploy.grafana.queries import URGENT
from deploy.grafana.sources import POSTGRES

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard

# What was held back on purpose, for a digest or for quiet hours to end, is due only since then.
_DUE = "CASE WHEN postponed_until <= now() THEN postponed_until ELSE created_at END"
_UNDELIVERED = f"FROM notices WHERE delivered_at IS NULL AND {OF}"
NUMBERS = (
    Number(
        id=1,
        title="Undelivered",
        says="Messages on their way, given up ones too. `driftwarden doctor` tells them apart.",
        asks=(Sql(f"SELECT count(*) AS messages {_UNDELIVERED}"),),
        span=THIRD,
    ),
    Number(
        id=2,
        title="Failed deliveries",
        says="Messages that Slack did not take at least once, and that have not arrived. The table says why.",
        asks=(Sql(f"SELECT count(*) AS messages {_UNDELIVERED} AND (failures > 0 OR buried_at IS NOT NULL)"),),
        limits=bad_above(1),
        span=THIRD,
    ),
    Number(
        id=3,
        title="Oldest undelivered",
        says="More than an hour, and not held back on purpose: people hear nothing.",
        asks=(
            Sql(
                f"SELECT coalesce(extract(epoch FROM now() - min({_DUE})), 0) AS age {_UNDELIVERED}"
                " AND buried_at IS NULL AND (postponed_until IS NULL OR postponed_until <= now() OR failures > 0)"
            ),
        ),
        unit="s",
        span=THIRD,
    ),
)
LETTERS = Table(
    id=4,
    title="What has not arrived",
    says="The reason that Slack gave, message by message. Mend it; the rest is tried again.",
    asks=(
        Sql(f"""
            SELECT created_at AS "Written", model AS "Model", severity AS "Severity", failures AS "Failures",
              last_failure AS "Last failure", retry_at AS "Tried again", postponed_until AS "Held back until",
              buried_at AS "Given up" {_UNDELIVERED} ORDER BY created_at LIMIT 500"""),
    ),
    columns=(Column(name="Last failure", width=500),),
)
QUESTIONS = Table(
    id=8,
    title="Questions that wait, the most urgent first",
    says="Unanswered within the time left, a question lapses and nothing is promoted. Answer in Slack, or by "
    "`driftwarden approve`.",
    asks=(
        Sql(f"""
            SELECT model AS "Model", challenger AS "Challenger", champion AS "Champion", asked_at AS "Asked",
              extract(epoch FROM expires_at - now()) AS "Time left to answer"
            FROM requests WHERE status = 'pending' AND {OF} ORDER BY expires_at LIMIT 500"""),
    ),
    columns=(Column(name="Time left to answer", unit="s", decimals=1, red_below=URGENT),),
)
# As `adapters.metrics.periods.is_by_the_clock`: how often a window comes, unknown where rows make windows.
_LENGTH = "abs(extract(epoch FROM window_end - window_start)"
_PERIOD = f"""CASE WHEN extract(epoch FROM window_start)::numeric % 900 = 0
                  AND extract(epoch FROM window_end)::numeric % 900 = 0
                  AND least({_LENGTH} - 3600), {_LENGTH} - 86400), {_LENGTH} - 604800)) <= 3600
                THEN window_end - window_start END"""
AGES = Table(
    id=5,
    title="Models by how long they stand still",
    says="More than two windows since its last decision: nothing guards the model. Run `driftwarden run` by hand. "
    "Empty where rows make windows: how many are missing, no clock can tell.",
    asks=(
        Sql(f"""
            SELECT model AS "Model",
              extract(epoch FROM now() - max(decided_at)) AS "Last decision",
              extract(epoch FROM now() - max(window_end)) AS "Newest window ended",
              extract(epoch FROM now() - max(decided_at)) / extract(epoch FROM
                (array_agg({_PERIOD} ORDER BY window_end DESC))[1]) AS "Windows since its last decision"
            FROM decisions WHERE {OF} AND reason <> 'asked for' GROUP BY model ORDER BY 4 DESC NULLS LAST"""),
    ),
    columns=(
        Column(name="Windows since its last decision", decimals=1, red_above=2),
        Column(name="Last decision", unit="s", decimals=1),
        Column(name="Newest window ended", unit="s", decimals=1),
    ),
)
OVER_TIME = (
    Bars(
        id=6,
        title="Decisions by day",
        says="By the day on which they were made. None: the monitor flow does not run.",
        asks=(
            Sql(f"""
            SELECT date_trunc('day', decided_at) AS time, action AS metric, count(*) AS value FROM decisions
            WHERE $__timeFilter(decided_at) AND {OF} GROUP BY 1, 2 ORDER BY 1"""),
        ),
    ),
    Bars(
        id=7,
        title="Messages by day",
        says="By the day on which they were written, and how loud they are. Too many: use a digest.",
        asks=(
            Sql(f"""
            SELECT date_trunc('day', created_at) AS time, severity AS metric, count(*) AS value FROM notices
            WHERE $__timeFilter(created_at) AND {OF} GROUP BY 1, 2 ORDER BY 1"""),
        ),
    ),
)


def operations_by_sql() -> Dashboard:
    """The outbox, open questions, the ages of decisions, and what came about."""
    return page(
        "driftwarden-operations-postgres",
        "Driftwarden: operations (PostgreSQL)",
        "Whether messages arrive and models are looked at. Flows and scrapes are on the dashboard that reads "
        "Prometheus.",
        reads=POSTGRES,
        since="now-30d",
        variables=(many_models,),
        rows=(
            ("Messages", (*NUMBERS, LETTERS)),
            ("Questions", (QUESTIONS,)),
            ("Models", (AGES,)),
            ("Over time", OVER_TIME),
        ),
    )
