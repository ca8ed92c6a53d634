"""The monitors there are, and what they say about a window. Adding one is an entry, a function and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from monitors.drift import measure_drift
from monitors.latency import measure_latency
from monitors.performance import measure_performance
from monitors.quality import measure_missing_share
from monitors.volume import measure_row_count

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

# Each takes the entry of its own tag, so the first argument differs from line to line.
Monitor = Callable[[Any, "MonitoringSpec", "Evidence"], "tuple[Signal, ...]"]

MONITORS: Mapping[str, Monitor] = {
    "row_count": measure_row_count,
    "missing_share": measure_missing_share,
    "drift": measure_drift,
    "performance": measure_performance,
    "latency_p95": measure_latency,
}


def signal_names(spec: MonitoringSpec) -> frozenset[str]:
    """What the signals of a model are called: each entry knows its own names."""
    return frozenset(name for entry in spec.monitors for name in entry.signals(spec.task))


def measure(spec: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """All signals of a window, entry by entry in the order of the file; columns by name.

    A window without rows breaches `row_count`, and every other signal is unknown.
    """
    return tuple(signal for entry in spec.monitors for signal in MONITORS[entry.monitor](entry, spec, evidence))
