"""Metrics that users bring along, by the dotted path of a function; whatever it raises becomes a reason.

The influence of a row is not known of such a function. It is taken once without each day or, where there are fewer
than seven, once without each of twenty groups of rows, and the pseudo-values give the interval: the delete-a-group
jackknife, for functions that move smoothly with the rows. Shao and Wu (1989), A general theory for jackknife variance
estimation, Annals of Statistics 17.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from monitors.performance.metrics.estimate import Codes, Ends, Undefined, is_by_days
from monitors.rare_values import without_rare_values

if TYPE_CHECKING:
    import numpy.typing as npt

_GROUPS = 20
Taken = tuple[Any, ...]


def import_metric(path: str) -> Callable[..., Any] | Undefined:
    """The function at `package.module:function`, or why it cannot be had."""
    module, _, name = path.partition(":")
    try:
        found = getattr(importlib.import_module(module), name, None)
    except Exception as error:  # noqa: BLE001  (importing runs the user's code, which may raise anything)
        return Undefined(reason=f"{path} cannot be imported where the flow runs: {type(error).__name__}: {error}")
    if not callable(found):
        return Undefined(reason=f"{path} is no function: {module} has no {name} that can be called")
    return found  # type: ignore[no-any-return]


def _said(error: Exception, taken: Taken) -> str:
    """What it says, without the rare values of the frames that it was raised over."""
    frames = (part for part in taken if isinstance(part, pd.DataFrame))
    return reduce(without_rare_values, frames, str(error))


def call(function: Callable[..., Any], path: str, taken: Taken) -> float | Undefined:
    """What it returns for these columns or frames, if that is a finite number."""
    try:
        value = float(function(*taken))
    except Exception as error:  # noqa: BLE001  (the user's code may raise anything)
        return Undefined(reason=f"{path} raised {type(error).__name__}: {_said(error, taken)}")
    return value if math.isfinite(value) else Undefined(reason=f"{path} returned {value}, which is no number")


def ends_of_call(function: Callable[..., Any], path: str, taken: Taken, days: Codes | None) -> Ends:
    """The interval for any tail, by leaving out a day or a group of rows at a time; None where a part has no value."""
    rows = len(taken[0])
    if rows < _GROUPS:
        return _no_ends
    by_days = days is not None and is_by_days(days)
    group = days if by_days and days is not None else np.arange(rows) % _GROUPS
    groups = int(group.max()) + 1
    whole = call(function, path, taken)
    parts = [call(function, path, _without(taken, group == one)) for one in range(groups)]
    if isinstance(whole, Undefined) or any(isinstance(part, Undefined) for part in parts):
        return _no_ends
    left_out = np.array([part for part in parts if not isinstance(part, Undefined)])
    share = np.bincount(group) / rows
    # The pull of a group of unequal size: h = 1 / share, (h - 1) * (whole - without it); see the weighted jackknife of
    # Busing, Meijer and van der Leeden (1999), Statistics and Computing 9.
    pulls = (1 - share) / share * (whole - left_out)
    centred = (pulls - np.average(pulls, weights=share)) * share
    standard_error = math.sqrt(groups / (groups - 1) * float(np.square(centred).sum()))
    return partial(_around, whole, standard_error, groups - 1)


def _around(value: float, standard_error: float, degrees: int, tail: float) -> tuple[float, float]:
    reach = -float(stdtrit(degrees, tail)) * standard_error
    return value - reach, value + reach


def _no_ends(_: float) -> None:
    return None


def _without(taken: Taken, left_out: npt.NDArray[np.bool_]) -> Taken:
    return tuple(each[~left_out] if isinstance(each, pd.DataFrame | np.ndarray) else each for each in taken)
