"""Whether messages arrive and models are looked at, by SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import bad_above
from deploy.grafana.pages import SQL_TAG, page
from deploy.grafana.panels import THIRD, bars, column, number, rows
from deploy.grafana.postgres.statements import OF, many_models
from deploy.grafana.sources import POSTGRES, datasource, sql_over_time, sql_rows

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard


def operations_by_sql() -> Dashboard:
    """The outbox, the ages of decisions, and the ledger's size."""
    undelivered = f"FROM notices WHERE delivered_at IS NULL AND {OF}"
    counts = (
        number(
            1,
            "Undelivered",
            "Messages on their way, given up ones too. `driftwarden doctor` tells them apart.",
            "none",
            sql_rows(f"SELECT count(*) AS messages {undelivered}"),
            span=THIRD,
        ),
        number(
            2,
            "Failed deliveries",
            "Messages that Slack did not take at least once, and that have not arrived.",
            "none",
            sql_rows(f"SELECT count(*) AS messages {undelivered} AND (failures > 0 OR buried_at IS NOT NULL)"),
            limits=bad_above(1),
            span=THIRD,
        ),
        number(
            3,
            "Oldest undelivered",
            "More than an hour, and not held back on purpose: people hear nothing.",
            "s",
            sql_rows(
                f"SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) AS age {undelivered}"
                " AND buried_at IS NULL AND (postponed_until IS NULL OR postponed_until < now())"
            ),
            span=THIRD,
        ),
    )
    letters = rows(
        4,
        "What has not arrived",
        "The reason that Slack gave, message by message. Mend it; the rest is tried again.",
        sql_rows(f"""
            SELECT created_at AS "Written", model AS "Model", severity AS "Severity", failures AS "Failures",
              last_failure AS "Last failure", retry_at AS "Tried again", postponed_until AS "Held back until",
              buried_at AS "Given up" {undelivered} ORDER BY created_at LIMIT 500"""),
    )
    letters = column(letters, "Last failure", wide=True)
    ages = rows(
        5,
        "Models by how long they stand still",
        "More than two windows since its last decision: nothing guards the model.",
        sql_rows(f"""
            SELECT model AS "Model",
              extract(epoch FROM now() - max(decided_at)) AS "Last decision",
              extract(epoch FROM now() - max(window_end)) AS "Newest window ended",
              extract(epoch FROM now() - max(decided_at)) / extract(epoch FROM
                (array_agg(window_end - window_start ORDER BY seq DESC))[1]) AS "Windows since its last decision"
            FROM decisions WHERE {OF} GROUP BY model ORDER BY 4 DESC"""),
    )
    ages = column(ages, "Windows since its last decision", decimals=1, red_above=2)
    for name in ("Last decision", "Newest window ended"):
        ages = column(ages, name, unit="s", decimals=1)
    decided = bars(
        6,
        "Decisions",
        "By the day on which they were made. None: the monitor flow does not run.",
        "none",
        sql_over_time(f"""
            SELECT date_trunc('day', decided_at) AS time, action AS metric, count(*) AS value FROM decisions
            WHERE $__timeFilter(decided_at) AND {OF} GROUP BY 1, 2 ORDER BY 1"""),
    )
    told = bars(
        7,
        "Messages",
        "By the day on which they were written, and how loud they are. Too many: use a digest.",
        "none",
        sql_over_time(f"""
            SELECT date_trunc('day', created_at) AS time, severity AS metric, count(*) AS value FROM notices
            WHERE $__timeFilter(created_at) AND {OF} GROUP BY 1, 2 ORDER BY 1"""),
    )
    return page(
        "driftwarden-operations-postgres",
        "Driftwarden: operations (PostgreSQL)",
        "Whether messages arrive and models are looked at. Flows and scrapes are on the dashboard that reads "
        "Prometheus.",
        tag=SQL_TAG,
        since="now-30d",
        variables=(datasource(POSTGRES), many_models),
        rows=(("Messages", (*counts, letters)), ("Models", (ages,)), ("Over time", (decided, told))),
    )
