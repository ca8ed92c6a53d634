"""How the model is trained. Replace this by your own recipe; Driftwarden calls `train` when a policy fires."""

from typing import Any

from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

CATEGORIES = ["station"]
NUMBERS = ["temperature", "hour"]


def train(training: Any, order: Any) -> Any:
    """Return an object with `predict(features)`.

    `training` is a pandas DataFrame: the labelled rows of `order.train_on`, features under their own names, the
    label as `label`. `order` also says which model, which decision, and which window is kept for the trial.
    """
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = make_column_transformer((encoder, CATEGORIES), ("passthrough", NUMBERS))
    model = make_pipeline(columns, HistGradientBoostingRegressor(max_iter=80, random_state=0))
    return model.fit(training[CATEGORIES + NUMBERS], training["label"])
