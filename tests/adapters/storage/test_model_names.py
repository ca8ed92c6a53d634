"""Asking for the names of models never walks through all that is kept of them."""

import pytest
from sqlalchemy import Table

from adapters.storage import open_ledger
from adapters.storage.database import Database
from adapters.storage.model_names import named_tables, names_in
from tests.builders import a_signal, a_silence, a_week


@pytest.mark.parametrize("table", named_tables(), ids=lambda table: table.name)
def test_every_table_that_names_models_has_an_index_that_begins_with_them(table: Table) -> None:
    leading = [next(iter(columns)).name for columns in (table.primary_key.columns, *(i.columns for i in table.indexes))]
    assert "model" in leading


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
def test_a_table_gives_each_name_once_however_many_rows_have_it(database_url: str) -> None:
    ledger = open_ledger(database_url)
    for model in ("taxis", "Zebras", "boats"):
        ledger.silences.record(a_silence(model=model))
        ledger.signals.record_all([a_signal(model=model, window=a_week(week)) for week in range(4)])
    ledger.close()
    database = Database(database_url)
    with database.reading() as connection:
        found = list(names_in(connection))
    database.close()
    # Silences, their audit, signals, the newest of them and the count of their changes.
    assert {name: found.count(name) for name in found} == {"taxis": 5, "Zebras": 5, "boats": 5}
