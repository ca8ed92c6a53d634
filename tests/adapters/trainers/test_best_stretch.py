"""Several stretches to learn from, and the one that is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from adapters.artifacts import FolderArtifacts
from adapters.trainers.answers import read_answer
from adapters.trainers.best_stretch import fitted
from adapters.trainers.order_folders import folder_of, prepare
from adapters.trainers.python_callable import CallableTrainer
from domain.columns import ID, LABEL, TIME
from domain.errors import TrainerRefused
from domain.windows import Window
from flows.retrain import retrain
from tests.adapters.trainers.builders import HERE, START, MeanModel, an_order, train_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from domain.training import TrainingOrder

DAY = timedelta(days=1)
END = START + 31 * DAY
WHOLE = an_order().train_on


def last(days: int) -> Window:
    """The last days before the hold-out."""
    return Window(start=END - days * DAY, end=END)


def ordered(*days: int) -> TrainingOrder:
    """January, and so many of its last days as well."""
    return replace(an_order(), alternatives=tuple(last(each) for each in days))


def january(changed: int, *, level: float = 10.0) -> pd.DataFrame:
    """Four rows a day labelled 0, and `level` in the last `changed` days."""
    times = pd.date_range(START, END, freq="6h", inclusive="left")
    label = np.where(times >= pd.Timestamp(END - changed * DAY), level, 0.0)
    return pd.DataFrame({ID: [f"f{n}" for n in range(len(times))], TIME: times, "x": 1.0, LABEL: label})


def fit(rows: pd.DataFrame, order: TrainingOrder) -> Any:
    return train_mean(rows, order)


@pytest.mark.parametrize(
    ("changed", "best"),
    [(0, WHOLE), (10, last(10)), (20, last(20)), (15, last(10))],
    ids=["no change: the longest", "the last 10 days", "the last 20 days", "between the two: the purer one"],
)
def test_the_stretch_that_does_best_on_the_newest_days_is_kept_and_fitted_whole(changed: int, best: Window) -> None:
    rows = january(changed)
    found = fitted(fit, rows, ordered(20, 10), loss="absolute_error")
    inside = rows[rows[TIME] >= best.start]
    assert found.train_on == best
    assert found.rows == len(inside)
    assert found.estimator.mean == pytest.approx(inside[LABEL].mean())
    assert [each.train_on for each in found.tried] == [WHOLE, last(20), last(10)]


def test_all_stretches_are_scored_on_the_same_days_which_none_of_them_was_fitted_on() -> None:
    seen = []

    def watching(rows: pd.DataFrame, order: TrainingOrder) -> MeanModel:
        seen.append((order.train_on, order.alternatives, rows[TIME].max()))
        return train_mean(rows, order)

    found = fitted(watching, january(0), ordered(20, 10), loss="absolute_error")
    # A fifth of the ten days of the shortest: the last two, four rows on each.
    assert {each.rows for each in found.tried} == {8}
    tries, kept = seen[:3], seen[3]
    assert all(newest < END - 2 * DAY for _, _, newest in tries)
    assert kept[0] == WHOLE
    assert all(alternatives == () for _, alternatives, _ in seen)


def test_a_plain_order_is_fitted_once() -> None:
    found = fitted(fit, january(0), an_order(), loss="absolute_error")
    assert (found.train_on, found.tried, found.rows) == (WHOLE, (), 31 * 4)


def _fails_on_few(rows: pd.DataFrame, order: TrainingOrder) -> MeanModel:
    if len(rows) < 40:
        raise TrainerRefused("too few rows to learn from")
    return train_mean(rows, order)


def test_a_stretch_that_cannot_be_fitted_is_noted_and_another_one_kept() -> None:
    found = fitted(_fails_on_few, january(10), ordered(20, 10), loss="absolute_error")
    assert found.train_on == last(20)
    assert [(each.loss, each.note) for each in found.tried][-1] == (None, "too few rows to learn from")


def test_a_stretch_without_labelled_days_is_noted_and_the_next_one_says_what_is_scored() -> None:
    rows = january(0)
    found = fitted(fit, rows[rows[TIME] < pd.Timestamp(END - 12 * DAY)], ordered(20, 10), loss="absolute_error")
    assert [each.loss for each in found.tried] == [0.0, 0.0, None]
    assert "no labelled day besides those" in str(found.tried[-1].note)
    assert found.tried[0].rows == 8


def _refuses(rows: pd.DataFrame, order: TrainingOrder) -> MeanModel:
    raise TrainerRefused("no licence")


def _predicts_nothing(rows: pd.DataFrame, order: TrainingOrder) -> MeanModel:
    return MeanModel(float("nan"))


@pytest.mark.parametrize(
    ("training", "said"), [(_refuses, "no licence"), (_predicts_nothing, "its predictions are no numbers")]
)
def test_where_none_can_be_tried_the_trainers_owner_is_told_of_each(training: Callable[..., Any], said: str) -> None:
    with pytest.raises(TrainerRefused, match=rf"none of the 2 stretches can be tried: 2013-01-01.*{said}.*{said}"):
        fitted(training, january(0), ordered(10), loss="absolute_error")


def test_a_callable_tells_which_stretch_won_and_how_each_did(tmp_path: Path) -> None:
    trainer = CallableTrainer(f"{HERE}:train_mean", tmp_path)
    order = ordered(10)
    artifact = trainer.answer(order, trainer.launch(order, january(10)))
    assert artifact is not None
    assert (artifact.trained_on, artifact.rows) == (last(10), 40)
    assert [(each.train_on, each.loss) for each in artifact.tried] == [
        (WHOLE, pytest.approx(10 - 8 * 10 / 29)),
        (last(10), 0.0),
    ]
    assert FolderArtifacts(tmp_path).load(artifact).predict(january(0).head(1)) == [10.0]


def test_our_own_deployment_chooses_alike(tmp_path: Path) -> None:
    order = ordered(10)
    request = prepare(order, january(10), tmp_path)
    retrain.fn(str(request), f"{HERE}:train_mean", loss="absolute_error")
    artifact = read_answer(folder_of(order, tmp_path))
    assert artifact is not None
    assert (artifact.trained_on, len(artifact.tried)) == (last(10), 2)
