"""What the house needs of the outside world, as protocols that `adapters` implements.

pandas is named for type checkers only: importing this module loads nothing beyond the standard library.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import pandas as pd

    from domain.board import Board
    from domain.letterboxes import Inbox, Outbox
    from domain.log_facts import Arrived
    from domain.notices import Notice
    from domain.people_shelves import Audit, Probations, Promotions, Requests, Silences
    from domain.shelves import Candidates, Decisions, Deeds, Orders, Profiles, Runs, Samples, Signals, Verdicts
    from domain.training import Artifact, TrainingOrder
    from domain.windows import Window


class PredictionLog(Protocol):
    """Served predictions and the labels that arrived for them."""

    def read(self, window: Window, *, as_of: datetime, columns: Collection[str] | None = None) -> pd.DataFrame:
        """The rows whose event time lies in the window, as they were known at `as_of`, by event time.

        Columns have the names of `domain.columns`; the rest are features. Labels that arrived after `as_of`
        are missing, rows with an event time at or after `as_of` are absent, and so are rows that were logged
        after `as_of`, where the log says when. Of rows with one id the first by event time is there. An empty
        window gives no rows. `columns` names those that are wanted beside id and time (None: all); the others are
        not read, and a name that the log does not know gives no column. `attrs["facts"]` is a
        `domain.log_facts.LogFacts`.
        Raises EvidenceUnavailable, naming place and column, when a place cannot be read or a role is missing.
        """
        ...

    def stream(self, window: Window, *, as_of: datetime, with_ids: bool = False) -> Iterator[Any]:
        """The same rows as Arrow record batches of at most 65,536 rows, in any order.

        They have the features and the roles without id (unless it is asked for), event time, moment of logging,
        label and label time. A column has the type that it has where it lies, so types may differ between batches.
        Memory does not grow with the rows, but for a few bytes each to tell their ids apart. Raises as `read` does.
        """
        ...

    def arrived(self, window: Window, *, as_of: datetime) -> Arrived:
        """How many rows and labels `read` would give, from the columns alone that it takes to count them."""
        ...


class Ledger(Protocol):
    """The one source of truth; every shelf keeps each noun once."""

    profiles: Profiles
    samples: Samples
    signals: Signals
    decisions: Decisions
    deeds: Deeds
    orders: Orders
    runs: Runs
    candidates: Candidates
    verdicts: Verdicts
    requests: Requests
    promotions: Promotions
    probations: Probations
    silences: Silences
    outbox: Outbox
    inbox: Inbox
    audit: Audit
    board: Board

    def claim(self, errand: str, *, now: datetime, lease: timedelta) -> AbstractContextManager[bool]:
        """Hold an errand for the length of a `with` block, so that no second worker runs it meanwhile.

        Gives False when another holds it. A claim whose holder died is free again after the lease.
        """
        ...

    def models(self) -> tuple[str, ...]:
        """The names of all models that any shelf knows, in order."""
        ...

    def close(self) -> None:
        """Let go of the storage."""
        ...


class Predictor(Protocol):
    """A loaded model."""

    def predict(self, features: pd.DataFrame) -> Any:
        """One number a row, as anything that numpy can take."""
        ...


class Artifacts(Protocol):
    """Where trained models lie."""

    def load(self, artifact: Artifact) -> Predictor:
        """The model, after its bytes were found to have the artifact's SHA-256.

        Raises EvidenceUnavailable when it is gone or has other bytes.
        """
        ...


class Trainer(Protocol):
    """Carries out training orders, in its own time."""

    def launch(self, order: TrainingOrder, training: pd.DataFrame) -> str:
        """Start the training unless this order was started already; returns the trainer's name for the run.

        `training` holds the labelled rows of `order.train_on`. Raises TrainerRefused or EvidenceUnavailable.
        """
        ...

    def answer(self, order: TrainingOrder, reference: str) -> Artifact | None:
        """What came out, or None while it runs; raises TrainerRefused when it failed."""
        ...


class Launcher(Protocol):
    """Starts runs of deployments that are the user's own."""

    def launch(
        self, deployment: str, *, question: str, parameters: Mapping[str, object], besides: Mapping[str, object]
    ) -> str:
        """Start a run of the deployment, once for each question; returns the orchestrator's own name for the run.

        What is in `besides` is given where the deployment takes a parameter of that name, and `parameters` has none.
        Raises InvalidDocument for a deployment that is not there or does not take these parameters, and
        EvidenceUnavailable when nobody can be asked now.
        """
        ...


class Registry(Protocol):
    """Where the serving side looks up which version is in force."""

    def champion(self, model: str) -> str | None:
        """The version in force, or None for a model that was never put in force."""
        ...

    def put_in_force(self, model: str, version: str, artifact: Artifact) -> None:
        """Make the version the champion; doing it twice is the same as once."""
        ...


class Messenger(Protocol):
    """Brings notices to people."""

    def deliver(self, notice: Notice, *, thread: str | None) -> str:
        """Post it, below the message whose receipt is `thread` if there is one; returns the new receipt.

        Raises DeliveryFailed when it was not taken.
        """
        ...

    def redraw(self, notice: Notice, *, receipt: str, now_says: str, is_over: bool, with_buttons: bool) -> None:
        """Show an earlier message anew in its place, with a line on how things stand now; twice is the same as once.

        Raises DeliveryFailed when it was not taken. A messenger that cannot change what it sent does nothing.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The outside world, as one argument."""

    ledger: Ledger
    artifacts: Artifacts
    registry: Registry
    messenger: Messenger
