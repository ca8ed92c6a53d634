"""The trainer that a draft comes with: it trains, and is there to be replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftwarden.starter.columns_seen import ColumnSeen
    from monitors.entries import Task

_TEXT = '''"""How {model} is trained. Replace this by your own recipe; Driftwarden calls `train` when a policy fires."""

from typing import Any

from sklearn.compose import make_column_transformer
from sklearn.ensemble import {booster}
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

# Drafted from the log: text and truth values, and numbers. Times and other values are left to you.
CATEGORIES{categories}
NUMBERS{numbers}


def train(training: Any, order: Any) -> Any:
    """Return an object with `predict(features)`{answers}.

    `training` is a pandas DataFrame: the labelled rows of `order.train_on`, features under their own names, the
    label as `label`. `order` also says which model, which decision, and which window is kept for the trial.
    """
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = make_column_transformer((encoder, CATEGORIES), ("passthrough", NUMBERS))
    model = make_pipeline(columns, {booster}(max_iter=80, random_state=0))
    return model.fit(training[CATEGORIES + NUMBERS], training["label"])
'''


def trainer_text(model: str, task: Task, features: Sequence[ColumnSeen]) -> str:
    """A module with `train`, for the features that scikit-learn takes as they are."""
    booster = "HistGradientBoostingRegressor" if task == "regression" else "HistGradientBoostingClassifier"
    return _TEXT.format(
        model=model,
        booster=booster,
        answers="" if task == "regression" else ", which answers one class a row",
        categories=_names([seen.name for seen in features if seen.kind in {"text", "truth value"}]),
        numbers=_names([seen.name for seen in features if is_plain_number(seen)]),
    )


def is_plain_number(seen: ColumnSeen) -> bool:
    """Whether it becomes a column of numbers in pandas: exact decimals do not."""
    return seen.kind == "number" and not seen.type.startswith("decimal")


def _names(names: list[str]) -> str:
    """The list behind a name; one that would be long has a line for each."""
    quoted = ['"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"' for name in names]
    short = f" = [{', '.join(quoted)}]"
    if len(short) <= 100:  # noqa: PLR2004
        return short if names else ": list[str] = []"
    return " = [\n" + "".join(f"    {name},\n" for name in quoted) + "]"
