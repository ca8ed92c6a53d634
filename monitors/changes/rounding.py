"""Counts of rows out of shares, without a bias."""

import numpy as np


def rounded(count: float, dice: np.random.Generator) -> int:
    """A whole number next to the count, with the count as its mean.

    >>> [rounded(2.0, np.random.default_rng(seed)) for seed in range(3)]
    [2, 2, 2]
    """
    return int(count + dice.random())
