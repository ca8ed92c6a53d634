"""One trainer for a whole replay: the same rows and stretches are learned from once, whoever asks for them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from domain.columns import PREDICTION, SCORE, VERSION, scored_class

if TYPE_CHECKING:
    import pandas as pd

    from domain.ports import Trainer
    from domain.training import Artifact, TrainingOrder

_ANSWERS = (PREDICTION, SCORE, VERSION)


class SharedTrainings:
    """Passes orders on to a trainer, unless one like it was answered; implements `domain.ports.Trainer`.

    What a model learned is taken to depend on the rows, without what the version in force answered to them, and on the
    stretches that the order names; not on the order's id, nor on the rows of its trial. `trainings` counts what was
    really trained, and what was answered from another order's training costs what that one did.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._first: dict[tuple[object, ...], tuple[TrainingOrder, str]] = {}
        self._asked: dict[str, tuple[TrainingOrder, str]] = {}
        self.trainings = 0

    def launch(self, order: TrainingOrder, training: pd.DataFrame) -> str:
        """Train, unless the same was learned before; a training that fails is tried again when it is asked for."""
        asked = (order.train_on, order.alternatives, _digest(training))
        if asked not in self._first:
            self.trainings += 1
            self._first[asked] = (order, self._trainer.launch(order, training))
        self._asked[order.id] = self._first[asked]
        return self._first[asked][1]

    def answer(self, order: TrainingOrder, reference: str) -> Artifact | None:
        """What came out."""
        first, theirs = self._asked.get(order.id, (order, reference))
        return self._trainer.answer(first, theirs)


def _digest(training: pd.DataFrame) -> str:
    import pandas as pd

    answers = [name for name in training if name in _ANSWERS or scored_class(str(name)) is not None]
    learned = training.drop(columns=answers)
    rows = pd.util.hash_pandas_object(learned, index=False).to_numpy()
    return sha256("|".join(map(str, learned.columns)).encode() + rows.tobytes()).hexdigest()
