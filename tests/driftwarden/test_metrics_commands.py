"""`driftwarden metrics` and the words behind it."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.storage import open_ledger
from domain.windows import Window
from tests.adapters.test_metrics_pushing import receiver
from tests.builders import a_promotion, a_signal
from tests.driftwarden.front_door import FrontDoor

BEGAN = datetime(2026, 2, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


@pytest.fixture
def watched_bikes(bikes: Path) -> Path:
    """The starter project, with an error for each of three days."""
    ledger = open_ledger(f"sqlite:///{bikes}/.driftwarden/ledger.db")
    for day in range(3):
        window = Window(start=BEGAN + day * _DAY, end=BEGAN + (day + 1) * _DAY)
        ledger.signals.record(a_signal(model="bike-demand", window=window, value=10.5 + day))
    ledger.close()
    return bikes


def _backfill(*words: str) -> tuple[str, ...]:
    return ("metrics", "backfill", "--from", "2026-02-01", "--to", "2026-02-04", *words)


def test_the_past_is_written_with_what_to_do_with_it(driftwarden: FrontDoor, watched_bikes: Path) -> None:
    file = watched_bikes / "past.om"
    said = driftwarden(*_backfill("--file", str(file), "--every", "1d", "--project", str(watched_bikes)))
    assert said.code == 0, said.err
    assert f"promtool tsdb create-blocks-from openmetrics {file}" in said.out
    text = file.read_text(encoding="utf-8")
    labels = 'model="bike-demand",signal="mae",subject="",segment=""'
    at = (BEGAN + 2 * _DAY).timestamp()
    assert f"driftwarden_signal_value{{{labels}}} 11.5 {at:.3f}\n" in text
    assert text.endswith("# EOF\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("metrics", "backfill", "--from", "2026-02-02", "--to", "2026-02-01"), "has to be later than --from"),
        (_backfill("--every", "0m"), "has to be longer than nothing"),
        (_backfill("--every", "soon"), "'soon' is no duration"),
        (("metrics", "--port", "9000", "push"), "stands behind the word push"),
        (("metrics", "--top", "5", "push"), "stands behind the word push"),
        (("metrics", "--top", "0"), "greater than or equal to 1"),
        (("metrics", "rotate"), "No such command 'rotate'"),
    ],
)
def test_what_is_mistyped_is_a_usage_error(
    driftwarden: FrontDoor, watched_bikes: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.setenv("DRIFTWARDEN_PROJECT", str(watched_bikes))
    said = driftwarden(*words)
    assert said.code == 2
    assert says in " ".join(said.err.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (_backfill("boats"), "no model 'boats'"),
        (_backfill("--file", "no-such-folder/past.om"), "name another file with --file"),
        (("metrics", "push"), "name it with --to, or set DRIFTWARDEN_PUSHGATEWAY_URL"),
        (("metrics", "push", "--to", "http://127.0.0.1:9"), "the Pushgateway cannot be reached"),
    ],
)
def test_what_cannot_be_done_is_one_message(
    driftwarden: FrontDoor, watched_bikes: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.setenv("DRIFTWARDEN_PROJECT", str(watched_bikes))
    said = driftwarden(*words)
    assert (said.code, said.out) == (1, "")
    assert says in said.err


def test_the_metrics_of_now_are_pushed_to_where_the_settings_say(
    driftwarden: FrontDoor, watched_bikes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as gateway:
        monkeypatch.setenv("DRIFTWARDEN_PUSHGATEWAY_URL", gateway.url)
        said = driftwarden("metrics", "push", "--job", "bikes", "--project", watched_bikes)
    assert said.code == 0, said.err
    assert f"samples pushed to {gateway.url} as job bikes" in said.out
    ((_, path, _, body),) = gateway.heard
    assert path == "/metrics/job/bikes"
    assert b'driftwarden_signal_value{model="bike-demand",signal="mae",subject="",segment=""} 12.5\n' in body


@pytest.mark.slow
def test_the_metrics_of_now_are_exported_by_opentelemetry(driftwarden: FrontDoor, watched_bikes: Path) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="needs the extra `otel`")
    with receiver() as collector:
        said = driftwarden("metrics", "otel", "--to", f"{collector.url}/v1/metrics", "--project", watched_bikes)
    assert said.code == 0, said.err
    assert "samples exported by OpenTelemetry" in said.out
    assert collector.heard


@pytest.mark.slow
def test_a_collector_that_is_not_there_is_one_message(
    driftwarden: FrontDoor, watched_bikes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    otlp = pytest.importorskip("adapters.metrics.otlp")
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="needs the extra `otel`")
    monkeypatch.setattr(otlp, "_SECONDS", 0.2)
    said = driftwarden("metrics", "otel", "--to", "http://127.0.0.1:9/v1/metrics", "--project", watched_bikes)
    assert (said.code, said.out) == (1, "")
    assert "127.0.0.1:9/v1/metrics: no collector took the metrics" in said.err


@pytest.mark.slow
def test_without_the_extra_the_export_says_what_to_install() -> None:
    """In a process in which OpenTelemetry's exporter cannot be imported."""
    script = """
import sys
sys.modules["opentelemetry.exporter.otlp.proto.http.metric_exporter"] = None
from adapters.metrics.otlp import export
from datetime import datetime, UTC
export((), endpoint=None, now=datetime.now(UTC), version="1")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "domain.errors.InvalidDocument: OpenTelemetry is not installed" in done.stderr
    assert "pip install 'driftwarden[otel]'" in done.stderr


@pytest.mark.slow
def test_both_flows_note_that_they_ran(driftwarden: FrontDoor, bikes: Path) -> None:
    ledger = open_ledger(f"sqlite:///{bikes}/.driftwarden/ledger.db")
    lost = a_promotion(model="bike-demand", from_version=None, to_version="v1", approval=None, promoted_at=BEGAN)
    ledger.promotions.record(lost)
    driftwarden("run", "--project", bikes, "--as-of", "2026-02-20")
    beats = ledger.board.standing(BEGAN).beats
    ledger.close()
    assert [beat.flow for beat in beats] == ["monitor", "reconcile"]
    assert beats[0].troubles > 0, "nobody knows how the champion was trained"
    assert datetime.now(UTC) - beats[0].ran_at < timedelta(minutes=10), "by the clock on the wall"
