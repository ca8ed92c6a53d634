"""Try every challenger against the champion on the rows that neither was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from adapters import notices
from domain.columns import LABEL, features_of
from domain.errors import EvidenceUnavailable, InvalidDocument
from monitors.rare_values import without_rare_values
from trials.judge import judge, reject_unscorable, undecided_without_labels
from trials.pairing import pair

if TYPE_CHECKING:
    from datetime import datetime

    from domain.training import Artifact, Candidate, TrainingOrder
    from domain.verdicts import Verdict
    from flows.watch import Watch
    from trials.pairing import PairedLosses


def judge_candidates(watch: Watch, now: datetime) -> None:
    """Record a verdict on every challenger of the model that has none, with what people are told of it."""
    for candidate in watch.ledger.candidates.unjudged(watch.model):
        order = order_behind(watch, candidate)
        verdict = _judge(watch, candidate, order, now)
        told = notices.verdict_given(
            verdict,
            thread=order.decision,
            unit=watch.document.unit,
            tried=candidate.artifact.tried,
            shadow_only=order.shadow_only,
            run=notices.run_behind(watch.ledger, candidate),
        )
        watch.ledger.verdicts.record(verdict, tell=told)


def order_behind(watch: Watch, candidate: Candidate) -> TrainingOrder:
    """The training order that a challenger came from."""
    runs = {run.id: run for run in watch.ledger.runs.of(watch.model)}
    return watch.ledger.orders.get(runs[str(candidate.training_run)].order)


def score(watch: Watch, artifact: Artifact, rows: pd.DataFrame) -> np.ndarray:
    """A model's predictions, one a row; raises EvidenceUnavailable when its artifact cannot score these rows.

    That is whatever its `predict` raises: made by another version of its library, it may raise anything.
    """
    predictor = watch.world.artifacts.load(artifact)
    try:
        predictions = np.asarray(predictor.predict(rows[features_of(rows.columns)]))
    except Exception as error:  # noqa: BLE001 (the user's model may raise anything)
        said = without_rare_values(str(error), rows)
        why = f"{type(error).__name__}: {said}"
        refusal = EvidenceUnavailable(f"{watch.model}: {artifact.uri} cannot score these rows: {why}")
        # A cause is logged with its own words, which may repeat what we left out.
        raise refusal from (error if said == str(error) else None)
    if predictions.shape != (len(rows),):
        raise EvidenceUnavailable(
            f"{watch.model}: {artifact.uri} predicts an array of shape {predictions.shape} for {len(rows)} rows; "
            "predict one number a row"
        )
    if watch.document.loss != "zero_one" and not _are_numbers(predictions):
        raise EvidenceUnavailable(
            f"{watch.model}: {artifact.uri} predicts what is no number, and the loss {watch.document.loss} is reckoned "
            "from numbers; predict one number a row"
        )
    return predictions


def _are_numbers(predictions: np.ndarray) -> bool:
    """Whether a number can be made of each; of one that is missing none has to be."""
    try:
        predictions[~pd.isna(predictions)].astype(float)
    except (TypeError, ValueError):
        return False
    return True


def paired(watch: Watch, rows: pd.DataFrame, champion: np.ndarray, challenger: np.ndarray) -> PairedLosses:
    """The losses of two versions on the same rows, by the model's loss, in its own calendar days.

    Raises InvalidDocument for a guarded column that the log does not have.
    """
    missing = [column for column in watch.document.trial.guardrail_segments if column not in rows]
    if missing:
        raise InvalidDocument([f"{watch.model}: trial.guardrail_segments: the log has no column {missing[0]!r}"])
    return pair(
        rows,
        champion=champion,
        challenger=challenger,
        loss=watch.document.loss,
        timezone=watch.document.monitoring.timezone,
        segments=watch.document.trial.guardrail_segments,
    )


def _judge(watch: Watch, candidate: Candidate, order: TrainingOrder, now: datetime) -> Verdict:
    """A champion that cannot score is the ledger's trouble; a challenger that cannot is its own.

    Neither is asked to score where no row is labelled: many models raise on no rows, and there is nothing to learn.
    """
    every = watch.log.read(order.hold_out, as_of=order.ordered_at)
    rows = every[every[LABEL].notna()].reset_index(drop=True) if LABEL in every else every[:0]
    champion = watch.champion(now)
    rules = {
        "candidate": candidate,
        "champion": champion.version,
        "spec": watch.document.trial,
        "hold_out": order.hold_out,
        "now": now,
    }
    if rows.empty:
        return undecided_without_labels(rows=len(every), as_of=order.ordered_at, **rules)  # type: ignore[arg-type]
    theirs = score(watch, champion.artifact, rows)
    try:
        ours = score(watch, candidate.artifact, rows)
    except EvidenceUnavailable as error:
        return reject_unscorable(why=str(error), **rules)  # type: ignore[arg-type]
    return judge(paired(watch, rows, theirs, ours), **rules)  # type: ignore[arg-type]
