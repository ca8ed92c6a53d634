"""Who carries out training orders: a Python callable in this process, or a Prefect deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.trainers.python_callable import CallableTrainer

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.settings import Settings
    from adapters.trainers.spec import TrainingSpec
    from domain.ports import Trainer
    from trials.losses import LossName

OWN_DEPLOYMENT = "retrain/retrain"


def open_trainer(spec: TrainingSpec, settings: Settings, *, project: Path, loss: LossName) -> Trainer:
    """The trainer that a model file names; `project` is the folder from which callables are imported.

    `loss` is by which a callable's best of several stretches is told.

    A callable runs in this process, or, where `DRIFTWARDEN_TRAIN_IN=deployment`, in our own deployment of
    `flows.retrain`, so that the flow that orders a training never waits for it.
    """
    if spec.callable is not None and settings.train_in != "deployment":
        return CallableTrainer(spec.callable, settings.artifacts, loss=loss)
    # Prefect's client takes a second and 70 MB to import, which a callable in this process does without.
    from flows.deployment_trainer import DeploymentTrainer

    if spec.callable is None:
        return DeploymentTrainer(str(spec.deployment), settings.artifacts)
    parameters = {"function": spec.callable, "project": str(project), "loss": loss}
    return DeploymentTrainer(OWN_DEPLOYMENT, settings.artifacts, parameters=parameters)
