"""One column's sketches, fed with whole Arrow arrays: what whylogs keeps of a column, without its work per element.

The sketches and the metrics around them are whylogs' own, so that it reads and merges what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from monitors.engines.whylogs_profiles import SKETCH_SIZE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Floats = npt.NDArray[np.float64]


def _metrics() -> dict[str, Any]:
    """The metrics that whylogs keeps of a column of text; of numbers it keeps all but the frequent items."""
    from whylogs.core.metrics import MetricConfig, StandardMetric

    config = MetricConfig(kll_k_large=SKETCH_SIZE)
    names = ("counts", "types", "cardinality", "distribution", "frequent_items")
    return {name: StandardMetric[name].zero(config) for name in names}


@dataclass(slots=True, kw_only=True)
class ColumnSketch:
    """Grows with every array of a column, whose type may change in between; its memory does not grow with the rows.

    Counts by what a value is: see `monitors.engines.columns.ColumnSummary`. `missing` includes nulls, NaN and
    infinite numbers; `holes` are the missing ones of columns of numbers, which whylogs calls NaN as pandas does.
    `mean` is that of the numbers, `squares` the sum of their squared distances from it.
    """

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
    _whylogs: dict[str, Any] = field(default_factory=_metrics)

    def add_integers(self, values: npt.NDArray[np.int64], numbers: Floats) -> None:
        """Whole numbers twice: as the 64 bits that tell different ones apart, and as floats to compute with."""
        self._whylogs["cardinality"].hll.value.update_np(values)
        self._add_numbers(numbers)
        self.integers += len(values)

    def add_fractions(self, values: Floats) -> None:
        """Numbers that may be NaN or infinite; those are counted as missing, and are not among the numbers."""
        finite = np.isfinite(values)
        known = values if finite.all() else values[finite]
        gaps = len(values) - len(known)
        self.missing += gaps
        self.holes += gaps
        self.infinite += gaps - int(np.isnan(values).sum()) if gaps else 0
        self._whylogs["cardinality"].hll.value.update_np(known)
        self._add_numbers(known)
        self.fractions += len(known)

    def add_texts(self, texts: list[str], counts: list[int]) -> None:
        """Different texts and how often each of them occurs; the frequent ones are kept by their first characters."""
        self._whylogs["cardinality"].hll.value.update_str_list(texts)
        frequent = self._whylogs["frequent_items"]
        longest, items = frequent.max_frequent_item_size, frequent.frequent_strings.value
        items.update_str_list([text[:longest] for text, count in zip(texts, counts, strict=True) if count == 1])
        for text, count in zip(texts, counts, strict=True):
            if count > 1:
                items.update(text[:longest], count)
        self.texts += sum(counts)

    def view(self) -> Any:
        """The column as whylogs shows it; it shares the sketches, so it is taken when all rows have been added."""
        from whylogs.core import ColumnProfileView

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
        if not self.texts:
            del metrics["frequent_items"]
        return ColumnProfileView(metrics=metrics)

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
                self.squares + np.square(away).sum() + apart * apart * (before * added / (before + added))
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
