"""An entry for every monitor in the table, as a model's file may have it; conformance tries each of them."""

from monitors.entries import (
    Constraints,
    DomainClassifier,
    DoubledIds,
    Drift,
    Entry,
    EstimatedPerformance,
    EvidentlyDrift,
    Freshness,
    LabelArrival,
    LabelDrift,
    Latency,
    LatencyP95,
    LogHealth,
    MissingShare,
    OutOfRange,
    PanderaChecks,
    Performance,
    RowCount,
    SchemaChanges,
    ServingErrors,
    Throughput,
    TrainingServingSkew,
    UnseenCategories,
    Volume,
)
from monitors.entries.checks import Check

CHECKS = (Check(column="temp", between=(-60, 60)), Check(column="carrier", not_null=True))

EXAMPLES: dict[str, Entry] = {
    "row_count": RowCount(),
    "missing_share": MissingShare(),
    "drift": Drift(),
    "label_drift": LabelDrift(),
    "domain_classifier": DomainClassifier(),
    "evidently": EvidentlyDrift(),
    "performance": Performance(metrics=("mae", "rmse", "median_ae")),
    "label_arrival": LabelArrival(),
    "estimated_performance": EstimatedPerformance(),
    "latency_p95": LatencyP95(),
    "latency": Latency(),
    "serving_errors": ServingErrors(),
    "unseen_categories": UnseenCategories(),
    "out_of_range": OutOfRange(),
    "schema_changes": SchemaChanges(),
    "constraints": Constraints(checks=CHECKS),
    "pandera": PanderaChecks(path="tests.monitors.pandera_schemas:served"),
    "doubled_ids": DoubledIds(),
    "training_serving_skew": TrainingServingSkew(),
    "volume": Volume(),
    "throughput": Throughput(),
    "freshness": Freshness(),
    "log_health": LogHealth(),
}

# Monitors that have an answer even for a window without rows.
NEVER_UNKNOWN = {"row_count", "volume", "throughput", "freshness", "log_health"}

# Monitors that have an answer as soon as there are rows, however few.
KNOWN_OF_ANY_ROWS = {"missing_share", "schema_changes", "constraints", "pandera", "doubled_ids"}
