"""Drifts of the service: answers take longer, rows are logged twice, or fewer come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from domain.columns import LATENCY
from monitors.injections.injection import Ground, Injection, NotInjected, Size, some

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

_SLOWER = {Size.SMALL: 1.5, Size.MEDIUM: 2.0, Size.LARGE: 4.0}
_TWICE = {Size.SMALL: 0.02, Size.MEDIUM: 0.20, Size.LARGE: 1.0}
_LOST = {Size.SMALL: 0.20, Size.MEDIUM: 0.50, Size.LARGE: 0.90}


def latencies(ground: Ground) -> Iterator[Injection | NotInjected]:
    """Every answer takes longer, so every percentile does."""
    if LATENCY not in ground.rows or not ground.rows[LATENCY].notna().any():
        yield NotInjected(name="latency", why="the log has no latency")
        return
    factor = _SLOWER[ground.size]

    def inject(rows: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        del dice
        return rows.assign(**{LATENCY: rows[LATENCY] * factor})

    yield Injection(name="latency", does=f"answers take {factor:g} times as long", inject=inject)


def volumes(ground: Ground) -> Iterator[Injection | NotInjected]:
    """Rows that are logged a second time, under the same id, and rows that never come."""
    twice, lost = _TWICE[ground.size], _LOST[ground.size]

    def double(rows: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        # Each beside its original: rows that come out of their order are another fault.
        beside = np.repeat(np.arange(len(rows)), 1 + some(rows, twice, dice))
        return rows.take(beside).reset_index(drop=True)

    def drop(rows: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        return rows[~some(rows, lost, dice)].reset_index(drop=True)

    yield Injection(name="doubled rows", does=f"{twice:.0%} of the rows are logged twice", inject=double)
    yield Injection(name="lost rows", does=f"{lost:.0%} of the rows never come", inject=drop)
