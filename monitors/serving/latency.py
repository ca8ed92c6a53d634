"""Latency: how long nearly all predictions took at most."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from domain.columns import LATENCY
from domain.signals import SignalState
from monitors.engines.dtypes import numbers_of
from monitors.entries.latency import percentile_name
from monitors.evidence import NO_ROWS

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.engines.columns import Floats
    from monitors.entries import Latency, LatencyP95
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

# Of fewer values, the 95th percentile is the largest one.
_LEAST = 20


def measure_latency(settings: LatencyP95, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`latency_p95`: the 95th percentile of the logged latencies, in milliseconds, interpolated linearly.

    Unknown for fewer than 20 latencies.
    """
    return (_of_percentile(95, _latencies(evidence), settings.above, evidence),)


def measure_latency_percentiles(settings: Latency, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`latency_p50` and so on: percentiles of all logged latencies, in milliseconds, interpolated linearly.

    Calm where no limit is stated. Unknown for fewer than 20 latencies, and for fewer than leave one beyond the
    percentile: 100 for the 99th.
    """
    latencies = _latencies(evidence)
    return tuple(
        _of_percentile(percentile, latencies, settings.above.get(percentile), evidence)
        for percentile in settings.percentiles
    )


def order_statistics(rows: int, share: float) -> tuple[int, int] | None:
    """The ranks (from 1) of the values between which a quantile lies with at least 95 %, whatever the distribution.

    The number of values below the quantile is binomial; 2.5 % are left on either side. None where the values are too
    few for both ends. G. J. Hahn and W. Q. Meeker, Statistical Intervals (1991), section 5.2.

    >>> order_statistics(100, 0.5), order_statistics(71, 0.95), order_statistics(72, 0.95)
    ((40, 61), None, (64, 72))
    """
    from scipy.stats import binom

    low, high = int(binom.ppf(0.025, rows, share)), int(binom.ppf(0.975, rows, share)) + 1
    return (low, high) if low >= 1 and high <= rows else None


def _of_percentile(percentile: float, latencies: Floats, above: float | None, evidence: Evidence) -> Signal:
    name, known, rows = percentile_name(percentile), len(latencies), len(evidence.rows)
    beyond = min(percentile, 100 - percentile) / 100
    needed = max(_LEAST, math.ceil(1 / beyond - 1e-9))
    if known < needed:
        too_few = f"{known} rows have a latency; {needed} are needed" if rows else NO_ROWS
        return evidence.judge(name, None, above, rows=known, note=too_few)
    return evidence.judge(
        name,
        float(np.percentile(latencies, percentile)),
        above,
        rows=known,
        interval=_interval(latencies, percentile / 100),
        state=SignalState.CALM if above is None else None,
        note=f"{rows - known} of {rows} rows have no usable latency" if known < rows else None,
    )


def _interval(latencies: Floats, share: float) -> tuple[float, float] | None:
    ranks = order_statistics(len(latencies), share)
    if ranks is None:
        return None
    low, high = ranks[0] - 1, ranks[1] - 1
    ends = np.partition(latencies, (low, high))
    return float(ends[low]), float(ends[high])


def _latencies(evidence: Evidence) -> Floats:
    if LATENCY not in evidence.rows.columns:
        return np.empty(0)
    numbers = numbers_of(evidence.rows[LATENCY])
    return numbers[~np.isnan(numbers)]
