"""The demo's weeks on a small sample, walked in a process of its own: `python -m tests.flows.demo_weeks MODE ...`.

`twice` walks through Prefect as the demo does, and runs every week's flows once more. `ahead` and `poisoned` walk
without Prefect over the log that `twice` has left: in one the whole future lies in the log from the start, in the other
absurd rows and labels lie there until the time has come.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from driftwarden.demo.clock import HISTORY, tick
from driftwarden.demo.flights import WEATHER, read_flights
from driftwarden.demo.folder import MODEL, prepare
from driftwarden.demo.walk import play, run_flows
from flows.due.adopting import adopt
from flows.worlds import opened, watch_over
from tests.flows import rounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

# Every forty-fourth flight, and the weeks in which one challenger is promoted and confirmed and one is refused.
EVERY, WEEKS, FEWER_WEEKS = 44, 31, 14
FEWER_WEEKS_LEDGER = "fewer-weeks.db"
CHANGED = "changed.json"
_ABSURD = 1e9
# That a flow ran, and when, is new each time it runs.
_OF_THE_CLOCK = frozenset({"beats"})
_MUCH_LATER = pd.Timestamp("2014-06-01", tz="UTC")
_STATE = ("registry", "messages")


def everything(project: Path) -> dict[str, Any]:
    """Every row of every table of the ledger, and every file of registry and messages."""
    home = project / ".driftwarden"
    files = [path for part in _STATE for path in sorted((home / part).rglob("*")) if path.is_file()]
    return _rows(home / "ledger.db") | {str(path.relative_to(home)): path.read_bytes() for path in files}


def walk_twice(project: Path) -> list[str]:
    """Walk all weeks; returns what the second run of a week has changed."""
    changed = []
    for seen, _ in play(prepare(project), read_flights(every=EVERY), weeks=WEEKS):
        before = everything(project)
        with opened(project) as (_, world):
            run_flows(project, world, seen.number)
        after = everything(project)
        changed += [f"week {seen.number}: {name}" for name in after if before.get(name) != after[name]]
        if seen.number == FEWER_WEEKS:
            _keep_ledger(project, project / FEWER_WEEKS_LEDGER)
    return changed


def walk_ahead(project: Path, finished: Path) -> None:
    """Walk some weeks over a log in which all weeks lie already."""
    _write_log(prepare(project), *_read_log(finished))
    _walk(project)


def walk_poisoned(project: Path, finished: Path) -> None:
    """Walk some weeks over a log in which whatever belongs to the future is absurd until its time comes."""
    predictions, labels = _read_log(finished)
    _write_log(prepare(project), *_poisoned(predictions, labels, pd.Timestamp(HISTORY.end)))

    def reveal(now: datetime) -> None:
        _write_log(project, *_poisoned(predictions, labels, pd.Timestamp(now)), week_to=now)

    _walk(project, before=reveal)


def _walk(project: Path, before: Callable[[datetime], object] = lambda _now: None) -> None:
    with opened(project) as (read, world):
        watch = watch_over(read.model(MODEL), read, world)
        adopt(watch, HISTORY, HISTORY.end)
        for number in range(1, FEWER_WEEKS + 1):
            before(tick(number))
            rounds.go_round(watch, tick(number))


def _poisoned(predictions: pd.DataFrame, labels: pd.DataFrame, now: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:
    future = predictions["event_time"] >= now
    predictions = predictions.copy()
    predictions.loc[future, ["prediction", "latency_ms", "distance", *WEATHER]] = _ABSURD
    predictions.loc[future, ["carrier", "dest"]] = "absurd"
    corrected = labels.assign(air_time=_ABSURD, landed_at=_MUCH_LATER.as_unit(labels["landed_at"].dt.unit))
    labels = labels.assign(air_time=labels["air_time"].where(labels["landed_at"] <= now, _ABSURD))
    return predictions, pd.concat([labels, corrected], ignore_index=True)


def _read_log(finished: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    predictions, labels = (
        pd.concat([pd.read_parquet(file).assign(file=file.name) for file in sorted((finished / kind).iterdir())])
        for kind in ("predictions", "labels")
    )
    return predictions, labels


def _write_log(
    project: Path, predictions: pd.DataFrame, labels: pd.DataFrame, *, week_to: datetime | None = None
) -> None:
    """Write the day files, all of them or those of the eight days up to a moment."""
    days = [] if week_to is None else [f"date={week_to - timedelta(days=back):%Y-%m-%d}.parquet" for back in range(9)]
    for kind, rows in (("predictions", predictions), ("labels", labels)):
        (project / kind).mkdir(exist_ok=True)
        for name, of_day in (rows[rows["file"].isin(days)] if days else rows).groupby("file"):
            of_day.drop(columns="file").to_parquet(project / kind / str(name), index=False)


def _keep_ledger(project: Path, target: Path) -> None:
    connection = sqlite3.connect(project / ".driftwarden" / "ledger.db", isolation_level=None)
    connection.execute("VACUUM INTO ?", [str(target)])
    connection.close()


def _rows(ledger: Path) -> dict[str, list[tuple[Any, ...]]]:
    connection = sqlite3.connect(ledger)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in tables if name not in _OF_THE_CLOCK]
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in names}
    finally:
        connection.close()


if __name__ == "__main__":
    _, mode, folder, *rest = sys.argv
    if mode == "twice":
        (Path(folder).parent / CHANGED).write_text(json.dumps(walk_twice(Path(folder))))
    else:
        {"ahead": walk_ahead, "poisoned": walk_poisoned}[mode](Path(folder), Path(*rest))
