"""A watched model in a world in memory, whose traffic changes at one known moment.

The label of a row is its feature `x`, and `SHIFT` more from `MONDAY` on. The model `Offset(b)` predicts `x + b`, so it
is `b` off before the change and `SHIFT - b` off after it. v1 is `Offset(0)`, trained on the eight weeks before the
change and in force since then; it promised an error of `NOISE`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from adapters.memory import (
    MemoryArtifacts,
    MemoryLauncher,
    MemoryLedger,
    MemoryMessenger,
    MemoryPredictionLog,
    MemoryRegistry,
    StillTrainer,
)
from domain.approvals import Promotion
from domain.columns import ID, LABEL, LABEL_TIME, LATENCY, PREDICTION, TIME, VERSION
from domain.ports import World
from domain.training import Artifact, Candidate, RunState, TrainingOrder, TrainingRun
from domain.windows import Window
from flows.documents import ModelDocument
from flows.watch import Watch
from policies.grammar import Policy
from tests.builders import MODEL, MONDAY, WEEK, a_decision, a_run, an_artifact

if TYPE_CHECKING:
    from domain.decisions import Decision
    from domain.ports import Launcher, PredictionLog, Trainer

SHIFT = 5.0
NOISE = 0.5
HISTORY = Window(start=MONDAY - 8 * WEEK, end=MONDAY)
AN_HOUR = timedelta(hours=1)
DOCUMENT: dict[str, Any] = {
    "model": MODEL,
    "log": {"predictions": "predictions"},
    "monitoring": {
        "window": "week",
        "ready_after": "12h",
        "labels_mature_after": "12h",
        "monitors": [{"monitor": "row_count"}, {"monitor": "performance"}],
    },
    "training": {"callable": "training:train"},
}
POLICY: dict[str, Any] = {
    "name": "performance-first",
    "when": {"signal": "mae", "is": "breached"},
    "then": {"retrain": {"training_window": {"kind": "expanding"}}},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """Predicts `x + bias`."""

    bias: float

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        """One number a row; raises KeyError without the feature x."""
        return features["x"].to_numpy(float) + self.bias


def noon(*, weeks: int, hours: float = 0) -> datetime:
    """The noon of the Monday on which the week with this number, counted from 1 at the change, has ended."""
    return MONDAY + weeks * WEEK + timedelta(hours=12 + hours)


def traffic(*, weeks: int = 8, label_after: timedelta = AN_HOUR) -> pd.DataFrame:
    """A row every half hour from the start of `HISTORY` to `weeks` weeks after the change, all served by v1."""
    times = pd.date_range(HISTORY.start, MONDAY + weeks * WEEK, freq="30min", inclusive="left").as_unit("ns")
    dice = np.random.default_rng(4)
    x = dice.normal(20, 3, len(times))
    label = x + np.where(times >= pd.Timestamp(MONDAY), SHIFT, 0.0) + dice.uniform(-2 * NOISE, 2 * NOISE, len(times))
    return pd.DataFrame(
        {
            ID: [f"r{number}" for number in range(len(times))],
            TIME: times,
            VERSION: "v1",
            "x": x,
            PREDICTION: x,
            LATENCY: 10.0,
            LABEL: label,
            LABEL_TIME: times + label_after,
        }
    )


def served_by(rows: pd.DataFrame, version: str, bias: float, *, since: datetime) -> pd.DataFrame:
    """The same traffic, answered by another version from a moment on."""
    theirs = rows[TIME] >= since
    return rows.assign(
        **{
            VERSION: rows[VERSION].where(~theirs, version),
            PREDICTION: rows[PREDICTION].where(~theirs, rows["x"] + bias),
        }
    )


def a_document(**sections: Any) -> ModelDocument:
    """The model's file, with some sections written differently."""
    return ModelDocument.model_validate(DOCUMENT | sections)


def a_policy(**fields: Any) -> Policy:
    """Retrain whenever the error is breached."""
    return Policy.model_validate(POLICY | fields)


def a_world() -> World:
    """Nothing has happened in it, and nothing is out of order."""
    return World(
        ledger=MemoryLedger(), artifacts=MemoryArtifacts(), registry=MemoryRegistry(), messenger=MemoryMessenger()
    )


def a_watch(
    *,
    log: PredictionLog | None = None,
    trainer: Trainer | None = None,
    launcher: Launcher | None = None,
    policy: Policy | None = None,
    world: World | None = None,
    **sections: Any,
) -> Watch:
    """A watch on a model without a champion; sections of its file by name."""
    return Watch(
        document=a_document(**sections),
        policy=policy or a_policy(),
        log=log or MemoryPredictionLog(traffic()),
        trainer=trainer or StillTrainer(),
        launcher=launcher or MemoryLauncher(),
        world=world or a_world(),
    )


def a_champion(watch: Watch, *, version: str = "v1", bias: float = 0.0, since: datetime = MONDAY) -> Candidate:
    """Put a first champion in force, as an adoption does."""
    candidate = Candidate(
        model=MODEL,
        version=version,
        training_run=None,
        artifact=keep(watch, version, bias),
        trained_on=HISTORY,
        created_at=since,
    )
    watch.ledger.candidates.record(candidate)
    watch.world.registry.put_in_force(MODEL, version, candidate.artifact)
    watch.ledger.promotions.record(
        Promotion(model=MODEL, from_version=None, to_version=version, approval=None, promised=NOISE, promoted_at=since)
    )
    return candidate


def watched(**fields: Any) -> Watch:
    """A watch on a model with v1 in force."""
    watch = a_watch(**fields)
    a_champion(watch)
    return watch


def keep(watch: Watch, version: str, bias: float) -> Artifact:
    """Lay the model `Offset(bias)` where artifacts lie."""
    artifact = an_artifact(uri=f"memory://{version}")
    assert isinstance(watch.world.artifacts, MemoryArtifacts)
    watch.world.artifacts.keep(artifact, Offset(bias=bias))
    return artifact


def lose(watch: Watch, candidate: Candidate) -> None:
    """Let a version's file be gone."""
    assert isinstance(watch.world.artifacts, MemoryArtifacts)
    watch.world.artifacts.lose(candidate.artifact)


def decided(watch: Watch, *, at: datetime | None = None, **fields: Any) -> Decision:
    """A recorded decision to retrain, on the first Monday noon after the change unless another moment is given."""
    decision = a_decision(decided_at=at or noon(weeks=1), **fields)
    return watch.ledger.decisions.record(decision)


def ordered(watch: Watch, decision: Decision, *, weeks: int = 3, **fields: Any) -> TrainingOrder:
    """A recorded order, given so many weeks after the change, whose last week is kept for the trial."""
    at = noon(weeks=weeks)
    kept = Window(start=MONDAY + (weeks - 1) * WEEK, end=MONDAY + weeks * WEEK)
    order = TrainingOrder(
        model=MODEL,
        decision=decision.id,
        attempt=1,
        train_on=Window(start=HISTORY.start, end=kept.start),
        hold_out=kept,
        ordered_at=at,
    )
    return watch.ledger.orders.record(replace(order, **fields))


def run_of(watch: Watch, order: TrainingOrder, state: RunState = RunState.SUCCEEDED, **fields: Any) -> TrainingRun:
    """A recorded run of an order, ended unless it is said to be launched."""
    return watch.ledger.runs.record(a_run(order=order.id, state=state, **fields))


def a_challenger(
    watch: Watch,
    *,
    bias: float = SHIFT,
    version: str = "v2",
    week: int = 0,
    weeks: int = 3,
    shadow_only: bool = False,
    **fields: Any,
) -> Candidate:
    """A trained version with all that it came from: a decision over the `week`, an order, a run that succeeded."""
    window = Window(start=MONDAY + week * WEEK, end=MONDAY + (week + 1) * WEEK)
    order = ordered(watch, decided(watch, window=window), weeks=weeks, shadow_only=shadow_only)
    candidate = Candidate(
        model=MODEL,
        version=version,
        training_run=run_of(watch, order).id,
        artifact=keep(watch, version, bias),
        trained_on=order.train_on,
        created_at=order.ordered_at,
    )
    return watch.ledger.candidates.record(replace(candidate, **fields))


def told(watch: Watch) -> list[str]:
    """The kinds of all notices so far, by the first words of their keys, oldest first."""
    return [notice.key.rsplit(" ", 1)[0] for notice in watch.ledger.outbox.of(watch.model)]
