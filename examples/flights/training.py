"""How the flights' model is trained: the callable that `models/flights-air-time.yaml` names."""

from typing import TYPE_CHECKING

from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OrdinalEncoder

if TYPE_CHECKING:
    import pandas as pd

    from domain.training import TrainingOrder

CATEGORIES = ["carrier", "origin", "dest"]
NUMBERS = [
    "distance", "hour", "weekday",
    "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib",
]  # fmt: skip


def train(training: "pd.DataFrame", order: "TrainingOrder") -> Pipeline:
    """Fit air time on everything that is known at scheduled departure.

    `training` holds the labelled rows of the order's window: the features under their own names, and `label`.
    """
    return fit(training[CATEGORIES + NUMBERS], training["label"])


def fit(features: "pd.DataFrame", air_time: "pd.Series[float]") -> Pipeline:
    """A histogram gradient boosting of the absolute error; carriers and airports never seen before become missing."""
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = make_column_transformer((encoder, CATEGORIES), ("passthrough", NUMBERS))
    booster = HistGradientBoostingRegressor(loss="absolute_error", max_iter=100, random_state=0)
    return make_pipeline(columns, booster).fit(features, air_time)
