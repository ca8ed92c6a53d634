"""Partitions of rows as other processes get them: a recipe each, which any process can follow."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Rows from a seed: a normal and a whole number with gaps, one of 40 texts, and a flag."""

    seed: int
    rows: int = 20_000

    def __call__(self) -> Iterator[pa.RecordBatch]:
        dice = np.random.default_rng(self.seed)
        whole = dice.integers(0, 5000, self.rows)
        yield pa.record_batch(
            {
                "normal": pa.array(dice.normal(self.seed, 2, self.rows), mask=dice.random(self.rows) < 0.1),
                "whole": pa.array(whole, mask=dice.random(self.rows) < 0.1),
                "text": pa.array([f"value {value}" for value in dice.integers(0, 40, self.rows)]),
                "flag": pa.array(dice.random(self.rows) < 0.3),
            }
        )
