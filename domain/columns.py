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

ROLES = (ID, TIME, VERSION, PREDICTION, LATENCY, LABEL, LABEL_TIME)


def features_of(columns: Iterable[str]) -> list[str]:
    """The columns that play no role, in their order.

    >>> features_of(["prediction_id", "carrier", "event_time", "temp", "label"])
    ['carrier', 'temp']
    """
    return [column for column in columns if column not in ROLES]
