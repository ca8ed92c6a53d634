"""The page, pushed to a small receiver that answers like a Pushgateway, and exported to one that speaks OTLP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from adapters.metrics.family import Family
from adapters.metrics.pushing import push
from domain.errors import DeliveryFailed
from tests.builders import a_moment

NOW = a_moment()
PAGE = b"# HELP driftwarden_signals Signals.\n# TYPE driftwarden_signals gauge\ndriftwarden_signals 3\n"


@dataclass(slots=True)
class Receiver:
    """What came in, and what is answered."""

    status: int = 200
    says: bytes = b""
    heard: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@contextmanager
def receiver(status: int = 200, says: bytes = b"") -> Iterator[Receiver]:
    """A server on this machine that takes whatever is put or posted."""
    kept = Receiver(status=status, says=says)

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.heard.append((self.command, self.path, dict(self.headers), body))
            self.send_response(kept.status)
            self.send_header("Content-Length", str(len(kept.says)))
            self.end_headers()
            self.wfile.write(kept.says)

        do_POST = do_PUT

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        kept.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()


def test_the_page_takes_the_place_of_what_the_job_pushed_before() -> None:
    with receiver() as gateway:
        assert push(PAGE, gateway=gateway.url + "/", job="nightly run") == gateway.url
    ((method, path, headers, body),) = gateway.heard
    assert (method, path, body) == ("PUT", "/metrics/job/nightly%20run", PAGE)
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4")


def test_a_refusal_is_told_in_the_gateways_own_words_and_without_the_password() -> None:
    with receiver(400, b"pushed metrics are invalid or inconsistent\nand more") as gateway:
        address = gateway.url.replace("http://", "http://ada:hunter2@")
        with pytest.raises(DeliveryFailed) as refused:
            push(PAGE, gateway=address, job="driftwarden")
    assert str(refused.value) == (
        f"{gateway.url}: the Pushgateway refused the metrics with 400: pushed metrics are invalid or inconsistent"
    )
    assert gateway.heard[0][2]["Authorization"].startswith("Basic ")


def test_a_gateway_that_is_not_there_is_named_without_the_password() -> None:
    with receiver() as gone:
        pass
    with pytest.raises(DeliveryFailed, match="cannot be reached") as refused:
        push(PAGE, gateway=gone.url.replace("http://", "http://ada:hunter2@"), job="driftwarden")
    assert "hunter2" not in str(refused.value)


FAMILIES = (
    Family(
        name="driftwarden_signal_value",
        said="A signal's value.",
        labels=("model", "signal"),
        samples=[(("flights", f"signal {number}"), number / 10) for number in range(3000)],
    ),
    Family(
        name="driftwarden_decisions_total",
        kind="counter",
        said="Decisions made.",
        labels=("model",),
        samples=[(("flights",), 4)],
    ),
)


def _decoded(body: bytes, encoding: str | None) -> Any:
    import gzip

    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    return ExportMetricsServiceRequest.FromString(gzip.decompress(body) if encoding == "gzip" else body)


@pytest.mark.slow
def test_every_sample_arrives_by_opentelemetry_with_its_labels() -> None:
    otlp = pytest.importorskip("adapters.metrics.otlp")
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="needs the extra `otel`")
    with receiver() as collector:
        sent = otlp.export(FAMILIES, endpoint=f"{collector.url}/v1/metrics", now=NOW, version="1.2.3")
    points: dict[str, list[Any]] = {}
    for _, path, headers, body in collector.heard:
        assert path == "/v1/metrics"
        for resource in _decoded(body, headers.get("Content-Encoding")).resource_metrics:
            assert {a.key: a.value.string_value for a in resource.resource.attributes}["service.version"] == "1.2.3"
            for metric in resource.scope_metrics[0].metrics:
                points.setdefault(metric.name, []).extend(getattr(metric, metric.WhichOneof("data")).data_points)
    assert sent == 3001
    values = {point.attributes[1].value.string_value: point.as_double for point in points["driftwarden_signal_value"]}
    assert len(values) == 3000
    assert values["signal 2999"] == 299.9
    assert [point.as_int for point in points["driftwarden_decisions"]] == [4]
    assert {point.time_unix_nano for each in points.values() for point in each} == {int(NOW.timestamp()) * 10**9}


@pytest.mark.slow
def test_a_collector_that_refuses_is_a_failure() -> None:
    otlp = pytest.importorskip("adapters.metrics.otlp")
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="needs the extra `otel`")
    with receiver(400) as collector, pytest.raises(DeliveryFailed, match="no collector took the metrics"):
        otlp.export(FAMILIES, endpoint=f"{collector.url}/v1/metrics", now=NOW, version="1.2.3")


@pytest.mark.slow
def test_a_collector_that_is_not_there_is_named_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    otlp = pytest.importorskip("adapters.metrics.otlp")
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="needs the extra `otel`")
    monkeypatch.setattr(otlp, "_SECONDS", 0.2)
    with receiver() as gone:
        pass
    address = gone.url.replace("http://", "http://ada:hunter2@")
    with pytest.raises(DeliveryFailed) as failed:
        otlp.export(FAMILIES[1:], endpoint=f"{address}/v1/metrics", now=NOW, version="1.2.3")
    assert str(failed.value).startswith(f"{gone.url}/v1/metrics: no collector took the metrics")
    assert "Look whether the collector runs" in str(failed.value)
