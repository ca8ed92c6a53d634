"""The example tells people only what Driftwarden cannot tell them itself, and the heartbeat comes always."""

import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

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


@pytest.fixture
def alertmanager(tmp_path: Path) -> Iterator[str]:
    """A real one that has read the example; Slack's address is not looked for until something is sent."""
    found = program("prometheus-alertmanager", PACKAGE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (
        found,
        f"--config.file={FILE}",
        f"--storage.path={tmp_path}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    )
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield f"http://127.0.0.1:{port}/api/v2/alerts"
        finally:
            process.terminate()


def _states(alertmanager: str, firing: list[tuple[str, str]]) -> dict[str, str]:
    """What becomes of these alerts (by name) of these models."""
    rules = {rule["alert"]: rule for rule in ALERTS}
    posted = [{"labels": {"alertname": name, "model": model, **rules[name]["labels"]}} for name, model in firing]
    began = time.monotonic()
    while not _took(alertmanager, posted):
        assert time.monotonic() - began < _PATIENCE, "Alertmanager does not come up"
        threading.Event().wait(0.2)
    found = httpx.get(alertmanager).json()
    return {alert["labels"]["alertname"]: alert["status"]["state"] for alert in found}


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
