"""The entries of a model's `monitors:` list: what each monitor may be told, tagged by `monitor`.

Imports pydantic only, so that a model's file is read without pandas. One module a family, as among the monitors.
A newcomer starts at `monitors.entries.entry`, then at the union below.
"""

from typing import Annotated

from pydantic import Field

from monitors.entries.drift import Drift, DriftRule, LabelDrift
from monitors.entries.entry import Entry, Need, Task
from monitors.entries.estimated import EstimatedPerformance
from monitors.entries.latency import Latency, LatencyP95
from monitors.entries.performance import LabelArrival, Performance
from monitors.entries.quality import (
    Constraints,
    DoubledIds,
    MissingShare,
    OutOfRange,
    PanderaChecks,
    SchemaChanges,
    TrainingServingSkew,
    UnseenCategories,
)
from monitors.entries.samples import DomainClassifier, EvidentlyDrift
from monitors.entries.serving import ServingErrors
from monitors.entries.volume import Freshness, LogHealth, RowCount, Throughput, Volume

__all__ = [
    "Constraints",
    "DomainClassifier",
    "DoubledIds",
    "Drift",
    "DriftRule",
    "Entry",
    "EstimatedPerformance",
    "EvidentlyDrift",
    "Freshness",
    "LabelArrival",
    "LabelDrift",
    "Latency",
    "LatencyP95",
    "LogHealth",
    "MissingShare",
    "MonitorEntry",
    "Need",
    "OutOfRange",
    "PanderaChecks",
    "Performance",
    "RowCount",
    "SchemaChanges",
    "ServingErrors",
    "Task",
    "Throughput",
    "TrainingServingSkew",
    "UnseenCategories",
    "Volume",
]

MonitorEntry = Annotated[
    RowCount  # volume
    | MissingShare  # quality
    | Drift  # drift
    | LabelDrift
    | DomainClassifier
    | EvidentlyDrift
    | Performance  # performance
    | LabelArrival
    | EstimatedPerformance
    | LatencyP95  # latency
    | Latency
    | ServingErrors  # serving
    | UnseenCategories  # quality, in detail
    | OutOfRange
    | SchemaChanges
    | Constraints
    | PanderaChecks
    | DoubledIds
    | TrainingServingSkew
    | Volume  # volume, and the log itself
    | Throughput
    | Freshness
    | LogHealth,
    Field(discriminator="monitor"),
]
