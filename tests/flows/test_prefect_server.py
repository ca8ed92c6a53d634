"""Driftwarden on a real Prefect server: what prefect.yaml deploys runs on schedule, in a worker's own process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.worlds import opened
from tests.flows.prefect_server import PrefectServer, eventually

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

import time
T0 = time.time()
def note(*a):
    print(f"{time.time()-T0:6.1f}", *a, flush=True)

def test_it(deployed: PrefectServer, project: Path) -> None:
    note("deployed")
    with temporary_settings({PREFECT_API_URL: deployed.api}), get_client(sync_client=True) as client:
        dep = client.read_deployment_by_name("monitor/monitor")
        client._client.post(f"/deployments/{dep.id}/schedules", json=[{"active": True, "slug":"once", "schedule": {"interval": 3600, "anchor_date": (datetime.now(UTC)+timedelta(seconds=2)).isoformat()}}]).raise_for_status()
    note("scheduled")
    def done():
        runs = deployed.post("/flow_runs/filter", sort="START_TIME_ASC")
        for r in runs:
            if r["state_type"] != "SCHEDULED": print(r["name"], r["state_name"], r["auto_scheduled"], r["start_time"], r["state"]["message"])
        return [r for r in runs if r["state_type"] in ("COMPLETED", "FAILED", "CRASHED")]
    try:
        print(eventually(done, "x", patience=timedelta(seconds=60)))
    finally:
        note("done")
        print(deployed.log.read_text()); print(deployed.log.with_name("worker.log").read_text())
    print(deployed.prefect("deployment", "inspect", "monitor/monitor", folder=project))
