"""What an injection is, what it may look at, and how large it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.columns import features_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from monitors.entries import Task


class Size(StrEnum):
    """How large the drifts are; what each means stands beside the families."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


Inject = Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """One known drift. `does` says it in a sentence, with its size in the data's own unit.

    `inject` gives changed rows and leaves its argument alone. `moves_features` says that a model would answer the
    changed rows otherwise, so that their predictions have to be made anew.
    """

    name: str
    does: str
    inject: Inject
    moves_features: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInjected:
    """A drift that these rows cannot be given, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """Rows to inject into, with the columns of `domain.columns`; `ranked` are features, the most important first."""

    rows: pd.DataFrame
    task: Task
    size: Size
    ranked: tuple[str, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The features that hold numbers which differ, the most important first."""
        return tuple(name for name in self.ranked if _varies(self.rows[name]))

    @property
    def texts(self) -> tuple[str, ...]:
        """The features that hold text, the most important first."""
        return tuple(name for name in self.ranked if _is_text(self.rows[name]))


def ranked_by(change: Callable[[str], float], rows: pd.DataFrame) -> tuple[str, ...]:
    """The features by how much `change` says that each one moves the predictions, the most first; ties by name."""
    return tuple(sorted(features_of(rows.columns), key=lambda name: (-change(name), name)))


def swapped(rows: pd.DataFrame, column: str, dice: np.random.Generator) -> pd.DataFrame:
    """The rows with the values of one column dealt out anew: what predictions lose by it is its importance [1].

    [1] Fisher, Rudin and Dominici (2019), All models are wrong, but many are useful, JMLR 20(177).
    """
    return rows.assign(**{column: rows[column].to_numpy()[dice.permutation(len(rows))]})


def spread(values: pd.Series[float]) -> float:
    """The standard deviation of the finite values; 0 for fewer than two.

    >>> spread(pd.Series([1.0, 3.0, float("nan"), float("inf")]))
    1.0
    """
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    finite = numbers[np.isfinite(numbers)]
    return float(finite.std()) if len(finite) > 1 else 0.0


def in_deviations(by: float) -> str:
    """So many standard deviations, in words.

    >>> in_deviations(0.5), in_deviations(1.0)
    ('0.5 standard deviations', '1 standard deviation')
    """
    return f"{by:g} standard deviation{'' if by == 1 else 's'}"


def some(rows: pd.DataFrame, share: float, dice: np.random.Generator) -> NDArray[np.bool_]:
    """A mask of that share of the rows, drawn without replacement."""
    mask = np.zeros(len(rows), dtype=bool)
    mask[dice.choice(len(rows), size=round(share * len(rows)), replace=False)] = True
    return mask


def _varies(values: pd.Series[float]) -> bool:
    is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return is_number and spread(values) > 0


def _is_text(values: pd.Series[str]) -> bool:
    inferred = pd.api.types.infer_dtype(values, skipna=True)
    return inferred == "string" or isinstance(values.dtype, pd.CategoricalDtype)
