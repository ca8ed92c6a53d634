"""The flow that trains by a Python callable, in the worker's process: our own deployment for training orders."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from adapters.settings import quiet_the_libraries
from adapters.trainers.order_folders import TrainingRequest, folder_of, read_request, read_training
from adapters.trainers.python_callable import CallableTrainer
from domain.errors import TrainerRefused
from domain.training import TrainingOrder
from domain.windows import Window
from flows.worlds import make_importable


@flow(name="retrain")
def retrain(request: str, function: str, project: str = ".") -> str:
    """Train what the request.json at `request` asks for, by `package.module:function`; returns the order's folder.

    Modules are found from the project's folder, too. The model and its answer.json are left beside the request, so
    that a run which is repeated finds the answer and trains nothing. Raises TrainerRefused for what the function
    does wrong: the run ends Failed, with its message.
    """
    quiet_the_libraries()
    make_importable(Path(project).resolve())
    path = Path(request).resolve()
    asked = read_request(path)
    order = _order(asked)
    folder = path.parents[2]
    if folder_of(order, folder) != path.parent:
        raise TrainerRefused(f"{path}: was moved or changed, it is not what was written for order {order.id}")
    return CallableTrainer(function, folder).launch(order, read_training(path, asked))


def _order(asked: TrainingRequest) -> TrainingOrder:
    return TrainingOrder(
        model=asked.model,
        decision=asked.decision,
        attempt=asked.attempt,
        train_on=Window(start=asked.train_on.start, end=asked.train_on.end),
        hold_out=Window(start=asked.hold_out.start, end=asked.hold_out.end),
        ordered_at=asked.ordered_at,
        refits=asked.refits,
    )
