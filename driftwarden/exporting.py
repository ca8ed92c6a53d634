"""What `driftwarden metrics backfill`, `push` and `otel` do: the metrics, taken to where they are wanted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapters.metrics import exposition
from adapters.metrics.exposition import gathered
from adapters.metrics.family import openmetrics_lines
from adapters.metrics.history import history
from adapters.metrics.operation_gauges import installed_version
from adapters.settings import Settings
from domain.errors import InvalidDocument
from flows.worlds import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from pathlib import Path

    from domain.windows import Window

# Without it promtool reads the whole file once for every two hours that it covers.
_BLOCKS = "--max-block-duration=1500h"


def write_history(
    project: Path, model: str | None, span: Window, target: Path, *, every: timedelta, top: int
) -> Iterator[str]:
    """Write the past of one model, or of all, as OpenMetrics; yields how much there is and what to do with it."""
    with opened(project) as (read, world):
        models = (read.model(model).name,) if model else tuple(watched.name for watched in read.models)
        courses = history(world.ledger, models, span=span, every=every, top=top)
        samples = _write(target, openmetrics_lines(courses))
    yield f"{target}: {samples:,} samples of {', '.join(models)}, {span}"
    yield f"into Prometheus: promtool tsdb create-blocks-from openmetrics {target} DATA-FOLDER {_BLOCKS}"


def push_page(project: Path, gateway: str | None, *, job: str, top: int) -> str:
    """Push the metrics of now; returns one sentence. Raises InvalidDocument where nobody said to which Pushgateway."""
    from adapters.metrics.pushing import push

    with opened(project) as (read, world):
        address = gateway or Settings().inside(read.folder).pushgateway_url
        if address is None:
            raise InvalidDocument(["no Pushgateway: name it with --to, or set DRIFTWARDEN_PUSHGATEWAY_URL"])
        page = exposition(world.ledger, now=datetime.now(UTC), top=top)
    where = push(page, gateway=address, job=job)
    return f"{_samples(page):,} samples pushed to {where} as job {job}"


def export_otlp(project: Path, endpoint: str | None, *, top: int) -> str:
    """Export the metrics of now by OpenTelemetry; returns one sentence."""
    from adapters.metrics.otlp import export

    now = datetime.now(UTC)
    with opened(project) as (_, world):
        families = tuple(gathered(world.ledger, now=now, top=top))
    sent = export(families, endpoint=endpoint, now=now, version=installed_version())
    return f"{sent:,} samples exported by OpenTelemetry"


def _write(target: Path, lines: Iterator[str]) -> int:
    samples = 0
    try:
        with target.open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(line)
                samples += not line.startswith("#")
    except OSError as error:
        remedy = "name another file with --file"
        raise InvalidDocument([f"{target}: cannot be written ({error.strerror}); {remedy}"]) from error
    return samples


def _samples(page: bytes) -> int:
    return sum(not line.startswith(b"#") for line in page.splitlines())
