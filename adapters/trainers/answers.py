"""What a trainer answers, in the file that says that the order is done."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.artifacts import write_whole
from adapters.trainers.order_folders import Stretch, read_request, stretch_of
from adapters.trainers.their_code import their_code
from domain.errors import EvidenceUnavailable, TrainerRefused
from domain.training import Artifact, Tried
from domain.windows import Window

ANSWER = "answer.json"
_SHA256 = r"^[0-9a-f]{64}$"


class TriedStretch(BaseModel):
    """How one of several stretches did on the newest days that the training may see."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    train_on: Stretch = Field(description="The stretch.")
    loss: float | None = Field(
        allow_inf_nan=False, description="Its mean loss on those days; null where there is none."
    )
    rows: int = Field(ge=0, description="How many rows that is the mean of.")
    note: str | None = Field(default=None, description="Why there is no loss.")


class TrainerAnswer(BaseModel):
    """What `answer.json` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    artifact: str = Field(
        min_length=1, description="Where the model lies; a relative path starts at the artifact folder."
    )
    sha256: str = Field(pattern=_SHA256, description="SHA-256 of the model's file, in lower-case hex.")
    data_sha256: str = Field(pattern=_SHA256, description="SHA-256 of the training data's file, in lower-case hex.")
    rows: int = Field(ge=0, description="How many rows the model learned from.")
    cost: float = Field(
        default=0.0, ge=0, allow_inf_nan=False, description="What it cost, in seconds or your own unit."
    )
    trained_on: Stretch | None = Field(
        default=None, description="The stretch that the model learned from, where several were tried."
    )
    tried: tuple[TriedStretch, ...] = Field(default=(), description="How each of them did, the longest first.")


def answer_with(
    request: Path, estimator: Any, *, cost: float = 0.0, rows: int | None = None, tried: tuple[Tried, ...] = ()
) -> Artifact:
    """Save the estimator beside the request.json at `request`, then say that the order is done.

    What a trainer in another process calls last. `rows` is how many it learned from, all of them unless it is given;
    `tried` are the stretches of an order that names several, and the one with the lowest loss is what the estimator
    learned from. Raises TrainerRefused for an estimator that has no predict method or that joblib cannot save.
    """
    asked = read_request(request)
    payload = _pickled(estimator, asked.model)
    write_whole(request.parent / asked.save_model_as, payload)
    artifact = Artifact(
        uri=f"{asked.model}/{asked.order}/{asked.save_model_as}",
        sha256=hashlib.sha256(payload).hexdigest(),
        data_sha256=asked.data_sha256,
        rows=asked.rows if rows is None else rows,
        cost=cost,
        trained_on=best_of(tried),
        tried=tried,
    )
    write_answer(request.parent, artifact)
    return artifact


def write_answer(folder_of_order: Path, artifact: Artifact) -> None:
    """Say that the order is done; the model's file has to be there by then."""
    answer = TrainerAnswer(
        artifact=artifact.uri,
        sha256=artifact.sha256,
        data_sha256=artifact.data_sha256,
        rows=artifact.rows,
        cost=artifact.cost,
        trained_on=stretch_of(artifact.trained_on) if artifact.trained_on else None,
        tried=tuple(_written(each) for each in artifact.tried),
    )
    write_whole(folder_of_order / ANSWER, (answer.model_dump_json(indent=2) + "\n").encode())


def read_answer(folder_of_order: Path) -> Artifact | None:
    """What came out, or None while there is no answer.

    Raises EvidenceUnavailable for a file that is no JSON (a trainer may be writing it) and TrainerRefused, naming
    the field, for one that says something else than asked.
    """
    path = folder_of_order / ANSWER
    try:
        told = json.loads(path.read_bytes())
        answer = TrainerAnswer.model_validate(told)
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise TrainerRefused(f"{path}: {_problem(error)}; mend the trainer, then order again") from error
    except (OSError, ValueError) as error:
        raise EvidenceUnavailable(f"{path}: cannot be read ({error}); it is read again with the next run") from error
    return Artifact(
        uri=answer.artifact,
        sha256=answer.sha256,
        data_sha256=answer.data_sha256,
        rows=answer.rows,
        cost=answer.cost,
        trained_on=answer.trained_on.window if answer.trained_on else None,
        tried=tuple(_read(each) for each in answer.tried),
    )


def best_of(tried: tuple[Tried, ...]) -> Window | None:
    """The stretch with the lowest loss, of equals the first; None where nothing was tried."""
    scored = [(each.loss, each.train_on) for each in tried if each.loss is not None]
    return min(scored, key=lambda each: each[0])[1] if scored else None


def _written(tried: Tried) -> TriedStretch:
    return TriedStretch(train_on=stretch_of(tried.train_on), loss=tried.loss, rows=tried.rows, note=tried.note)


def _read(tried: TriedStretch) -> Tried:
    return Tried(train_on=tried.train_on.window, loss=tried.loss, rows=tried.rows, note=tried.note)


def _problem(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'the answer'}: {first['msg']}"


def _pickled(estimator: Any, model: str) -> bytes:
    import joblib

    kind = type(estimator).__name__
    if not callable(getattr(estimator, "predict", None)):
        raise TrainerRefused(
            f"the trainer of {model} returned a {kind}, which has no predict method; return the fitted estimator"
        )
    buffer = io.BytesIO()
    with their_code(f"saving the {kind} that the trainer of {model} returned"):
        joblib.dump(estimator, buffer)
    return buffer.getvalue()
