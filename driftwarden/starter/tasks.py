"""Regression, binary or multiclass: what the answers in a sample are, and which class a score is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from driftwarden.starter.candidates import find_score
from driftwarden.starter.casting import Found

if TYPE_CHECKING:
    from driftwarden.starter.casting import Casting
    from driftwarden.starter.columns_seen import ColumnSeen
    from monitors.entries import Task

_TWO = 2
# What the measuring takes for the positive class where the model's file says nothing.
_PLAINLY_POSITIVE = {"1", "1.0", "true", "yes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFound:
    """The task and what tells it; `positive` is the class to name, if it has to be named."""

    task: Task
    because: str
    positive: Found | None = None


def find_task(casting: Casting, table: Any) -> TaskFound:
    """The task that the prediction's column is of; a score that it has no use for is left out of the roles.

    Probabilities of two classes become the score of one of them.
    """
    task, because = _task(casting)
    if task == "binary" and casting.scores:
        _one_of_two(casting)
    if task == "binary":
        find_score(casting, table)
    if task != "binary" and "score" in casting.roles:
        column = casting.roles.pop("score").column
        casting.left_out[column] = f"looks like a score, for which {task} has no role"
    if task != "multiclass":
        played = casting.roles["score"].column if "score" in casting.roles else None
        others = [column for column in casting.scores.values() if column != played]
        casting.left_out |= {column: f"looks like a probability, for which {task} has no role" for column in others}
        casting.scores.clear()
    return TaskFound(task=task, because=because, positive=_positive(casting, table) if task == "binary" else None)


def _task(casting: Casting) -> tuple[Task, str]:
    answers = casting.predictions[casting.roles["prediction"].column]
    if len(casting.scores) > _TWO:
        return "multiclass", f"{len(casting.scores)} columns of probabilities sum to one"
    if answers.kind == "truth value":
        return "binary", f"{answers.name} is true or false"
    if answers.kind == "text":
        few = answers.distinct <= _TWO
        return ("binary" if few else "multiclass"), f"{answers.name} is text, with {answers.distinct:,} values"
    return _of_numbers(casting, answers)


def _of_numbers(casting: Casting, answers: ColumnSeen) -> tuple[Task, str]:
    label = casting.seen("label")
    is_told = "score" in casting.roles or (label is not None and _are_bits(label))
    if _are_bits(answers) and (answers.distinct == _TWO or is_told):
        return "binary", f"{answers.name} is 0 or 1"
    if answers.is_share and not answers.is_whole and label and label.distinct == _TWO:
        return "regression", (
            f"{answers.name} holds numbers between 0 and 1, and the truth two values: to watch a classifier, log the "
            f"class it answered as well"
        )
    if answers.is_whole:
        return "regression", f"{answers.name} holds whole numbers; if they stand for classes, write multiclass"
    return "regression", f"{answers.name} holds numbers"


def _are_bits(seen: ColumnSeen) -> bool:
    return bool(seen.values) and set(seen.values) <= {0, 1}


def _one_of_two(casting: Casting) -> None:
    """Of two probabilities that sum to one, the one of the class that is plainly positive, else of the second."""
    classes = sorted(casting.scores, key=lambda class_: (class_.lower() in _PLAINLY_POSITIVE, class_))
    if len(classes) == _TWO:
        column = casting.scores[classes[-1]]
        casting.roles["score"] = Found(column=column, because=f"with {casting.scores[classes[0]]} it sums to one")


def _positive(casting: Casting, table: Any) -> Found | None:
    """The class to name as positive: none where the classes speak for themselves, or none are known."""
    answers = casting.predictions[casting.roles["prediction"].column]
    classes = [str(value) for value in (casting.seen("label") or answers).values]
    if not classes or any(class_.lower() in _PLAINLY_POSITIVE for class_ in classes):
        return None
    if set(classes) <= {"0", "0.0", "False"}:
        return None
    if "score" in casting.roles:
        return _by_score(casting, answers.name, table)
    return Found(column=classes[-1], because="the rarer class; name the other one if that is the one to be found")


def _by_score(casting: Casting, answer: str, table: Any) -> Found:
    rows = pd.DataFrame(
        {"answer": table.column(answer).to_pandas(), "score": table.column(casting.roles["score"].column).to_pandas()}
    ).dropna()
    means = rows.groupby("answer")["score"].mean().sort_values()
    return Found(column=str(means.index[-1]), because="the class that is answered where the score is high")
