"""Other people's programs that deploy/ is for: Prometheus', Alertmanager's."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def program(name: str, package: str) -> str:
    """Where the program is; skips the test where it is missing, which fails where CI is set."""
    found = shutil.which(name)
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"{name} is not on PATH; CI has it (Debian: {package})")
    assert found is not None, f"CI is set, so {name} (Debian: {package}) has to be on PATH"
    return found


def output_of(*command: str) -> str:
    """What the program says on its standard output; a failure shows all that it says."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
