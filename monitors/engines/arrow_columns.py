"""One column's sketches, fed with whole Arrow arrays: what whylogs keeps of a column, without its work per element.

The sketches and the metrics around them are whylogs' own, so that it reads and merges what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from monitors.engines.whylogs_profiles import SKETCH_SIZE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Floats = npt.NDArray[np.float64]

# Whole numbers that lie this close together are tallied in an array, which is far cheaper than sketching each.
_CLOSE = 4096
_LARGEST = 2**63 - 1


_first_array = Lock()


@cache
def _take_arrays() -> None:
    """Let the sketch library look for numpy, which it does at the first array that it is given.

    It imports a module then, and holds a lock of its own meanwhile: two threads that give it their first arrays at the
    same time would wait for each other for good.
    """
    from whylogs.core.metrics import StandardMetric

    StandardMetric.cardinality.zero().hll.value.update_np(np.zeros(1))


def _metrics() -> dict[str, Any]:
    """What whylogs keeps of a column of integers; of text it keeps no `ints`, of fractions no frequent items either."""
    from whylogs.core.metrics import MetricConfig, StandardMetric

    with _first_array:
        _take_arrays()
    config = MetricConfig(kll_k_large=SKETCH_SIZE)
    names = ("counts", "types", "cardinality", "distribution", "frequent_items", "ints")
    return {name: StandardMetric[name].zero(config) for name in names}


@dataclass(slots=True, kw_only=True)
class ColumnSketch:
    """Grows with every array of a column, whose type may change in between; its memory does not grow with the rows.

    Counts by what a value is: see `monitors.engines.columns.ColumnSummary`. `missing` includes nulls, NaN and
    infinite numbers; `holes` are the missing ones of columns of numbers, which whylogs calls NaN as pandas does.
    `mean` is that of the numbers, `squares` the sum of their squared distances from it.

    whylogs tells 1 and 1.0 apart when it counts different values. With `alike` a fraction that is a whole number
    counts as the integer, so that a column of integers, which pandas turns into floats on days with gaps, has as many
    different values as before; without, the count of a column of floats merges with whylogs' own.
    """

    alike: bool = False
    rows: int = 0
    missing: int = 0
    holes: int = 0
    infinite: int = 0
    integers: int = 0
    fractions: int = 0
    texts: int = 0
    opaque: int = 0
    mean: float = 0.0
    squares: float = 0.0
    _tally: dict[int, int] = field(default_factory=dict)
    _whylogs: dict[str, Any] = field(default_factory=_metrics)

    def add_integers(self, values: npt.NDArray[Any]) -> None:
        """Integers of any width; different ones are told apart by their 64 bits, whatever floats can hold."""
        if not len(values):
            return
        self._whylogs["cardinality"].hll.value.update_np(values.astype(np.int64, copy=False))
        self._add_numbers(values.astype(np.float64))
        self._add_extremes(int(values.min()), int(values.max()))
        self._add_frequent(values, int(values.min()), int(values.max()))
        self.integers += len(values)

    def add_fractions(self, values: Floats) -> None:
        """Numbers that may be NaN or infinite; those are counted as missing, and are not among the numbers."""
        finite = np.isfinite(values)
        known = values if finite.all() else values[finite]
        gaps = len(values) - len(known)
        self.missing += gaps
        self.holes += gaps
        self.infinite += gaps - int(np.isnan(values).sum()) if gaps else 0
        self._count_different(known)
        self._add_numbers(known)
        self.fractions += len(known)

    def add_texts(self, texts: list[str], counts: list[int]) -> None:
        """Different texts and how often each of them occurs; the frequent ones are kept by their first characters."""
        self._whylogs["cardinality"].hll.value.update_str_list(texts)
        longest = self._whylogs["frequent_items"].max_frequent_item_size
        short = texts if len(max(texts, key=len, default="")) <= longest else [text[:longest] for text in texts]
        self._add_items(short, counts)
        self.texts += sum(counts)

    def view(self) -> Any:
        """The column as whylogs shows it; it shares the sketches, so it is taken when all rows have been added."""
        from whylogs.core import ColumnProfileView

        self._add_items([str(value) for value in self._tally], list(self._tally.values()))
        self._tally = {}
        metrics = dict(self._whylogs)
        _set(metrics["counts"], n=self.rows, null=self.missing, nan=self.holes, inf=self.infinite)
        _set(
            metrics["types"],
            integral=self.integers,
            fractional=self.fractions,
            string=self.texts,
            object=self.opaque,
        )
        _set(metrics["distribution"], mean=self.mean, m2=self.squares)
        if not self.texts and not self.integers:
            del metrics["frequent_items"]
        if not self.integers:
            del metrics["ints"]
        return ColumnProfileView(metrics=metrics)

    def _count_different(self, fractions: Floats) -> None:
        sketch = self._whylogs["cardinality"].hll.value
        whole = (np.rint(fractions) == fractions) & (np.abs(fractions) < _LARGEST) if self.alike else None
        if whole is None or not whole.any():
            sketch.update_np(fractions)
            return
        sketch.update_np(fractions[whole].astype(np.int64))
        sketch.update_np(fractions[~whole])

    def _add_extremes(self, low: int, high: int) -> None:
        """whylogs keeps them in 64 signed bits: what is larger is kept as the largest of those."""
        ints = self._whylogs["ints"]
        _set(ints, max=max(ints.max.value, min(high, _LARGEST)), min=min(ints.min.value, low, _LARGEST))

    def _add_frequent(self, values: npt.NDArray[Any], low: int, high: int) -> None:
        if high - low < _CLOSE and len(self._tally) < _CLOSE:
            counts = np.bincount((values.astype(np.int64) - low) if high <= _LARGEST else (values - values.min()))
            for offset in np.flatnonzero(counts).tolist():
                self._tally[low + offset] = self._tally.get(low + offset, 0) + int(counts[offset])
        elif high <= _LARGEST:
            self._whylogs["frequent_items"].frequent_strings.value.update_np(values.astype(np.int64, copy=False))
        else:
            found, counts = np.unique(values, return_counts=True)
            self._add_items([str(value) for value in found.tolist()], counts.tolist())

    def _add_items(self, items: list[str], counts: list[int]) -> None:
        sketch = self._whylogs["frequent_items"].frequent_strings.value
        sketch.update_str_list([item for item, count in zip(items, counts, strict=True) if count == 1])
        for item, count in zip(items, counts, strict=True):
            if count > 1:
                sketch.update(item, count)

    def _add_numbers(self, values: Floats) -> None:
        """Chan, Golub and LeVeque (1979), Updating Formulae and a Pairwise Algorithm for Computing Sample Variances."""
        if not len(values):
            return
        before, added = self.integers + self.fractions, len(values)
        # Numbers near the largest float overflow here, as they do in whylogs; the quantiles still hold.
        with np.errstate(over="ignore", invalid="ignore"):
            mean = values.mean()
            away = values - mean
            apart = mean - self.mean
            self.mean = float(self.mean + apart * (added / (before + added)))
            self.squares = float(
                self.squares + np.square(away, out=away).sum() + apart * apart * (before * added / (before + added))
            )
        self._whylogs["distribution"].kll.value.update(values)


def _set(metric: Any, **values: float) -> None:
    for name, value in values.items():
        getattr(metric, name).set(value)


def payload_of(sketches: Mapping[str, ColumnSketch], *, at: datetime) -> bytes:
    """The columns by name as one serialised profile, stamped with `at`."""
    from whylogs.core import DatasetProfileView

    columns = {name: sketch.view() for name, sketch in sketches.items()}
    view = DatasetProfileView(columns=columns, dataset_timestamp=at, creation_timestamp=at)
    return bytes(view.serialize())
