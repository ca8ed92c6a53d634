"""Slow libraries are loaded where they are used, and not by reading a model's file."""

import subprocess
import sys

import pytest

SLOW = ("pandas", "numpy", "whylogs", "whylogs_sketching", "evidently")


@pytest.mark.parametrize(
    ("module", "loaded"),
    [
        ("monitors.spec", []),
        ("monitors.windowing", []),
        ("monitors.evidence", []),
        ("monitors.table", ["pandas", "numpy"]),
        ("monitors.engines.whylogs_profiles", ["pandas", "numpy"]),
        ("monitors.engines.evidently_reports", ["pandas", "numpy"]),
    ],
)
def test_importing_loads_no_more_than_it_needs(module: str, loaded: list[str]) -> None:
    script = f"import sys, {module}; print(*[name for name in {SLOW} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert answer.stdout.split() == loaded
