"""Every model that could have been trained along a stream, and what each got wrong on every row after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.policies_rows import ERROR_RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.policies_rows import Floats, Rows

EXPANDING = "expanding"
LENGTHS: Mapping[str, timedelta | None] = {
    EXPANDING: None,
    "90 days": timedelta(days=90),
    "28 days": timedelta(days=28),
}
HELD_OUT = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Trained on all labelled windows, or on the newest ones (`kind`: see `LENGTHS`), the last of them number `until`.

    What it promises was measured on the last `held_out` of them, by the same training without them.
    """

    kind: str
    until: int
    held_out: int

    @property
    def version(self) -> str:
        """Equal trainings have equal names."""
        return f"{self.kind}, until {self.until}, {self.held_out} held out"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """The rows, and by kind the loss of each model (models x rows), the first of them trained until `earliest`.

    A model's losses on rows that it knew are there and mean nothing. Windows `first` to `end` are served.
    """

    rows: Rows
    losses: Mapping[str, Floats]
    means: Mapping[str, Floats]
    earliest: int
    first: int
    end: int

    @property
    def served(self) -> range:
        """The windows that are served."""
        return range(self.first, self.end)

    @property
    def first_model(self) -> Model:
        """What is there at the start, trained on all that came before."""
        return Model(kind=EXPANDING, until=self.first - 1, held_out=held_out_windows(self.rows.length))

    @property
    def scale(self) -> float:
        """The loss a window that the first model promises: what all costs are measured by."""
        return self.promised(self.first_model)

    @property
    def unit(self) -> float:
        """One for errors that are 0 or 1; the first model's promise for others."""
        return 1.0 if self.rows.metric == ERROR_RATE else self.scale

    def mean(self, model: Model, window: int) -> float:
        """The model's mean loss in a window after its training."""
        return float(self.means[model.kind][model.until - self.earliest, window])

    def row_losses(self, model: Model, window: int) -> Floats:
        """The same, row by row."""
        return self.losses[model.kind][model.until - self.earliest, self.rows.between(window, window + 1)]

    def promised(self, model: Model) -> float:
        """The mean loss on the hold-out of the same training without it."""
        return self._without(model.kind, model.until, model.held_out)

    def best_kind(self, until: int, kinds: Iterable[str] = tuple(LENGTHS)) -> str:
        """Which training did best on the newest windows when it had not seen them."""
        return min(kinds, key=lambda kind: self._without(kind, until, self.rows.recent))

    def _without(self, kind: str, until: int, held_out: int) -> float:
        rows = self.rows.between(until - held_out + 1, until + 1)
        return float(self.losses[kind][until - held_out - self.earliest, rows].mean())

    def part(self, first: int, end: int) -> Stream:
        """The same stream, served from `first` on and up to `end`."""
        return replace(self, first=first, end=end)


def held_out_windows(length: timedelta) -> int:
    """Two weeks, in windows."""
    return max(1, round(HELD_OUT / length))


def trained_on(rows: Rows) -> Stream:
    """Train every model there could be, of both kinds, and let it predict everything after it."""
    earliest = rows.first - 1 - max(held_out_windows(rows.length), rows.recent)
    untils = range(earliest, rows.windows - 1)
    losses = {kind: _losses(rows, untils, kind) for kind in LENGTHS}
    return Stream(
        rows=rows,
        losses=losses,
        means={kind: _means(rows, found) for kind, found in losses.items()},
        earliest=earliest,
        first=rows.first,
        end=rows.windows,
    )


def _losses(rows: Rows, untils: Sequence[int], kind: str) -> Floats:
    return np.stack([_loss(rows, until, kind) for until in untils])


def _loss(rows: Rows, until: int, kind: str) -> Floats:
    length = LENGTHS[kind]
    known = rows.between(0 if length is None else until + 1 - max(1, round(length / rows.length)), until + 1)
    predict = rows.fit(rows.design[known], rows.target[known])
    unseen = rows.between(until + 1, rows.windows)
    error: Floats = np.zeros(int(rows.cuts[-1]), dtype=np.uint8 if rows.metric == ERROR_RATE else np.float32)
    error[unseen] = np.abs(predict(rows.design[unseen]) - rows.target[unseen])
    return error


def _means(rows: Rows, losses: Floats) -> Floats:
    mean = partial(np.mean, axis=1, dtype=np.float64)
    return np.column_stack([mean(losses[:, rows.between(w, w + 1)]) for w in range(rows.windows)])
