"""Orders, rows to learn from, and training functions of every temper."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from domain.columns import ID, LABEL, TIME
from domain.training import TrainingOrder
from domain.windows import Window

START = datetime(2013, 1, 1, tzinfo=UTC)
HERE = "tests.adapters.trainers.builders"


class MeanModel:
    """Predicts the mean of the labels it saw."""

    def __init__(self, mean: float) -> None:
        self.mean = mean

    def predict(self, features: pd.DataFrame) -> list[float]:
        """The mean, for every row."""
        return [self.mean] * len(features)


def an_order(*, attempt: int = 1) -> TrainingOrder:
    """A retraining on January, tried on the first half of February."""
    february = START + timedelta(days=31)
    return TrainingOrder(
        model="flights",
        decision="decision",
        attempt=attempt,
        train_on=Window(start=START, end=february),
        hold_out=Window(start=february, end=february + timedelta(days=14)),
        ordered_at=february + timedelta(days=15),
    )


def some_rows(number: int = 4) -> pd.DataFrame:
    """Labelled rows with a categorical feature; labels are 0, 1, 2, ..."""
    return pd.DataFrame(
        {
            ID: [f"f{row}" for row in range(number)],
            TIME: pd.date_range(START, periods=number, freq="1h"),
            "carrier": pd.Categorical(["UA"] * number),
            LABEL: [float(row) for row in range(number)],
        }
    )


def train_mean(training: pd.DataFrame, order: TrainingOrder) -> MeanModel:
    """A well-behaved trainer."""
    return MeanModel(float(training[LABEL].mean()))


def train_and_count(training: pd.DataFrame, order: TrainingOrder) -> MeanModel:
    """A trainer that adds a line to the file that TRAININGS names."""
    with Path(os.environ["TRAININGS"]).open("a") as log:
        log.write(f"{order.id}\n")
    return train_mean(training, order)


def train_until_killed(training: pd.DataFrame, order: TrainingOrder) -> MeanModel:
    """A trainer that says that it has begun, in the file that BEGUN names, and then never ends."""
    Path(os.environ["BEGUN"]).touch()
    time.sleep(600)
    return train_mean(training, order)


def train_and_raise(training: pd.DataFrame, order: TrainingOrder) -> MeanModel:
    """A trainer whose rows lack a column."""
    return MeanModel(float(training["no such column"].mean()))


def train_and_exit(training: pd.DataFrame, order: TrainingOrder) -> MeanModel:
    """A trainer that ends like a script."""
    raise SystemExit(3)


def train_nothing(training: pd.DataFrame, order: TrainingOrder) -> dict[str, Any]:
    """A trainer that returns no estimator."""
    return {"mean": 1.0}


def train_unsaveable(training: pd.DataFrame, order: TrainingOrder) -> MeanModel:
    """A trainer whose model holds what cannot be pickled."""
    model = train_mean(training, order)
    model.predict = lambda features: [0.0] * len(features)  # type: ignore[method-assign]
    return model
