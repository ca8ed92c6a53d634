"""The roles that a draft looks for: what each is usually called, and what its values have to be like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from driftwarden.starter.columns_seen import ColumnSeen

_FEW_ARMS = 10


def _answers(seen: ColumnSeen) -> bool:
    return seen.kind in {"number", "truth value"} or (seen.kind == "text" and not seen.is_unique)


def _times(seen: ColumnSeen) -> bool:
    return seen.kind == "time"


def _shares(seen: ColumnSeen) -> bool:
    return seen.kind == "number" and seen.is_share


def _names(seen: ColumnSeen) -> bool:
    return seen.kind in {"text", "number"} and (seen.kind == "text" or seen.is_whole)


def _arms(seen: ColumnSeen) -> bool:
    return seen.kind == "text" and seen.distinct <= _FEW_ARMS


def _milliseconds(seen: ColumnSeen) -> bool:
    return seen.kind == "number" and (seen.least is None or seen.least >= 0)


def _errors(seen: ColumnSeen) -> bool:
    return seen.kind == "nothing" or (seen.kind == "text" and seen.missing > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One role of `log.columns`: its usual names, the likeliest first, as `usual_form` writes them."""

    name: str
    what: str
    names: tuple[str, ...]
    fits: Callable[[ColumnSeen], bool]
    pattern: str | None = None


ROLES = (
    Role(
        name="id",
        what="what names a prediction, different in every row",
        names=(
            "prediction_id", "request_id", "inference_id", "event_id", "row_id", "id", "uuid", "guid", "transaction_id",
            "trace_id",
        ),
        fits=_names,
    ),
    Role(
        name="time",
        what="the moment of the prediction, as timestamps or ISO text such as 2026-01-31T08:00:00Z",
        names=(
            "event_time", "prediction_time", "predicted_at", "requested_at", "request_time", "served_at", "asked_at",
            "event_timestamp", "timestamp", "datetime", "time", "ts", "created_at", "date",
        ),
        fits=_times,
    ),
    Role(
        name="prediction",
        what="what the model answered: a number or a class",
        names=(
            "prediction", "predicted", "pred", "y_pred", "yhat", "y_hat", "predicted_class", "predicted_label",
            "prediction_label", "predicted_value", "forecast", "decision", "output",
        ),
        fits=_answers,
        pattern=r"(predicted|prediction|pred|forecast)_.*|.*_(predicted|prediction|pred|yhat|forecast)",
    ),
    Role(
        name="score",
        what="the probability of the positive class, from 0 to 1",
        names=(
            "score", "proba", "probability", "prob", "y_proba", "y_score", "y_prob", "pred_proba", "prediction_score",
            "prediction_proba", "prediction_probability", "predicted_probability", "predicted_proba",
        ),
        fits=_shares,
    ),
    Role(
        name="label",
        what="the truth",
        names=(
            "label", "target", "actual", "truth", "y_true", "ground_truth", "true_label", "actual_label",
            "actual_value", "actual_class", "true_value", "outcome", "y",
        ),
        fits=_answers,
        pattern=r"(actual|true)_.*|.*_(actual|label|target)",
    ),
    Role(
        name="label_time",
        what="the moment the truth arrived",
        names=(
            "label_time", "labelled_at", "labeled_at", "label_timestamp", "label_at", "label_arrived_at", "truth_time",
            "actual_time", "actual_at", "outcome_time", "outcome_at", "target_time", "ground_truth_time",
        ),
        fits=_times,
    ),
    Role(
        name="logged_at",
        what="the moment the row was logged",
        names=("logged_at", "ingested_at", "log_time", "ingestion_time", "ingestion_timestamp", "inserted_at",
               "written_at"),
        fits=_times,
    ),
    Role(
        name="version",
        what="the model's version",
        names=("model_version", "version", "model_version_id"),
        fits=lambda seen: seen.kind in {"text", "number"} and not seen.is_unique,
    ),
    Role(
        name="arm",
        what="the side of a comparison that served the row",
        names=("arm", "variant", "experiment_arm", "treatment_arm"),
        fits=_arms,
    ),
    Role(
        name="latency",
        what="the milliseconds that the answer took",
        names=("latency_ms", "latency", "latency_milliseconds", "response_time_ms", "duration_ms", "elapsed_ms",
               "milliseconds"),
        fits=_milliseconds,
    ),
    Role(
        name="entity",
        what="whom or what the prediction is about",
        names=("entity", "entity_id", "user_id", "customer_id", "client_id", "account_id", "member_id", "patient_id",
               "device_id"),
        fits=_names,
    ),
    Role(
        name="error",
        what="what went wrong while serving the row, empty where nothing did",
        names=("error", "serving_error", "error_message", "exception", "error_type"),
        fits=_errors,
    ),
)  # fmt: skip
REQUIRED = ("id", "time", "prediction")
OF_LABELS = ("label", "label_time")


def usual_form(name: str) -> str:
    """A column's name without the accidents of its spelling.

    >>> usual_form("modelVersion"), usual_form("Latency (ms)"), usual_form("p-cat")
    ('model_version', 'latency_ms', 'p_cat')
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", parted.lower()).strip("_")
