"""The flow that trains by a Python callable, in the worker's process: our own deployment for training orders."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from adapters.settings import quiet_the_libraries
from adapters.trainers.order_folders import TrainingRequest, folder_of, read_request, read_training
from adapters.trainers.python_callable import CallableTrainer
from domain.errors import TrainerRefused
from domain.training import TrainingOrder
from flows.worlds import make_importable
from trials.losses import LossName


@flow(name="retrain")
def retrain(request: str, function: str, project: str = ".", loss: LossName = "absolute_error") -> str:
    """Train what the request.json at `request` asks for, by `package.module:function`; returns the order's folder.

    Modules are found from the project's folder, too. Of several stretches, the one with the lowest `loss` is kept. The
    model and its answer.json are left beside the request, so that a run which is repeated finds the answer and trains
    nothing. Raises TrainerRefused for what the function does wrong: the run ends Failed, with its message.
    """
    quiet_the_libraries()
    make_importable(Path(project).resolve())
    path = Path(request).resolve()
    asked = read_request(path)
    order = _order(asked)
    folder = path.parents[2]
    if folder_of(order, folder) != path.parent:
        raise TrainerRefused(f"{path}: was moved or changed, it is not what was written for order {order.id}")
    return CallableTrainer(function, folder, loss=loss).launch(order, read_training(path, asked))


def _order(asked: TrainingRequest) -> TrainingOrder:
    return TrainingOrder(
        model=asked.model,
        decision=asked.decision,
        attempt=asked.attempt,
        train_on=asked.train_on.window,
        alternatives=tuple(each.window for each in asked.alternatives),
        hold_out=asked.hold_out.window,
        ordered_at=asked.ordered_at,
        refits=asked.refits,
    )
