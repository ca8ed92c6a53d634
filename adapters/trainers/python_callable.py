"""A trainer that calls a Python function in this process."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from adapters.trainers.answers import answer_with, read_answer
from adapters.trainers.best_stretch import fitted
from adapters.trainers.dotted_paths import import_function
from adapters.trainers.order_folders import folder_of, prepare, read_request, read_training
from adapters.trainers.their_code import their_code
from domain.errors import EvidenceUnavailable
from domain.training import Artifact, TrainingOrder
from trials.losses import LossName


class CallableTrainer:
    """Trains with `function(training, order)`, which returns an estimator; implements `domain.ports.Trainer`.

    `training` is the frame of labelled rows that lies in the order's folder (columns of `domain.columns`). The cost
    is the function's time in seconds. Of an order that names several stretches, the one with the lowest mean `loss` is
    kept (`adapters.trainers.best_stretch`).
    """

    def __init__(
        self,
        function_path: str,
        folder: Path,
        *,
        loss: LossName = "absolute_error",
        stopwatch: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._function_path = function_path
        self._folder = folder
        self._loss = loss
        self._stopwatch = stopwatch

    def launch(self, order: TrainingOrder, training: pd.DataFrame) -> str:
        """Train, and return when it is done; an order that has an answer is not trained again.

        A process that is killed in the middle leaves no answer, so the order can simply be launched again.
        """
        request = prepare(order, training, self._folder)
        with _alone(request.parent):
            if read_answer(request.parent) is None:
                self._train(order, request)
        return request.parent.relative_to(self._folder).as_posix()

    def answer(self, order: TrainingOrder, reference: str) -> Artifact | None:
        """What came out, or None while there is no answer."""
        return read_answer(folder_of(order, self._folder))

    def _train(self, order: TrainingOrder, request: Path) -> None:
        function = import_function(self._function_path)
        # The rows are read back, so that what was learned from is what the recorded SHA-256 is of.
        rows = read_training(request, read_request(request))
        started = self._stopwatch()

        def fit(rows: pd.DataFrame, order: TrainingOrder) -> Any:
            with their_code(f"training callable {self._function_path}", function=function, rows=rows):
                return function(rows, order)

        found = fitted(fit, rows, order, loss=self._loss)
        answer_with(request, found.estimator, cost=self._stopwatch() - started, rows=found.rows, tried=found.tried)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from training the same order; the lock goes with the process that holds it."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise EvidenceUnavailable(
                f"{folder}: another process is training this order; wait for its answer"
            ) from error
        yield
