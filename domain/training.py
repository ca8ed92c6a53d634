"""What is trained, what became of it, and what came out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.digests import digest
from domain.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOrder:
    """A retraining to be carried out because of one decision; `attempt` counts from 1.

    The challenger may learn from `train_on` only; `hold_out` is kept for the trial. Both hold labels that had
    arrived by `ordered_at`, so a late retry trains on the same rows. A refit (`refits` is the candidate that
    won its trial) is the same recipe on all of it, the hold-out included: its `train_on` reaches the hold-out's end.
    `alternatives` are shorter stretches with the same end that are tried too; the best of all of them, on the last rows
    before the hold-out, is the one that stands trial. A challenger of a training that is `shadow_only` is tried, and
    nobody is asked to promote it.
    """

    model: str
    decision: str
    attempt: int
    train_on: Window
    hold_out: Window
    ordered_at: datetime
    refits: str | None = None
    alternatives: tuple[Window, ...] = ()
    shadow_only: bool = False

    @property
    def id(self) -> str:
        """The question: this decision's training, or the refit of what won, this attempt."""
        return digest("order", self.model, self.decision, self.attempt, self.refits or "")


class RunState(StrEnum):
    """Where a training run stands."""

    LAUNCHED = "launched"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRun:
    """One order as its trainer carried it out; `reference` is the trainer's own name for the run.

    `cost` is in the trainer's own unit, seconds where it names none. `message` says what went wrong.
    """

    order: str
    model: str
    state: RunState
    reference: str
    launched_at: datetime
    ended_at: datetime | None = None
    cost: float = 0.0
    message: str | None = None

    @property
    def id(self) -> str:
        """One run an order: the order's own id, in the run's name space."""
        return digest("run", self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One of several stretches that an order named, fitted without its last days and scored on those.

    `loss` is the mean of the model's loss over `rows` rows, the same ones for every stretch; None where there is
    none, and `note` says why.
    """

    train_on: Window
    loss: float | None
    rows: int
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """What a trainer answers: where the model lies and what it was made from.

    `sha256` is that of the artifact's bytes and `data_sha256` that of the training data's, in hex. `cost` is in
    the trainer's own unit. Where the order named several stretches, `trained_on` is the one that did best and `tried`
    are all of them, the longest first; otherwise the model was trained on what the order says.
    """

    uri: str
    sha256: str
    data_sha256: str
    rows: int
    cost: float = 0.0
    trained_on: Window | None = None
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A trained version that may become the champion; the very first champion has no training run.

    `refits` is the candidate whose won trial this one rests on: the same recipe on the held-out rows as well.
    """

    model: str
    version: str
    training_run: str | None
    artifact: Artifact
    trained_on: Window
    created_at: datetime
    refits: str | None = None

    @property
    def id(self) -> str:
        """The model's version, as a digest."""
        return digest("candidate", self.model, self.version)
