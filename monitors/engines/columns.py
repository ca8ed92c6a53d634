"""What an engine says about one profiled column, in our own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from monitors.engines.dtypes import Kind

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSummary:
    """One column of a profile. Counts are exact; what comes from `sketch` is within the sketch's error.

    `count` values, of which `missing` are missing, `infinite` among them; `numbers`, `texts` and `opaque` are the
    rest by what they are. `items` are the most frequent texts with their counts, the heaviest first and equal ones
    by name: all of them up to several hundred different ones, the frequent ones beyond; numbers among text are in
    there too, as digits. `sketch` is a KLL sketch of the numbers, or None.
    """

    count: int
    missing: int
    infinite: int
    numbers: int
    texts: int
    opaque: int
    items: Mapping[str, int]
    sketch: Any

    @property
    def kind(self) -> Kind:
        """What most values are; numbers win over text, and both over the rest, where there are equally many."""
        amounts = {Kind.NUMBERS: self.numbers, Kind.TEXT: self.texts, Kind.OPAQUE: self.opaque}
        return max(amounts, key=lambda kind: amounts[kind]) if any(amounts.values()) else Kind.EMPTY

    def of_kind(self, kind: Kind) -> int:
        """How many values are numbers, texts or opaque; for any other kind none."""
        return {Kind.NUMBERS: self.numbers, Kind.TEXT: self.texts, Kind.OPAQUE: self.opaque}.get(kind, 0)

    def quantiles(self, shares: Sequence[float]) -> Floats:
        """The numbers below which these shares of all numbers lie; empty where there are no numbers."""
        if not self.numbers:
            return np.empty(0)
        return np.asarray(self.sketch.get_quantiles(list(shares)), dtype=np.float64)

    def counts_between(self, edges: Sequence[float]) -> Floats:
        """How many numbers lie in each of the len(edges) + 1 intervals that strictly rising edges cut out.

        An interval holds its left edge and not its right one.
        """
        if not self.numbers or not len(edges):
            return np.array([float(self.numbers), *np.zeros(len(edges))])
        return np.asarray(self.sketch.get_pmf(list(edges)), dtype=np.float64) * self.numbers
