"""One version's life in a replay: a watch on a ledger in memory, over the log as it would have been written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from adapters.memory import MemoryLedger, MemoryPredictionLog
from domain.approvals import Promotion
from domain.columns import LABEL, PREDICTION, SCORE, TIME, VERSION, scored_class
from domain.profiles import FROM_LOG
from flows.due.judging import judge_candidates, order_behind, score
from flows.due.ordering import order_trainings
from flows.due.promoting import promised_error
from flows.due.refitting import order_refits, to_promote
from flows.due.training import carry_out_orders
from policies.replay.course import DayLoss
from trials.losses import LOSSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from domain.decisions import Decision
    from domain.ports import Ledger
    from domain.training import Artifact, Candidate
    from domain.verdicts import Verdict
    from flows.reconcile import Errand
    from flows.watch import Watch
    from policies.grammar import Policy
    from trials.losses import LossName

_HISTORY = ("decisions", "orders", "runs", "candidates", "verdicts", "promotions")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Life:
    """A version in force. `served` is the log with the predictions that its lineage would have given, each in its time.

    `scores` are this version's own, a number or class for every row of `served`, whenever it was served; `known` are
    those of every model that any life of the replay has asked, by where its artifact lies.
    """

    candidate: Candidate
    promotion: Promotion
    watch: Watch
    served: pd.DataFrame
    scores: np.ndarray
    known: dict[str, np.ndarray]

    def scored(self, artifact: Artifact) -> np.ndarray:
        """What any model would have answered to every row; an artifact is asked once, in whichever life."""
        return _scored(self.watch, artifact, self.served, self.known)

    def losses(self) -> Mapping[date, DayLoss]:
        """What the version's predictions are off, by day of UTC, had it served all the time."""
        return daily_losses(self.served, self.scores, self.watch.document.loss)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a retraining: what would serve, unless there is none; `because` says what the trial found.

    `at` is when it was ordered, which is later than decided where labels were too few. `ledger` is that of the
    champion's life with all of this in it.
    """

    at: datetime
    ledger: MemoryLedger
    candidate: Candidate | None
    promised: float | None
    cost: float
    because: str


def daily_losses(rows: pd.DataFrame, scores: np.ndarray, loss: LossName) -> Mapping[date, DayLoss]:
    """What predictions are off, by day of UTC, on the rows that have a label and got a prediction."""
    labelled = rows[LABEL].notna().to_numpy()
    off = np.asarray(LOSSES[loss].per_row(rows[LABEL][labelled], scores[labelled]), dtype=float)
    days = rows[TIME][labelled].dt.tz_convert("UTC").dt.date.to_numpy()
    finite = np.isfinite(off)
    by_day = pd.Series(off[finite]).groupby(days[finite]).agg(["count", "sum"])
    return {day: DayLoss(rows=int(count), total=float(total)) for day, count, total in by_day.itertuples()}


def first_life(watch: Watch, served: pd.DataFrame, candidate: Candidate, promotion: Promotion) -> Life:
    """The life of the version with which a replay begins; `watch` has the trainer and the artifacts."""
    return _born(watch, MemoryLedger(), served, candidate, promotion, {})


def next_life(life: Life, outcome: Outcome, *, at: datetime) -> Life:
    """The life of the version that takes over at a moment."""
    assert outcome.candidate is not None
    promotion = Promotion(
        model=life.watch.model,
        from_version=life.candidate.version,
        to_version=outcome.candidate.version,
        approval=None,
        promised=outcome.promised,
        promoted_at=at,
    )
    return _born(life.watch, outcome.ledger, life.served, outcome.candidate, promotion, life.known)


def retrained(life: Life, policy: Policy, decision: Decision, *, rounds: Sequence[datetime]) -> Outcome:
    """Carry out a decision to retrain by production's own errands, up to the question that people are asked.

    Where labels are too few at the first of the `rounds`, it waits for the next one, as it does in production; one that
    waits to the end came to nothing. One whose decision is amended while it waits is carried out all the same, which in
    production it is not.
    """
    ledger = _copied(life.watch.ledger, life.watch.model)
    watch = replace(life.watch, policy=policy, world=replace(life.watch.world, ledger=ledger))
    ledger.decisions.record(decision)
    now = _ordered(watch, rounds)
    for errand in (*_attempts(watch), judge_candidates, order_refits, *_attempts(watch)):
        errand(watch, now)
    before = life.watch.ledger
    verdicts = [v for v in ledger.verdicts.of(watch.model) if v not in before.verdicts.of(watch.model)]
    cost = sum(run.cost for run in ledger.runs.of(watch.model)) - sum(run.cost for run in before.runs.of(watch.model))
    if not verdicts:
        said = _said(ledger, watch.model)
        return Outcome(at=now, ledger=ledger, candidate=None, promised=None, cost=cost, because=said)
    return _judged(watch, verdicts[-1], at=now, cost=cost, ledger=ledger)


def _attempts(watch: Watch) -> tuple[Errand, ...]:
    """A training that fails is ordered again, so many times."""
    return (carry_out_orders,) * watch.document.training.attempts


def _ordered(watch: Watch, rounds: Sequence[datetime]) -> datetime:
    """When the training is ordered; the last of the rounds if never."""
    for now in rounds:
        order_trainings(watch, now)
        if not watch.ledger.decisions.unordered(watch.model):
            return now
    return rounds[-1]


def _judged(watch: Watch, verdict: Verdict, *, at: datetime, cost: float, ledger: MemoryLedger) -> Outcome:
    tried = watch.ledger.candidates.get(verdict.candidate)
    because = " ".join(verdict.reasons)
    promoted = verdict in watch.ledger.verdicts.unasked(watch.model) and not order_behind(watch, tried).shadow_only
    candidate = to_promote(watch, verdict) if promoted else None
    promised = promised_error(verdict)
    return Outcome(at=at, ledger=ledger, candidate=candidate, promised=promised, cost=cost, because=because)


def _said(ledger: Ledger, model: str) -> str:
    """What people would have been told of a training that came to nothing."""
    notices = ledger.outbox.of(model)
    return " ".join((notices[-1].title, *notices[-1].paragraphs)) if notices else "nothing was trained"


def _scored(watch: Watch, artifact: Artifact, rows: pd.DataFrame, known: dict[str, np.ndarray]) -> np.ndarray:
    if artifact.uri not in known:
        known[artifact.uri] = score(watch, artifact, rows)
    return known[artifact.uri]


def _born(
    watch: Watch,
    ledger: MemoryLedger,
    before: pd.DataFrame,
    candidate: Candidate,
    promotion: Promotion,
    known: dict[str, np.ndarray],
) -> Life:
    ledger.candidates.record(candidate)
    ledger.promotions.record(promotion)
    scores = _scored(watch, candidate.artifact, before, known)
    served = before.drop(columns=[name for name in before if name == SCORE or scored_class(str(name)) is not None])
    its_own = (served[TIME] >= promotion.promoted_at).to_numpy()
    versions = served[VERSION].to_numpy(dtype=object) if VERSION in served else np.full(len(served), "", dtype=object)
    served = served.assign(
        **{
            PREDICTION: np.where(its_own, scores, served[PREDICTION].to_numpy()),
            VERSION: np.where(its_own, candidate.version, versions),
        }
    )
    world = replace(watch.world, ledger=ledger)
    lives_in = replace(watch, log=MemoryPredictionLog(served), world=world)
    return Life(candidate=candidate, promotion=promotion, watch=lives_in, served=served, scores=scores, known=known)


def _copied(ledger: Ledger, model: str) -> MemoryLedger:
    """A ledger of its own that knows all that happened so far, and what was profiled while versions served."""
    copied = MemoryLedger()
    for shelf in _HISTORY:
        for noun in getattr(ledger, shelf).of(model):
            getattr(copied, shelf).record(noun)
    for profile in ledger.profiles.from_origin(model, FROM_LOG):
        copied.profiles.record(profile)
    for sample in ledger.samples.from_origin(model, FROM_LOG):
        copied.samples.record(sample)
    return copied
