"""Latency: how long nearly all predictions took at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from domain.columns import LATENCY
from monitors.engines.dtypes import numbers_of
from monitors.evidence import NO_ROWS

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.engines.columns import Floats
    from monitors.entries import LatencyP95
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

# Of fewer values, the 95th percentile is the largest one.
_LEAST = 20


def measure_latency(settings: LatencyP95, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`latency_p95`: the 95th percentile of the logged latencies, in milliseconds, interpolated linearly.

    Unknown for fewer than 20 latencies.
    """
    known = _latencies(evidence)
    if len(known) < _LEAST:
        too_few = NO_ROWS if evidence.rows.empty else f"{len(known)} rows have a latency; {_LEAST} are needed"
        return (evidence.judge("latency_p95", None, settings.above, rows=len(known), note=too_few),)
    lacking = len(evidence.rows) - len(known)
    note = f"{lacking} of {len(evidence.rows)} rows have no usable latency" if lacking else None
    value = float(np.percentile(known, 95))
    return (evidence.judge("latency_p95", value, settings.above, rows=len(known), note=note),)


def _latencies(evidence: Evidence) -> Floats:
    if LATENCY not in evidence.rows.columns:
        return np.empty(0)
    numbers = numbers_of(evidence.rows[LATENCY])
    return numbers[~np.isnan(numbers)]
