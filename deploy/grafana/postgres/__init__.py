"""The same dashboards by SQL, straight from a ledger in PostgreSQL: in event time, and from the first window on.

For those who have PostgreSQL and no Prometheus, or who want to see late data where they belong. A role that may only
SELECT will do. A newcomer starts at `deploy.grafana.postgres.model`.
"""
