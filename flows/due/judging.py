"""Try every challenger against the champion on the rows that neither was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from domain.columns import LABEL, features_of
from domain.errors import EvidenceUnavailable
from trials.judge import judge, reject_unscorable
from trials.pairing import pair

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    import pandas as pd

    from domain.training import Candidate, TrainingOrder
    from domain.verdicts import Verdict
    from flows.watch import Watch
    from trials.pairing import PairedLosses


def judge_candidates(watch: Watch, now: datetime) -> None:
    """Record a verdict on every challenger of the model that has none, with what people are told of it."""
    for candidate in watch.ledger.candidates.unjudged():
        if candidate.model == watch.model:
            order = order_behind(watch, candidate)
            verdict = _judge(watch, candidate, order, now)
            watch.ledger.verdicts.record(
                verdict, tell=notices.verdict_given(verdict, thread=order.decision, unit=watch.document.unit)
            )


def order_behind(watch: Watch, candidate: Candidate) -> TrainingOrder:
    """The training order that a challenger came from."""
    runs = {run.id: run for run in watch.ledger.runs.of(watch.model)}
    return watch.ledger.orders.get(runs[str(candidate.training_run)].order)


def score(watch: Watch, candidate: Candidate, rows: pd.DataFrame) -> np.ndarray:
    """A version's predictions on these rows; raises EvidenceUnavailable when its artifact cannot score them."""
    predictor = watch.world.artifacts.load(candidate.artifact)
    try:
        return predictor.predict(rows[features_of(rows.columns)])  # type: ignore[no-any-return]
    except (ValueError, TypeError, KeyError) as error:
        raise EvidenceUnavailable(f"{candidate.model} {candidate.version} cannot score these rows: {error}") from error


def paired(watch: Watch, rows: pd.DataFrame, champion: np.ndarray, challenger: np.ndarray) -> PairedLosses:
    """The losses of two versions on the same rows, by the model's loss, in its own calendar days."""
    return pair(
        rows,
        champion=champion,
        challenger=challenger,
        loss=watch.document.loss,
        timezone=watch.document.monitoring.timezone,
        segments=watch.document.trial.guardrail_segments,
    )


def _judge(watch: Watch, candidate: Candidate, order: TrainingOrder, now: datetime) -> Verdict:
    """A champion that cannot score is the ledger's trouble; a challenger that cannot is its own."""
    rows = watch.log.read(order.hold_out, as_of=order.ordered_at)
    rows = rows[rows[LABEL].notna()].reset_index(drop=True)
    champion = watch.champion(now)
    rules = {
        "candidate": candidate,
        "champion": champion.version,
        "spec": watch.document.trial,
        "hold_out": order.hold_out,
        "now": now,
    }
    theirs = score(watch, champion, rows)
    try:
        ours = score(watch, candidate, rows)
    except EvidenceUnavailable as error:
        return reject_unscorable(why=str(error), **rules)  # type: ignore[arg-type]
    return judge(paired(watch, rows, theirs, ours), **rules)  # type: ignore[arg-type]
