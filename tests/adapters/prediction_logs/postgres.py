"""The log in a throw-away PostgreSQL."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from tests.adapters.prediction_logs.writing import landed, served

PREDICTIONS = """
CREATE TABLE served (
    "Flight no" text, scheduled timestamptz, minutes numeric(8, 2), served_by text, side varchar(20), p_late real,
    took double precision, aircraft text, failure text, written timestamptz, carrier text, temp numeric, "order" int
)
"""
LABELS = 'CREATE TABLE landed ("Flight no" text, air_time numeric(8, 2), landed timestamptz)'


def write_postgres(url: str) -> None:
    """Both tables, with numbers of every sort."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for create, frame, table in ((PREDICTIONS, served(), "served"), (LABELS, landed(), "landed")):
            connection.execute(sa.text(create))
            connection.execute(_insert(table, list(frame.columns)), _rows(frame))


def _insert(table: str, columns: list[str]) -> Any:
    return sa.table(table, *(sa.column(name) for name in columns)).insert()


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
