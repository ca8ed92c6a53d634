"""The monitors there are, and what they say about a window. Adding one is an entry, a function and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from monitors.drift.by_evidently import measure_evidently
from monitors.drift.domain_classifier import measure_domain_classifier
from monitors.drift.drift import measure_drift, measure_label_drift
from monitors.performance.estimated import measure_estimated_performance
from monitors.performance.label_maturity import measure_label_arrival
from monitors.performance.realised import measure_performance
from monitors.quality.constraints import measure_constraints
from monitors.quality.missing import measure_missing_share
from monitors.quality.pandera_failures import measure_pandera_failures
from monitors.quality.ranges import measure_out_of_range
from monitors.quality.schema_changes import measure_schema_changes
from monitors.quality.skew import measure_training_serving_skew
from monitors.quality.unseen import measure_unseen_categories
from monitors.serving.errors import measure_serving_errors
from monitors.serving.freshness import measure_freshness
from monitors.serving.latency import measure_latency, measure_latency_percentiles
from monitors.serving.log_health import measure_doubled_ids, measure_log_health
from monitors.serving.volume import measure_row_count, measure_throughput, measure_volume

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
    "label_drift": measure_label_drift,
    "domain_classifier": measure_domain_classifier,
    "evidently": measure_evidently,
    "performance": measure_performance,
    "label_arrival": measure_label_arrival,
    "estimated_performance": measure_estimated_performance,
    "latency_p95": measure_latency,
    "latency": measure_latency_percentiles,
    "serving_errors": measure_serving_errors,
    "unseen_categories": measure_unseen_categories,
    "out_of_range": measure_out_of_range,
    "schema_changes": measure_schema_changes,
    "constraints": measure_constraints,
    "pandera": measure_pandera_failures,
    "doubled_ids": measure_doubled_ids,
    "training_serving_skew": measure_training_serving_skew,
    "volume": measure_volume,
    "throughput": measure_throughput,
    "freshness": measure_freshness,
    "log_health": measure_log_health,
}


def signal_names(spec: MonitoringSpec) -> frozenset[str]:
    """What the signals of a model are called: each entry knows its own names."""
    return frozenset(name for entry in spec.monitors for name in entry.signals(spec.task))


def measure(spec: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """All signals of a window, entry by entry in the order of the file; columns by name.

    A window without rows breaches `row_count`, and every other signal is unknown.
    """
    return tuple(signal for entry in spec.monitors for signal in MONITORS[entry.monitor](entry, spec, evidence))
