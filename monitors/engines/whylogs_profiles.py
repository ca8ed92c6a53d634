"""Profiles as whylogs keeps them: mergeable sketches in whylogs' own file format.

whylogs is unmaintained, so it is a file format and a sketch library here, behind a few functions that know bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from monitors.engines.columns import ColumnSummary
from monitors.engines.dtypes import normalise
from monitors.engines.whylogs_components import read_faster

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import pandas as pd

ENGINE = "whylogs"

# Up to so many numbers in a column the sketch keeps every one. Beyond, the rank of a quantile is off by at most
# 0.14 % (at 99 % confidence), and by another amount each time: the library takes its dice from the clock.
SKETCH_SIZE = 2048

_CONDITIONS = "condition_count"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionCounts:
    """Of the `total` rows that came with a column: how many keep each condition, by the condition's name."""

    total: int
    matches: Mapping[str, int]


def profile_frame(frame: pd.DataFrame, *, at: datetime) -> bytes:
    """Sketch every column; `at` is stamped into the profile. A frame without rows or columns gives no bytes.

    Dates and whatever else is neither number nor text are only counted. Infinite numbers count as missing, because
    one of them would make mean and variance infinite; `ColumnSummary.infinite` says how many there were.
    """
    if frame.empty:
        return b""
    import pandas as pd

    columns = {name: normalise(frame[name]) for name in frame.columns}
    profile = _whylogs().DatasetProfile(schema=_schema(), dataset_timestamp=at, creation_timestamp=at)
    # The variance of numbers near the largest float overflows; nothing here reads it.
    with np.errstate(over="ignore", invalid="ignore"):
        profile.track(pandas=pd.DataFrame({name: column.values for name, column in columns.items()}))
    view = profile.view()
    for name, column in columns.items():
        view.get_column(name).get_metric("counts").inf.set(column.infinite)
    return bytes(view.serialize())


@lru_cache(maxsize=4)
def merge_payloads(payloads: tuple[bytes, ...]) -> bytes:
    """One profile of all the rows, as if they had been profiled together.

    A model's reference is merged from the same payloads for every window, so the last few answers are kept.
    """
    return merge_once(payloads)


def merge_once(payloads: Sequence[bytes]) -> bytes:
    """As `merge_payloads`, for payloads that nobody will ask for again; columns may differ between them."""
    views = [_view(payload) for payload in payloads if payload]
    # The variance of numbers near the largest float overflows; nothing here reads it.
    with np.errstate(over="ignore", invalid="ignore"):
        return bytes(reduce(_merged, views).serialize()) if views else b""


def _merged(left: Any, right: Any) -> Any:
    """whylogs squares the distance of two means: floats of numpy become infinite there, Python's own raise."""
    for column in left.get_columns().values():
        distribution = column.get_metric("distribution")
        if distribution:
            distribution.mean.set(np.float64(distribution.mean.value))
    return left.merge(right)


def read_payload(payload: bytes) -> dict[str, ColumnSummary]:
    """What the profile says about each sketched column, by name in alphabetical order.

    A column of which only conditions were counted is not among them, see `conditions_of`.
    """
    columns = _view(payload).get_columns() if payload else {}
    return {name: _summary(columns[name]) for name in sorted(columns) if columns[name].get_metric("counts")}


def conditions_payload(counts: Mapping[str, ConditionCounts], *, at: datetime) -> bytes:
    """A profile of condition counts by column, to be merged with the sketches of the same rows; none give no bytes.

    whylogs adds the counts up when it merges two profiles that counted the same conditions. Where these differ it
    keeps those of the first, so that `total` is less than the rows of the column.
    """
    columns = {name: _whylogs().ColumnProfileView({_CONDITIONS: _condition_count(counts[name])}) for name in counts}
    view = _whylogs().DatasetProfileView(columns=columns, dataset_timestamp=at, creation_timestamp=at)
    return bytes(view.serialize()) if counts else b""


def conditions_of(payload: bytes) -> dict[str, ConditionCounts]:
    """The condition counts of a profile, by column."""
    columns = _view(payload).get_columns() if payload else {}
    found = {name: column.get_metric(_CONDITIONS) for name, column in columns.items()}
    return {
        name: ConditionCounts(total=metric.total.value, matches={of: n.value for of, n in metric.matches.items()})
        for name, metric in found.items()
        if metric
    }


def _condition_count(counts: ConditionCounts) -> Any:
    """whylogs never asks conditions that it reads back from a file, and is given none here either."""
    from whylogs.core.metrics.condition_count_metric import Condition, ConditionCountMetric
    from whylogs.core.metrics.metric_components import IntegralComponent

    return ConditionCountMetric(
        conditions=dict.fromkeys(counts.matches, Condition(bool)),
        total=IntegralComponent(counts.total),
        matches={name: IntegralComponent(kept) for name, kept in counts.matches.items()},
    )


def _summary(column: Any) -> ColumnSummary:
    counts, types = column.get_metric("counts"), column.get_metric("types")
    distribution, frequent = column.get_metric("distribution"), column.get_metric("frequent_items")
    sketch = distribution.kll.value if distribution else None
    return ColumnSummary(
        count=counts.n.value,
        missing=counts.null.value,
        infinite=counts.inf.value,
        numbers=sketch.get_n() if sketch else 0,
        texts=types.string.value,
        opaque=types.object.value,
        items=_items(frequent.frequent_strings.value) if frequent and types.string.value else {},
        sketch=sketch,
    )


def _items(sketch: Any) -> dict[str, int]:
    from whylogs_sketching import frequent_items_error_type

    found = sketch.get_frequent_items(frequent_items_error_type.NO_FALSE_NEGATIVES)
    return {item: estimate for item, estimate, *_ in sorted(found, key=lambda row: (-row[1], row[0]))}


def _view(payload: bytes) -> Any:
    return _whylogs().DatasetProfileView.deserialize(payload)


def _schema() -> Any:
    from whylogs.core.metrics import MetricConfig

    return _whylogs().DatasetSchema(default_configs=MetricConfig(kll_k_large=SKETCH_SIZE))


@cache
def _whylogs() -> Any:
    """whylogs.core, able to tell what dtype a date has.

    whylogs 1.6.4 asks numpy for `unicode_` there, which numpy 2 calls `str_`. That one module is given a view of numpy
    which has the name; numpy itself stays as it is for everyone else.
    """
    import whylogs.core
    from whylogs.core import datatypes
    from whylogs.core.metrics import metric_components

    read_faster(metric_components)
    datatypes.np = _NumpyWithUnicode("numpy")
    return whylogs.core


class _NumpyWithUnicode(ModuleType):
    """numpy, and the one name that whylogs misses."""

    unicode_ = np.str_

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)
