"""The roles that columns of a prediction log play, under the names they have everywhere inside.

A prediction log renames the user's own columns to these; every column without a role is a feature.
"""

from collections.abc import Iterable

ID = "prediction_id"
TIME = "event_time"
VERSION = "model_version"
PREDICTION = "prediction"
LATENCY = "latency_ms"
LABEL = "label"
LABEL_TIME = "label_time"
LOGGED_AT = "logged_at"
ARM = "arm"
ENTITY = "entity"
ERROR = "serving_error"
SCORE = "score"

ROLES = (ID, TIME, VERSION, PREDICTION, LATENCY, LABEL, LABEL_TIME, LOGGED_AT, ARM, ENTITY, ERROR, SCORE)

_SCORE_OF = "score of "


def score_of(class_: str) -> str:
    """The column with the probability that the model gave to one class; a binary model's `SCORE` has one only.

    >>> score_of("cat")
    'score of cat'
    """
    return _SCORE_OF + class_


def scored_class(column: str) -> str | None:
    """The class whose probability a column holds, or None for any other column.

    >>> scored_class("score of cat"), scored_class("score")
    ('cat', None)
    """
    return column.removeprefix(_SCORE_OF) if column.startswith(_SCORE_OF) else None


def features_of(columns: Iterable[str]) -> list[str]:
    """The columns that play no role, in their order.

    >>> features_of(["prediction_id", "carrier", "event_time", "temp", "label"])
    ['carrier', 'temp']
    """
    return [column for column in columns if column not in ROLES and scored_class(column) is None]
