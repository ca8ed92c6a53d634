"""A replay is true to what it replays: the policy that was in force does again what it did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


def test_the_policy_in_force_retrains_in_the_same_weeks_with_the_same_verdicts_as_it_really_did(tmp_path: Path) -> None:
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DRIFTWARDEN_"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.replaying.retraced", str(tmp_path / "demo")],
        cwd=ROOT,
        env=theirs | {"OMP_NUM_THREADS": "1", "PREFECT_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert len(told["lived"]) > 1
    assert told["replayed"] == told["lived"]
