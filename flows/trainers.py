"""Who carries out training orders: a Python callable in this process, or a Prefect deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.trainers.python_callable import CallableTrainer
from flows.deployment_trainer import DeploymentTrainer

if TYPE_CHECKING:
    from adapters.settings import Settings
    from adapters.trainers.spec import TrainingSpec
    from domain.ports import Trainer

OWN_DEPLOYMENT = "retrain/retrain"


def open_trainer(spec: TrainingSpec, settings: Settings) -> Trainer:
    """The trainer that a model file names.

    A callable runs in this process, or, where `DRIFTWARDEN_TRAIN_IN=deployment`, in our own deployment of
    `flows.retrain`, so that the flow that orders a training never waits for it.
    """
    if spec.callable is None:
        return DeploymentTrainer(str(spec.deployment), settings.artifacts)
    if settings.train_in == "deployment":
        return DeploymentTrainer(OWN_DEPLOYMENT, settings.artifacts, parameters={"function": spec.callable})
    return CallableTrainer(spec.callable, settings.artifacts)
