"""One retraining from drift to the end of its probation, on files and SQLite, in processes that may be killed.

The story is `tests.flows.builders.traffic`, told in ticks: at the first the error has grown, so a challenger is
trained, tried, refitted, asked about, approved and put in force; at the last its probation ends. Every process that
tells it goes on from the ledger, at the tick at which the one before was killed.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from adapters.artifacts import write_whole
from adapters.slack.file_messenger import MESSAGES
from domain.columns import ID, LABEL, LABEL_TIME, LATENCY, PREDICTION, TIME, VERSION
from domain.digests import digest
from domain.ports import Ledger
from domain.windows import Window
from flows.due.adopting import adopt
from flows.worlds import opened, watch_over
from tests.builders import MODEL, MONDAY, WEEK
from tests.flows import rounds
from tests.flows.builders import DOCUMENT, POLICY, noon, served_by, traffic

if TYPE_CHECKING:
    from datetime import datetime

    from domain.approvals import Promotion
    from domain.ports import World
    from domain.training import TrainingOrder

LEARNED_FROM = Window(start=MONDAY - 2 * WEEK, end=MONDAY)
# A claim outlives a holder that was killed, so what it kept others from is done an hour later.
TICKS = (noon(weeks=2), noon(weeks=2, hours=1), noon(weeks=4), noon(weeks=4, hours=1))
_LEDGER = Path(".driftwarden") / "ledger.db"
_CHAMPION = Path(".driftwarden") / "registry" / MODEL / "champion.json"
_MESSAGES = Path(".driftwarden") / "messages" / MESSAGES
_LAUNCHED = "launched"
_CLOCK = "clock.json"
_PREDICTED = [ID, TIME, VERSION, "x", PREDICTION, LATENCY]
_LABELLED = [ID, LABEL, LABEL_TIME]
_SHELVES = frozenset(Ledger.__annotations__)
# The calls that change the world.
_EFFECTS = frozenset({"record", "record_all", "settle", "answer", "expire", "queue", "delivered", "failed"})
_EFFECTS_OUTSIDE = frozenset({"put_in_force", "deliver", "launch"})


@dataclass(slots=True)
class Fate:
    """Sees every change of the world, by name, right after it was made; `strike` may end the process there."""

    strike: Callable[[int, str], None]
    seen: list[str] = field(default_factory=list)

    def saw(self, effect: str) -> None:
        """Count it, and strike."""
        self.seen.append(effect)
        self.strike(len(self.seen), effect)


@dataclass(frozen=True, slots=True)
class Fated:
    """A port that passes every call on and reports those that change the world."""

    thing: Any
    name: str
    fate: Fate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.thing, name)
        if name in _SHELVES:
            return Fated(found, name, self.fate)
        effects = _EFFECTS if self.name in _SHELVES else _EFFECTS_OUTSIDE
        return self._reporting(found, f"{self.name}.{name}") if name in effects else found

    def _reporting(self, call: Callable[..., Any], effect: str) -> Callable[..., Any]:
        def reporting(*args: Any, **kwargs: Any) -> Any:
            answer = call(*args, **kwargs)
            self.fate.saw(effect)
            return answer

        return reporting


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Predicts `x` and what was added to it in the last week that it learned from."""

    bias: float

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        """One number a row."""
        return features["x"].to_numpy(float) + self.bias


_in_training: list[Fate] = []


def train(training: pd.DataFrame, order: TrainingOrder) -> Learned:
    """The project's trainer."""
    for fate in _in_training:
        fate.saw("training")
    newest = training[training[TIME] >= training[TIME].max() - timedelta(days=7)]
    return Learned(bias=round(float((newest[LABEL] - newest["x"]).mean()), 6))


class FolderLauncher:
    """Starts runs as Prefect does, once for each question, whoever asks; each is a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def launch(
        self, deployment: str, *, question: str, parameters: Mapping[str, object], besides: Mapping[str, object]
    ) -> str:
        """Start a run, unless this question has one."""
        run = self._folder / f"{digest('question', question)}.json"
        if not run.exists():
            write_whole(run, json.dumps({"of": deployment, **besides, **parameters}).encode())
        return run.name


def write_project(folder: Path, *, then: Mapping[str, object] = POLICY["then"], replaced: bool = False) -> Path:
    """A model whose champion has served for two weeks that nobody has looked at yet: the first, or its successor."""
    document = DOCUMENT | {
        "log": {"predictions": "predictions", "labels": "labels", "columns": {"version": VERSION, "latency": LATENCY}},
        "policy": "policies/retrain.yaml",
        "training": {"callable": "tests.flows.stories:train"},
        "probation": {"lasts": "8d"},
    }
    for name, content in (("models/flights.yaml", document), ("policies/retrain.yaml", POLICY | {"then": then})):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    rows = traffic(weeks=2)
    rows = served_by(rows, "v2", 0.0, since=MONDAY) if replaced else rows
    _log(folder, rows[rows[TIME] >= pd.Timestamp(LEARNED_FROM.start)])
    with opened(folder) as (project, world):
        first = adopt(watch_over(project.model(MODEL), project, world), LEARNED_FROM, MONDAY)
        if replaced:
            _replace(world, first)
    return folder


def _replace(world: World, first: Promotion) -> None:
    """Put the same model in force once more, as v2."""
    second = replace(world.ledger.candidates.of_version(MODEL, first.to_version), version="v2")
    world.ledger.candidates.record(second)
    world.registry.put_in_force(MODEL, second.version, second.artifact)
    world.ledger.promotions.record(
        replace(first, from_version=first.to_version, to_version=second.version, approval="an answer")
    )


def tell(
    folder: Path, strike: Callable[[int, str], None] = lambda _number, _effect: None, *, ticks: int = len(TICKS)
) -> list[str]:
    """Tell the story from where it stands through so many ticks; returns the changes of the world, in their order."""
    fate = Fate(strike)
    _in_training[:] = [fate]
    for number in range(_tick(folder), ticks):
        write_whole(folder / _CLOCK, json.dumps(number).encode())
        _serve(folder, number)
        go_round(folder, TICKS[number], fate)
    return fate.seen


def tell_and_be_killed(folder: Path, after: int, ticks: int = len(TICKS)) -> None:
    """Tell the story, and be killed right after that many changes of the world."""

    def strike(number: int, _effect: str) -> None:
        if number == after:
            os.kill(os.getpid(), signal.SIGKILL)

    tell(folder, strike, ticks=ticks)


def go_round(folder: Path, now: datetime, fate: Fate) -> None:
    """One round of the loop, in a world whose changes are seen."""
    with opened(folder) as (project, world):
        fated = fate_of(world, fate)
        watch = watch_over(project.model(MODEL), project, fated)
        launcher = Fated(FolderLauncher(folder / _LAUNCHED), "launcher", fate)
        watch = replace(watch, trainer=Fated(watch.trainer, "trainer", fate), launcher=launcher)
        rounds.go_round(watch, now)


def fate_of(world: World, fate: Fate) -> World:
    """The same world, whose every change is seen."""
    return replace(
        world,
        ledger=Fated(world.ledger, "ledger", fate),
        registry=Fated(world.registry, "registry", fate),
        messenger=Fated(world.messenger, "messenger", fate),
    )


def _serve(folder: Path, number: int) -> None:
    """Before the third tick the champion serves two more weeks."""
    if number != 2:
        return
    with opened(folder) as (_, world):
        version = str(world.registry.champion(MODEL))
        champion = world.ledger.candidates.of_version(MODEL, version)
        rows = traffic(weeks=4)
        rows = rows[rows[TIME] >= pd.Timestamp(TICKS[1])]
        predicted = world.artifacts.load(champion.artifact).predict(rows)
        _log(folder, rows.assign(**{VERSION: version, PREDICTION: predicted}))


def _log(folder: Path, rows: pd.DataFrame) -> None:
    for kind, time, columns in (("predictions", TIME, _PREDICTED), ("labels", LABEL_TIME, _LABELLED)):
        (folder / kind).mkdir(exist_ok=True)
        for day, of_day in rows.groupby(rows[time].dt.strftime("%Y-%m-%d")):
            file = folder / kind / f"date={day}.parquet"
            earlier = [pd.read_parquet(file)] if file.exists() else []
            write_whole(file, pd.concat([*earlier, of_day[columns]]).drop_duplicates(ID).to_parquet(index=False))


def _tick(folder: Path) -> int:
    clock = folder / _CLOCK
    return int(json.loads(clock.read_text())) if clock.exists() else 0


def copy_of(project: Path, to: Path) -> Path:
    """The project once more, in a folder of its own."""
    return Path(shutil.copytree(project, to))


def rows_of(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of a project's ledger."""
    connection = sqlite3.connect(folder / _LEDGER)
    try:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in sorted(names)}
    finally:
        connection.close()


def outcome_of(folder: Path) -> dict[str, Any]:
    """What the story came to, whenever that was: ids, versions and states, the registry, what people were told."""
    connection = sqlite3.connect(folder / _LEDGER)
    try:
        found = {table: sorted(connection.execute(question)) for table, question in _QUESTIONS.items()}
    finally:
        connection.close()
    messages = [json.loads(line) for line in (folder / _MESSAGES).read_text().splitlines()]
    return found | {
        "registry": json.loads((folder / _CHAMPION).read_text()),
        "messages": _by_key(messages),
        "launched": sorted(run.read_text() for run in (folder / _LAUNCHED).glob("*.json")),
    }


def _by_key(messages: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return sorted((message["key"], message["thread"]) for message in messages)


# Moments are left out: what was killed is done later, but it is the same thing that is done.
_QUESTIONS = {
    "profiles": "SELECT id, rows FROM profiles",
    "signals": "SELECT id, value, state, maturity FROM signals",
    "decisions": "SELECT id, action, reason FROM decisions",
    "deeds": "SELECT id, decision_id, state, reference FROM deeds",
    "orders": "SELECT id, decision_id, attempt FROM orders",
    "runs": "SELECT id, order_id, state, reference FROM runs",
    "candidates": "SELECT id, version, run_id, artifact_uri, refits_id FROM candidates",
    "verdicts": "SELECT id, candidate_id, champion, outcome FROM verdicts",
    "requests": "SELECT id, verdict_id, status, bound_to FROM requests",
    "approvals": "SELECT id, request_id, answer, answered_by FROM approvals",
    "promotions": "SELECT id, from_version, to_version, promised FROM promotions",
    "probations": "SELECT id, promotion_id, state FROM probations",
    "notices": "SELECT key, thread, receipt FROM notices WHERE delivered_at IS NOT NULL",
    "undelivered": "SELECT key FROM notices WHERE delivered_at IS NULL",
}
