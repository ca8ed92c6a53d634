"""The best of several stretches to learn from, told by the newest days that a training may see."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from adapters.trainers.answers import best_of
from adapters.trainers.their_code import their_code
from domain.columns import LABEL, TIME, features_of
from domain.errors import TrainerRefused
from domain.training import Tried
from trials.losses import LOSSES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    import pandas as pd

    from domain.training import TrainingOrder
    from domain.windows import Window
    from trials.losses import LossName

    Fit = Callable[[pd.DataFrame, TrainingOrder], Any]

SCORED_SHARE = 0.2
_LEAST_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """An estimator, the stretch and the number of rows that it learned from, and what else was tried."""

    estimator: Any
    train_on: Window
    rows: int
    tried: tuple[Tried, ...] = ()


def fitted(fit: Fit, rows: pd.DataFrame, order: TrainingOrder, *, loss: LossName) -> Fitted:
    """Fit what the order names; of several stretches, the one with the lowest loss, on the whole of it.

    All stretches end where the hold-out begins. Each is fitted without the newest fifth of the shortest one's labelled
    days (calendar days in UTC, at least one) and scored on them: the same rows for all, and none of the trial's. A
    stretch that cannot be fitted or scored is noted and left. Of equals the longest is kept. Raises TrainerRefused when
    none can be scored.
    """
    if not order.alternatives:
        return Fitted(estimator=fit(rows, order), train_on=order.train_on, rows=len(rows))
    stretches = sorted({order.train_on, *order.alternatives}, key=lambda each: each.start)
    cut = _cut(rows, stretches)
    tried = tuple(_try(fit, rows, _narrowed(order, each), cut=cut, loss=loss) for each in stretches)
    best = best_of(tried)
    if best is None:
        told = "; ".join(f"{each.train_on}: {each.note}" for each in tried)
        raise TrainerRefused(f"{order.model}: none of the {len(tried)} stretches can be tried: {told}")
    learned = _within(rows, best)
    return Fitted(estimator=fit(learned, _narrowed(order, best)), train_on=best, rows=len(learned), tried=tried)


def _narrowed(order: TrainingOrder, stretch: Window) -> TrainingOrder:
    return replace(order, train_on=stretch, alternatives=())


def _cut(rows: pd.DataFrame, stretches: Sequence[Window]) -> datetime | None:
    """Where the scored days begin, by the shortest stretch that has enough labelled days; None if none has."""
    for stretch in reversed(stretches):
        days = sorted(_within(rows, stretch)[TIME].dt.floor("D").unique())
        if len(days) >= _LEAST_DAYS:
            first: datetime = days[-math.ceil(SCORED_SHARE * len(days))]
            return first
    return None


def _try(fit: Fit, rows: pd.DataFrame, order: TrainingOrder, *, cut: datetime | None, loss: LossName) -> Tried:
    learned = _within(rows, order.train_on)
    if cut is None or not (learned[TIME] < cut).any():
        note = "it holds no labelled day besides those that all stretches are scored on"
        return Tried(train_on=order.train_on, loss=None, rows=0, note=note)
    scored = learned[learned[TIME] >= cut]
    try:
        estimator = fit(learned[learned[TIME] < cut].reset_index(drop=True), order)
        mean = _mean_loss(estimator, scored, loss)
    except TrainerRefused as error:
        return Tried(train_on=order.train_on, loss=None, rows=len(scored), note=str(error))
    return Tried(train_on=order.train_on, loss=mean, rows=len(scored))


def _mean_loss(estimator: Any, scored: pd.DataFrame, loss: LossName) -> float:
    """The mean loss; raises TrainerRefused for an estimator that cannot score these rows."""
    with their_code(f"scoring {len(scored)} rows by the {type(estimator).__name__} that was trained", rows=scored):
        predictions = np.asarray(estimator.predict(scored[features_of(scored.columns)]))
        losses = LOSSES[loss].per_row(scored[LABEL].to_numpy(), predictions)
    mean = float(np.mean(losses))
    if not math.isfinite(mean):
        raise TrainerRefused(f"the mean loss on {len(scored)} rows is {mean}; its predictions are no numbers")
    return mean


def _within(rows: pd.DataFrame, stretch: Window) -> pd.DataFrame:
    return rows[(rows[TIME] >= stretch.start) & (rows[TIME] < stretch.end)].reset_index(drop=True)
