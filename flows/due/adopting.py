"""Put a model's first champion in force, with a measured promise of how well it will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from domain.approvals import Promotion
from domain.columns import LABEL, PREDICTION
from domain.errors import EvidenceUnavailable, InvalidDocument, TrainerRefused
from domain.training import Candidate, TrainingOrder
from domain.windows import Window
from flows.due.judging import score
from flows.due.versions import first_version
from trials.losses import LOSSES

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from domain.training import Artifact
    from flows.watch import Watch

_BACK_CHECK_SHARE = 0.3


def adopt(watch: Watch, train_on: Window, now: datetime, *, version: str | None = None) -> Promotion:
    """Train the first champion on the labelled rows of `train_on` and put it in force as `version`; without one, as v1.

    Its promised error is a back-check: the same recipe, trained on the first 70 % of the window, scored on the
    last 30 %. A model that has a champion keeps it; its first promotion is returned. Raises InvalidDocument, before
    anything is trained, where no version is given and the log's newest rows name others than v1; and afterwards, where
    the ledger holds the version with another file.
    """
    promotions = watch.ledger.promotions.of(watch.model)
    if promotions:
        return promotions[0]
    if train_on.end > now:
        raise InvalidDocument(
            [f"{watch.model}: --to {train_on.end:%Y-%m-%d %H:%M} UTC is not over yet; choose an earlier one"]
        )
    _labelled(watch, train_on, now)
    first = first_version(watch, train_on, now, version)
    promised = _back_check(watch, train_on, now)
    artifact = train_now(watch, train_on, now, why="adoption")
    return _put_in_force(watch, _candidate(watch, first, artifact, train_on, now), promised, now)


def _as_kept(watch: Watch, candidate: Candidate) -> Candidate:
    """The candidate in the ledger, which holds a version once: of two adoptions the first one recorded."""
    kept = watch.ledger.candidates.record(candidate)
    if kept.artifact.sha256 != candidate.artifact.sha256:
        span = f"--from {kept.trained_on.start.isoformat()} --to {kept.trained_on.end.isoformat()}"
        raise InvalidDocument(
            [
                f"{watch.model}: the ledger holds {kept.version} with another file, of an adoption that was begun "
                f"before; give the command with {span}, as then, or another name with --version"
            ]
        )
    return kept


def _put_in_force(watch: Watch, candidate: Candidate, promised: float | None, now: datetime) -> Promotion:
    """The registry is changed before the promotion is recorded, and for the candidate that the ledger holds only.

    A model that got a champion while this one was trained keeps it.
    """
    promotions = watch.ledger.promotions.of(watch.model)
    if promotions:
        return promotions[0]
    kept = _as_kept(watch, candidate)
    watch.world.registry.put_in_force(watch.model, kept.version, kept.artifact)
    return watch.ledger.promotions.record(
        Promotion(
            model=watch.model,
            from_version=None,
            to_version=kept.version,
            approval=None,
            promised=promised,
            promoted_at=now,
        )
    )


def _candidate(watch: Watch, version: str, artifact: Artifact, train_on: Window, now: datetime) -> Candidate:
    return Candidate(
        model=watch.model,
        version=version,
        training_run=None,
        artifact=artifact,
        trained_on=train_on,
        created_at=now,
    )


def _back_check(watch: Watch, span: Window, now: datetime) -> float:
    cut = span.end - span.duration * _BACK_CHECK_SHARE
    artifact = train_now(watch, Window(start=span.start, end=cut), now, why="back-check of the adoption")
    rows = _labelled(watch, Window(start=cut, end=span.end), now)
    predictions = score(watch, artifact, rows)
    return float(np.mean(LOSSES[watch.document.loss].per_row(rows[LABEL].to_numpy(), predictions)))


def train_now(watch: Watch, train_on: Window, now: datetime, *, why: str) -> Artifact:
    """Train on a span's labelled rows as known now, for no decision; raises TrainerRefused without an answer."""
    rows = _labelled(watch, train_on, now)
    order = TrainingOrder(
        model=watch.model,
        decision=f"{why} {train_on.key}",
        attempt=1,
        train_on=train_on,
        hold_out=Window(start=train_on.end, end=train_on.end + train_on.duration * _BACK_CHECK_SHARE),
        ordered_at=now,
    )
    artifact = watch.trainer.answer(order, watch.trainer.launch(order, rows))
    if artifact is None:
        raise TrainerRefused(f"{watch.model}: the trainer has not answered yet; give the command again when it has")
    return artifact


def _labelled(watch: Watch, window: Window, now: datetime) -> pd.DataFrame:
    rows = watch.log.read(window, as_of=now)
    labelled = rows[rows[LABEL].notna()].reset_index(drop=True) if LABEL in rows else rows.head(0)
    labelled.attrs = {}  # What the log showed of itself; pandas could not write it into a trainer's file.
    if labelled.empty:
        raise EvidenceUnavailable(
            f"{watch.model}: {_what_lacks(watch, rows)} from {window}; choose another span with --from and --to"
            f"{_truth_wanted(watch)}"
        )
    return labelled.drop(columns=[PREDICTION], errors="ignore")


def _what_lacks(watch: Watch, rows: pd.DataFrame) -> str:
    """Rows or only their labels, and where they were looked for."""
    spec = watch.document.log
    if rows.empty:
        return f"{spec.predictions} holds no row"
    place = spec.labels or f"column {spec.columns.label!r} of {spec.predictions}"
    return f"{place} holds no label of the {len(rows):,} rows"


def _truth_wanted(watch: Watch) -> str:
    """What to do besides, where the model's file names no truth at all."""
    log = watch.document.log
    if log.labels is not None or "label" in log.columns.model_fields_set:
        return ""
    return (
        ", or name the column with the truth under `columns.label` of the log in the model's file: a champion is "
        "trained, and its promise measured, on rows whose truth is known"
    )
