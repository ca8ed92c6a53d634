"""The example tells people only what Driftwarden cannot tell them itself, and the heartbeat comes always."""

import json
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.adapters.test_metrics_pushing import receiver
from tests.deploy.programs import ROOT, output_of, program
from tests.deploy.test_rules import ALERTS

FILE = ROOT / "deploy" / "alertmanager" / "alertmanager.yml"
PACKAGE = "prometheus-alertmanager"
_PATIENCE = 15.0


def test_alertmanager_takes_the_example() -> None:
    assert "SUCCESS" in output_of(program("amtool", PACKAGE), "check-config", str(FILE))


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: str(rule["alert"]))
def test_an_alert_goes_to_whom_it_concerns(rule: dict[str, Any]) -> None:
    labels = [f"{name}={value}" for name, value in {"alertname": rule["alert"], **rule["labels"]}.items()]
    said = output_of(program("amtool", PACKAGE), "config", "routes", "test", f"--config.file={FILE}", *labels)
    elsewhere = {"Watchdog": "heartbeat", "DriftwardenDelivers": "nobody"}
    assert said.strip() == elsewhere.get(rule["alert"], "slack")


def test_every_alert_that_is_named_is_there() -> None:
    named = set(re.findall(r"Driftwarden[A-Z]\w+|Watchdog\b", FILE.read_text(encoding="utf-8")))
    assert named
    assert named <= {rule["alert"] for rule in ALERTS}


def test_no_secret_stands_in_the_example() -> None:
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert set(document["global"]) == {"slack_api_url_file"}
    assert "hooks.slack.com" not in FILE.read_text(encoding="utf-8")


@contextmanager
def _running(configuration: Path, folder: Path) -> Iterator[str]:
    """A real Alertmanager; gives where alerts are posted."""
    found = program("prometheus-alertmanager", PACKAGE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (
        found,
        f"--config.file={configuration}",
        f"--storage.path={folder}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    )
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield f"http://127.0.0.1:{port}/api/v2/alerts"
        finally:
            process.terminate()


@pytest.fixture
def alertmanager(tmp_path: Path) -> Iterator[str]:
    """One that has read the example; Slack's address is not looked for until something is sent."""
    with _running(FILE, tmp_path) as running:
        yield running


def _states(alertmanager: str, firing: list[tuple[str, str]]) -> dict[str, str]:
    """What becomes of these alerts (by name) of these models."""
    rules = {rule["alert"]: rule for rule in ALERTS}
    posted = [{"labels": {"alertname": name, "model": model, **rules[name]["labels"]}} for name, model in firing]
    _eventually(lambda: _took(alertmanager, posted), "Alertmanager does not come up")
    found = httpx.get(alertmanager).json()
    return {alert["labels"]["alertname"]: alert["status"]["state"] for alert in found}


def _eventually(is_so: Callable[[], bool], otherwise: str) -> None:
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < _PATIENCE, otherwise
        threading.Event().wait(0.1)


def _took(alertmanager: str, posted: list[dict[str, Any]]) -> bool:
    try:
        return httpx.post(alertmanager, json=posted).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def test_what_driftwarden_tells_goes_out_when_it_cannot_deliver(alertmanager: str) -> None:
    states = _states(alertmanager, [("DriftwardenRetrainingFailed", "a"), ("DriftwardenOutboxStuck", "a")])
    assert states == {"DriftwardenRetrainingFailed": "active", "DriftwardenOutboxStuck": "active"}


def test_a_late_window_is_one_message(alertmanager: str) -> None:
    states = _states(alertmanager, [("DriftwardenWindowLate", "b"), ("DriftwardenDecisionStale", "b")])
    assert states == {"DriftwardenWindowLate": "active", "DriftwardenDecisionStale": "suppressed"}


def test_what_driftwarden_tells_is_kept_back_while_it_delivers(alertmanager: str) -> None:
    told = [("DriftwardenRetrainingFailed", "c"), ("DriftwardenRolledBack", "c"), ("DriftwardenApprovalWaiting", "c")]
    states = _states(alertmanager, [("DriftwardenDelivers", "c"), ("DriftwardenDeadLetters", "c"), *told])
    assert {states[name] for name, _ in told} == {"suppressed"}
    assert {states["DriftwardenDelivers"], states["DriftwardenDeadLetters"]} == {"active"}


def test_a_message_in_slack_says_what_is_wrong_what_to_do_and_where_to_look(tmp_path: Path) -> None:
    late = {rule["alert"]: rule for rule in ALERTS}["DriftwardenWindowLate"]
    posted = [
        {"labels": {"alertname": late["alert"], "model": model, **late["labels"]}, "annotations": _filled(late, model)}
        for model in ("flights", "hotels")
    ]
    with receiver(says=b"ok") as slack, _running(_sent_at_once_to(slack.url, tmp_path), tmp_path) as running:
        _eventually(lambda: _took(running, posted), "Alertmanager does not come up")
        _eventually(lambda: bool(slack.heard), f"nothing arrives: {(tmp_path / 'log').read_text(encoding='utf-8')}")
    (message,) = json.loads(slack.heard[0][3])["attachments"]
    assert message["title"] == "warning: DriftwardenWindowLate"
    flights, hotels = message["text"].strip().split("\n*")
    assert flights.split("\n") == [
        "*flights: no new window has been looked at*",
        late["annotations"]["description"],
        "What to do: docs/runbook.md#a-window-is-late",
        "Where to look: https://grafana.example.org/d/driftwarden-operations?viewPanel=13",
    ]
    assert hotels.startswith("hotels: no new window")


def _filled(rule: dict[str, Any], model: str) -> dict[str, str]:
    """The annotations as Prometheus sends them."""
    return {name: text.replace("{{ $labels.model }}", model) for name, text in rule["annotations"].items()}


def _sent_at_once_to(slack: str, folder: Path) -> Path:
    """The example with another address in place of Slack's, and a second to wait for more of a group."""
    (folder / "slack").write_text(slack, encoding="utf-8")
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    document["global"]["slack_api_url_file"] = str(folder / "slack")
    document["route"]["group_wait"] = "1s"
    (folder / "alertmanager.yml").write_text(yaml.safe_dump(document), encoding="utf-8")
    return folder / "alertmanager.yml"
