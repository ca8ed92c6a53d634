"""Launch what is ordered, and take in what the trainers answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters import notices
from domain.columns import LABEL
from domain.errors import TrainerRefused
from domain.training import Candidate, RunState, TrainingOrder, TrainingRun
from flows.due.versions import next_version

if TYPE_CHECKING:
    from datetime import datetime

    from domain.training import Artifact
    from flows.watch import Watch

# A worker that dies leaves its claim for so long; a training in this process that takes longer is held by a file lock.
_LEASE = timedelta(minutes=15)
NEVER_STARTED = "never started"


def carry_out_orders(watch: Watch, now: datetime) -> None:
    """Bring every open order of the model one step further; two workers never train the same order at once."""
    for order in watch.ledger.orders.open(watch.model):
        with watch.ledger.claim(f"train {order.id}", now=now, lease=_LEASE) as mine:
            if mine:
                _advance(watch, order, now)


def _advance(watch: Watch, order: TrainingOrder, now: datetime) -> None:
    try:
        run = watch.ledger.runs.of_order(order.id) or _launch(watch, order, now)
        artifact = watch.trainer.answer(order, run.reference)
    except TrainerRefused as error:
        _fail(watch, order, str(error), now)
        return
    if artifact is not None:
        _succeed(watch, order, run, artifact, now)
    elif now - run.launched_at > watch.document.training.time_limit:
        _fail(watch, order, f"{order.model}: no answer from {run.reference} within the training's time limit", now)


def _launch(watch: Watch, order: TrainingOrder, now: datetime) -> TrainingRun:
    rows = watch.log.read(order.train_on, as_of=order.ordered_at)
    labelled = rows[rows[LABEL].notna()].reset_index(drop=True)
    labelled.attrs = {}  # What the log showed of itself; pandas could not write it into a trainer's file.
    reference = watch.trainer.launch(order, labelled)
    return watch.ledger.runs.record(_run(order, reference, now))


def _run(order: TrainingOrder, reference: str, now: datetime) -> TrainingRun:
    return TrainingRun(order=order.id, model=order.model, state=RunState.LAUNCHED, reference=reference, launched_at=now)


def _succeed(watch: Watch, order: TrainingOrder, run: TrainingRun, artifact: Artifact, now: datetime) -> None:
    """The candidate is kept before the run is settled, so a crash between the two leaves the order open."""
    candidates = watch.ledger.candidates.of(watch.model)
    if not any(candidate.training_run == run.id for candidate in candidates):
        candidate = Candidate(
            model=watch.model,
            version=_version(order, candidates),
            training_run=run.id,
            artifact=artifact,
            trained_on=artifact.trained_on or order.train_on,
            created_at=order.ordered_at,
            refits=order.refits,
        )
        watch.ledger.candidates.record(candidate)
    watch.ledger.runs.settle(replace(run, state=RunState.SUCCEEDED, ended_at=now, cost=artifact.cost))


def _version(order: TrainingOrder, candidates: tuple[Candidate, ...]) -> str:
    """The next number, from v2 on; v2.1 is the refit of v2."""
    if order.refits:
        return next(f"{candidate.version}.1" for candidate in candidates if candidate.id == order.refits)
    return next_version([candidate.version for candidate in candidates])


def _fail(watch: Watch, order: TrainingOrder, message: str, now: datetime) -> None:
    """Settle the run as failed; a further attempt is ordered first, so a crash between the two cannot lose it."""
    last = order.attempt >= watch.document.training.attempts
    if not last:
        watch.ledger.orders.record(replace(order, attempt=order.attempt + 1))
    run = watch.ledger.runs.of_order(order.id)
    reference = run.reference if run else None
    tell = notices.training_failed(order, message, at=now, run=reference) if last else None
    failed = replace(run or _run(order, NEVER_STARTED, now), state=RunState.FAILED, ended_at=now, message=message)
    if run is None:
        watch.ledger.runs.record(failed, tell=tell)
    else:
        watch.ledger.runs.settle(failed, tell=tell)
