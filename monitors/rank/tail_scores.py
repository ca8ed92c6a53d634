"""How rare a divergence is, given how much a feature's windows differ from each other anyway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincc, gammaln

if TYPE_CHECKING:
    from monitors.rank.leave_one_out import Divergences, Floats

_WEIGHT_OF_THEORY = 10
_UNDERFLOW = 1e-290


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NaturalVariation:
    """How a feature's divergences vary between windows of unchanged traffic; arrays over the features.

    `between` is the mean divergence beyond sampling noise, in nats; `mean` and `squared_variation` (variance over
    squared mean) are those of the divergences once divided by noise plus `between`.
    """

    between: Floats
    mean: Floats
    squared_variation: Floats


def natural_variation(history: Divergences, df: npt.NDArray[np.int_]) -> NaturalVariation:
    """Moments of a history (windows x features) whose features have `df` degrees of freedom.

    Sampling alone makes the scaled divergence chi-squared over its degrees of freedom: mean 1, squared variation
    2/df. The squared variation is shrunk towards that, as if ten windows had shown it, and is never below it.
    A feature that never diverged, as a constant, has sampling noise only.
    """
    between = np.maximum(0.0, _mean(history.found - history.noise))
    scaled = _scale(history, between)
    mean = _mean(scaled)
    mean = np.where(mean > 0, mean, 1.0)
    windows = np.count_nonzero(np.isfinite(scaled), axis=0)
    variance = _mean((scaled - mean) ** 2) * windows / np.maximum(1, windows - 1)
    theory = 2 / np.maximum(1, df)
    shrunk = (windows * variance / mean**2 + _WEIGHT_OF_THEORY * theory) / (windows + _WEIGHT_OF_THEORY)
    return NaturalVariation(between=between, mean=mean, squared_variation=np.maximum(theory, shrunk))


def tail_scores(new: Divergences, usual: NaturalVariation) -> Floats:
    """-log of the chance of a divergence as large, by a gamma distribution with the usual mean and variation.

    A gamma is the chi-squared of pure sampling noise, widened: shape 1/v, scale v, with v the squared variation.
    """
    shape = 1 / usual.squared_variation
    return -log_gamma_tail(shape, shape * _scale(new, usual.between) / usual.mean)


def log_gamma_tail(shape: Floats, x: Floats) -> Floats:
    """log Q(shape, x), the regularised upper incomplete gamma function, also where Q itself is too small to hold.

    There by its asymptotic form x^(a-1) e^-x / (Gamma(a) (1 - (a-1)/x)), so that any two scores can be ranked.
    NIST Digital Library of Mathematical Functions, 8.11(i).

    >>> log_gamma_tail(np.array([1.0, 1.0]), np.array([2.0, 5000.0])).tolist()
    [-2.0, -5000.0]
    """
    tail = gammaincc(shape, x)
    tiny = tail < _UNDERFLOW
    far = np.where(tiny, x, 2 * shape + 1)
    beyond = (shape - 1) * np.log(far) - far - gammaln(shape) - np.log1p(-(shape - 1) / far)
    return np.asarray(np.where(tiny, beyond, np.log(np.where(tiny, 1.0, tail))))


def _scale(history: Divergences, between: Floats) -> Floats:
    usual = history.noise + between
    return np.divide(history.found, usual, out=history.found.copy(), where=usual > 0)


def _mean(values: Floats) -> Floats:
    """Over the windows that have a value; 0 where none has."""
    known = np.count_nonzero(np.isfinite(values), axis=0)
    return np.asarray(np.nansum(values, axis=0) / np.maximum(1, known))
