"""A trainer that is a Prefect deployment: it is given the path of a request and leaves its answer beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound

from adapters.trainers.answers import ANSWER, read_answer
from adapters.trainers.order_folders import folder_of, prepare
from domain.errors import EvidenceUnavailable, InvalidDocument, TrainerRefused
from flows.deployments import NOT_TAKEN, PrefectLauncher

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    from prefect.client.schemas.objects import State

    from domain.training import Artifact, TrainingOrder


class DeploymentTrainer:
    """Launches `FLOW/DEPLOYMENT` with the parameter `request`; implements `domain.ports.Trainer`.

    `request` is the path of the order's request.json, on a disk that the worker shares. The deployment's flow reads
    it, trains, and writes answer.json beside it (`adapters.trainers.answers`). `parameters` are passed along.
    """

    def __init__(self, deployment: str, folder: Path, *, parameters: Mapping[str, object] | None = None) -> None:
        self._deployment = deployment
        self._folder = folder
        self._parameters = dict(parameters or {})

    def launch(self, order: TrainingOrder, training: pd.DataFrame) -> str:
        """Write the request and create the flow run, once an order; returns the flow run's id and waits for nothing."""
        request = prepare(order, training, self._folder)
        # Prefect scopes idempotency keys to a flow, not to a deployment, so the model is part of the question, and
        # the order's folder tells installations apart that share a server.
        launcher = PrefectLauncher(str(request), named_in="training.deployment")
        parameters = {"request": str(request), **self._parameters}
        try:
            question = f"{order.model} {order.id}"
            return launcher.launch(self._deployment, question=question, parameters=parameters, besides={})
        except InvalidDocument as error:
            raise TrainerRefused(f"{order.model}: {error}") from error
        except EvidenceUnavailable as error:
            raise EvidenceUnavailable(f"{order.model}: {error}") from error

    def answer(self, order: TrainingOrder, reference: str) -> Artifact | None:
        """The artifact that answer.json names; None while the flow run has not ended."""
        folder = folder_of(order, self._folder)
        artifact = read_answer(folder)
        if artifact is not None:
            return artifact
        state = _state(order, reference)
        if state is None or not state.is_final():
            return None
        # The answer may have been written between the first look and the run's end.
        artifact = read_answer(folder)
        if artifact is None:
            raise TrainerRefused(
                f"{order.model}: flow run {reference} of {self._deployment} ended {state.name}, and left no "
                f"{folder / ANSWER}: {state.message or 'its flow has to write one'}"
            )
        return artifact


def _state(order: TrainingOrder, reference: str) -> State | None:
    try:
        with get_client(sync_client=True) as client:
            return client.read_flow_run(UUID(reference)).state
    except ObjectNotFound as error:
        raise TrainerRefused(f"{order.model}: flow run {reference} is gone from Prefect, without an answer") from error
    except NOT_TAKEN as error:
        raise EvidenceUnavailable(
            f"{order.model}: Prefect does not say how flow run {reference} stands ({error}); the next run asks again"
        ) from error
