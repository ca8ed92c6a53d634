"""What an answer is worth, as a model's file says it."""

from pydantic import BaseModel, ConfigDict, Field

from monitors.entries.entry import Task

BUSINESS_VALUE = "business_value"


class _Worth(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BinaryValue(_Worth):
    """What each of the four outcomes is worth, in any unit; a cost is negative."""

    true_positive: float = Field(allow_inf_nan=False, description="A positive that was predicted.")
    false_positive: float = Field(allow_inf_nan=False, description="A negative that was predicted to be positive.")
    true_negative: float = Field(allow_inf_nan=False, description="A negative that was predicted.")
    false_negative: float = Field(allow_inf_nan=False, description="A positive that was predicted to be negative.")


class RightOrWrong(_Worth):
    """What a right and a wrong answer are worth; a cost is negative."""

    right: float = Field(allow_inf_nan=False, description="An answer that equals the label.")
    wrong: float = Field(allow_inf_nan=False, description="Any other answer.")


class PerUnitOfError(_Worth):
    """What an answer of a regression is worth, by how far it is off."""

    per_unit_of_error: float = Field(
        lt=0, allow_inf_nan=False, description="What one unit of |prediction - label| is worth; a cost, so negative."
    )


ValueMatrix = dict[str, dict[str, float]]
BusinessValue = BinaryValue | RightOrWrong | PerUnitOfError | ValueMatrix

_SHAPES: dict[Task, tuple[tuple[type, ...], str]] = {
    "regression": ((PerUnitOfError,), "{per_unit_of_error: -2}"),
    "binary": (
        (BinaryValue, RightOrWrong),
        "{true_positive: 40, false_positive: -5, true_negative: 0, false_negative: -100}",
    ),
    "multiclass": ((RightOrWrong, dict), "{right: 1, wrong: -3}, or a value for each label and prediction"),
}


def misfit_of(value: BusinessValue, task: Task) -> str | None:
    """What to write for such a task instead of what stands there; None if it suits."""
    shapes, example = _SHAPES[task]
    if not isinstance(value, shapes):
        return f"business_value: this shape is not for a {task}; write {example}"
    if isinstance(value, dict):
        classes = {*value, *(prediction for row in value.values() for prediction in row)}
        lacking = [
            f"{label}: {{{other}: ...}}"
            for label in sorted(classes)
            for other in sorted(classes)
            if other not in value.get(label, {})
        ]
        return (
            f"business_value: no value for {lacking[0]}; write one for each label and prediction" if lacking else None
        )
    return None
