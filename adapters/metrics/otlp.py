"""The same metrics by OpenTelemetry's protocol, over HTTP.

The messages are made directly: the SDK's instruments fold whatever is beyond two thousand series into one, unsaid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from adapters.metrics.pushing import named
from domain.errors import DeliveryFailed, InvalidDocument

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from adapters.metrics.family import Family

_SECONDS = 30
_LOOK = (
    "what was answered, if anything was, is in the log above. Look whether the collector runs, and whether this is its "
    "receiver of OTLP over HTTP: http://HOST:4318/v1/metrics, as a rule"
)
# Who takes them in puts the end of a counter's name back.
_COUNTED = "_total"


def export(families: Iterable[Family], *, endpoint: str | None, now: datetime, version: str) -> int:
    """Send every sample once, as of now; returns how many. Counters are cumulative, everything else is a gauge.

    `endpoint` is the whole address, such as http://localhost:4318/v1/metrics; without one OpenTelemetry's own variables
    (OTEL_EXPORTER_OTLP_ENDPOINT, ..._HEADERS) say where. Raises InvalidDocument where OpenTelemetry is not installed,
    DeliveryFailed when no collector took them within half a minute, which is also for how long one is looked for that
    is not there; the message names the address without user and password.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.sdk.metrics.export import MetricExportResult
    except ImportError as error:
        remedy = "install the extra `otel`: pip install 'driftwarden[otel]'"
        raise InvalidDocument([f"OpenTelemetry is not installed ({error}); {remedy}"]) from error
    metrics = [_metric(family, round(now.timestamp() * 1e9)) for family in families]
    exporter = OTLPMetricExporter(endpoint=endpoint, timeout=_SECONDS)
    try:
        taken = exporter.export(_message(metrics, version)) is MetricExportResult.SUCCESS
    finally:
        exporter.shutdown()
    if not taken:
        raise DeliveryFailed(f"{_named(endpoint)}: no collector took the metrics; {_LOOK}")
    return sum(len(metric.data.data_points) for metric in metrics)


def _named(endpoint: str | None) -> str:
    return f"{named(endpoint)}{urlsplit(endpoint).path}" if endpoint else "the address in OTEL_EXPORTER_OTLP_ENDPOINT"


def _metric(family: Family, at: int) -> Any:
    from opentelemetry.sdk.metrics.export import AggregationTemporality, Gauge, Metric, NumberDataPoint, Sum

    points = [
        NumberDataPoint(
            attributes=dict(zip(family.labels, values, strict=True)),
            start_time_unix_nano=0,  # OTLP's word for: not known since when.
            time_unix_nano=at,
            value=number,
        )
        for values, number in family.samples
    ]
    if family.kind == "counter":
        data = Sum(data_points=points, aggregation_temporality=AggregationTemporality.CUMULATIVE, is_monotonic=True)
        return Metric(name=family.name.removesuffix(_COUNTED), description=family.said, unit="", data=data)
    return Metric(name=family.name, description=family.said, unit="", data=Gauge(data_points=points))


def _message(metrics: list[Any], version: str) -> Any:
    from opentelemetry.sdk.metrics.export import MetricsData, ResourceMetrics, ScopeMetrics
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.util.instrumentation import InstrumentationScope

    scope = ScopeMetrics(scope=InstrumentationScope("driftwarden", version), metrics=metrics, schema_url="")
    resource = Resource.create({"service.name": "driftwarden", "service.version": version})
    return MetricsData(resource_metrics=[ResourceMetrics(resource=resource, scope_metrics=[scope], schema_url="")])
