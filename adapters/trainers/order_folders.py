"""An order's folder: the rows to learn from, and what is asked, for any trainer that can read two files.

<folder>/<model>/<order id>/training.parquet   the labelled rows
                            request.json       what is asked, written last: once it is there the order is prepared
                            model.joblib       the trained model
                            answer.json        what came out, written last: once it is there the order is done
"""

import hashlib
import io
from datetime import UTC
from pathlib import Path
from typing import Self

import pandas as pd
import pyarrow as pa
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from adapters.artifacts import write_whole
from domain.errors import EvidenceUnavailable
from domain.training import TrainingOrder
from domain.windows import Window
from monitors.rare_values import without_rare_values

REQUEST = "request.json"
TRAINING = "training.parquet"
MODEL = "model.joblib"


class Stretch(BaseModel):
    """A half-open stretch of event time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: AwareDatetime = Field(description="Its first moment.")
    end: AwareDatetime = Field(description="The first moment after it.")

    @property
    def window(self) -> Window:
        """The stretch as a window."""
        return Window(start=self.start.astimezone(UTC), end=self.end.astimezone(UTC))

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a stretch ends after it starts")
        return self


class TrainingRequest(BaseModel):
    """What `request.json` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    order: str = Field(description="The order's id.")
    model: str = Field(description="The model's name.")
    decision: str = Field(description="The decision that caused the order.")
    attempt: int = Field(ge=1, description="Which attempt this is, from 1.")
    train_on: Stretch = Field(description="Event time of the rows to learn from.")
    alternatives: tuple[Stretch, ...] = Field(
        default=(), description="Shorter stretches with the same end that are tried too; the best of all is kept."
    )
    hold_out: Stretch = Field(description="Event time kept for the trial; nothing may be learned from it.")
    ordered_at: AwareDatetime = Field(description="Labels that had arrived by then are in the rows.")
    refits: str | None = Field(default=None, description="The candidate that won its trial, where this refits it.")
    training: str = Field(description="File with the rows, relative to this one.")
    rows: int = Field(ge=0, description="How many rows that file holds.")
    data_sha256: str = Field(description="SHA-256 of that file, in hex.")
    save_model_as: str = Field(description="Where to save the model, relative to this file.")


def folder_of(order: TrainingOrder, folder: Path) -> Path:
    """Where an order's files lie."""
    return folder / order.model / order.id


def prepare(order: TrainingOrder, training: pd.DataFrame, folder: Path) -> Path:
    """Lay out the order's folder, unless it is laid out already; gives the path of its request.json.

    Raises EvidenceUnavailable when the rows cannot be written as Parquet or the folder cannot be written to.
    """
    here = folder_of(order, folder)
    request = here / REQUEST
    if request.is_file():
        return request
    payload = _as_parquet(training, order)
    asked = _request(order, rows=len(training), data_sha256=hashlib.sha256(payload).hexdigest())
    write_whole(here / TRAINING, payload)
    write_whole(request, (asked.model_dump_json(indent=2) + "\n").encode())
    return request


def read_request(path: Path) -> TrainingRequest:
    """What is asked; raises EvidenceUnavailable when the file cannot be read."""
    try:
        return TrainingRequest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise EvidenceUnavailable(f"{path}: cannot be read; take it away, and it is written again") from error


def read_training(path: Path, request: TrainingRequest) -> pd.DataFrame:
    """The rows beside the request.json at `path`, after their SHA-256 was checked; raises EvidenceUnavailable."""
    rows = path.parent / request.training
    try:
        payload = rows.read_bytes()
    except OSError as error:
        raise EvidenceUnavailable(
            f"{rows}: cannot be read ({error.strerror}); take {path} away, and both are written again"
        ) from error
    if hashlib.sha256(payload).hexdigest() != request.data_sha256:
        raise EvidenceUnavailable(
            f"{rows}: was changed after it was written; take {path} away, and both are written again"
        )
    return pd.read_parquet(io.BytesIO(payload))


def _request(order: TrainingOrder, *, rows: int, data_sha256: str) -> TrainingRequest:
    return TrainingRequest(
        order=order.id,
        model=order.model,
        decision=order.decision,
        attempt=order.attempt,
        train_on=stretch_of(order.train_on),
        alternatives=tuple(stretch_of(each) for each in order.alternatives),
        hold_out=stretch_of(order.hold_out),
        ordered_at=order.ordered_at,
        refits=order.refits,
        training=TRAINING,
        rows=rows,
        data_sha256=data_sha256,
        save_model_as=MODEL,
    )


def stretch_of(window: Window) -> Stretch:
    """The window as a file says it."""
    return Stretch(start=window.start, end=window.end)


def _as_parquet(training: pd.DataFrame, order: TrainingOrder) -> bytes:
    rows = training.copy(deep=False)
    rows.attrs = {}  # pandas writes them into the file, as JSON; what the log showed of itself is not the trainer's.
    try:
        return bytes(rows.to_parquet(index=False))
    except (pa.ArrowException, ValueError, TypeError) as error:
        said = without_rare_values(str(error), rows)
        refusal = EvidenceUnavailable(
            f"the training rows of {order.model} cannot be written as Parquet ({said}); give the column one type"
        )
        # A cause is logged with its own words, which may repeat what we left out.
        raise refusal from (error if said == str(error) else None)
