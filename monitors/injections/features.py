"""Drifts of the input: numbers that moved, values that are missing, categories that nobody has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from monitors.injections.injection import Ground, Injection, NotInjected, Size, in_deviations, some, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEVIATIONS = {Size.SMALL: 0.25, Size.MEDIUM: 0.5, Size.LARGE: 1.0}
_MISSING = {Size.SMALL: (0.01, 0.05), Size.MEDIUM: (0.05, 0.20), Size.LARGE: (0.20, 0.50)}
_NEW = {Size.SMALL: 0.02, Size.MEDIUM: 0.05, Size.LARGE: 0.20}
_EACH = 3
_NOVEL = "never-seen-before"


def shifts(ground: Ground) -> Iterator[Injection | NotInjected]:
    """The most important numbers moved, one at a time, and all numbers at once, as a changed unit or sensor would."""
    numbers, by = ground.numbers, _DEVIATIONS[ground.size]
    if not numbers:
        yield NotInjected(name="shift", why="no feature holds numbers that differ")
        return
    for name in numbers[:_EACH]:
        step = _step(ground.rows[name], by)
        does = f"every {name} is {step:.3g} higher ({in_deviations(by)})"
        yield _moved(f"shift of {name}", does, {name: step})
    if len(numbers) > 1:
        steps = {name: _step(ground.rows[name], by) for name in numbers}
        does = f"all {len(numbers)} numeric features are {in_deviations(by)} higher"
        yield _moved("shift of all numbers", does, steps)


def missings(ground: Ground) -> Iterator[Injection | NotInjected]:
    """More values of the most important feature are missing, by two shares."""
    if not ground.ranked:
        yield NotInjected(name="missing", why="the log has no feature")
        return
    name = ground.ranked[0]
    for share in _MISSING[ground.size]:
        yield _missing(name, share)


def categories(ground: Ground) -> Iterator[Injection | NotInjected]:
    """Some rows have a category of the most important text that was never there."""
    if not ground.texts:
        yield NotInjected(name="new category", why="no feature holds text")
        return
    name, share = ground.texts[0], _NEW[ground.size]

    def inject(rows: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        texts = rows[name].astype(object)
        return rows.assign(**{name: texts.mask(some(rows, share, dice), _NOVEL)})

    does = f"{name} is {_NOVEL!r} in {share:.0%} of the rows"
    yield Injection(name=f"new category of {name}", does=does, inject=inject, moves_features=True)


def _moved(name: str, does: str, steps: Mapping[str, float]) -> Injection:
    def inject(rows: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        del dice
        return rows.assign(**{column: _raised(rows[column], step) for column, step in steps.items()})

    return Injection(name=name, does=does, inject=inject, moves_features=True)


def _step(values: pd.Series[float], deviations: float) -> float:
    """So many standard deviations; whole numbers move by whole numbers, at least by one."""
    step = deviations * spread(values)
    return float(max(1, round(step))) if pd.api.types.is_integer_dtype(values) else step


def _raised(values: pd.Series[float], step: float) -> pd.Series[float]:
    """The same type as before: a shift is no change of schema."""
    whole = pd.api.types.is_integer_dtype(values)
    return (values + (int(step) if whole else step)).astype(values.dtype)


def _missing(name: str, share: float) -> Injection:
    def inject(rows: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        return rows.assign(**{name: _nullable(rows[name]).mask(some(rows, share, dice))})

    does = f"{name} is missing in {share:.0%} more of the rows"
    return Injection(name=f"missing {name} +{100 * share:g}", does=does, inject=inject, moves_features=True)


def _nullable(values: pd.Series[Any]) -> pd.Series[Any]:
    """Whole numbers and truth values stay what they are, and can be missing all the same."""
    if pd.api.types.is_bool_dtype(values):
        return values.astype("boolean")
    return values.astype("Int64") if pd.api.types.is_integer_dtype(values) else values
