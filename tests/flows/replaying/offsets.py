"""The recipe that the replays of these tests train by: what the label was beyond `x`, in the newest week it sees."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.columns import LABEL, TIME
from tests.flows.builders import Offset

if TYPE_CHECKING:
    import pandas as pd

    from domain.training import TrainingOrder


def train(training: pd.DataFrame, order: TrainingOrder) -> Offset:
    """`Offset` by the mean of the last seven days."""
    newest = training[training[TIME] >= order.train_on.end - timedelta(days=7)]
    return Offset(bias=float((newest[LABEL] - newest["x"]).mean()))
