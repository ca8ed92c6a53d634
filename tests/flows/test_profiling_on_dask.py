"""Partitions profiled on a task runner, a local Dask cluster above all, come to what one process makes of them."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flows import profiling
from flows.profiling import dask_runner
from monitors.streams.pieces import profile_pieces
from tests.flows.profiled_on import NOON, PARTITIONS

ROOT = Path(__file__).resolve().parents[2]
QUIETLY = {
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}
COLUMNS = ("normal", "whole", "text", "flag")
# HyperLogLog with 2^12 registers: 1.04 / 64 is one standard error; merging takes another estimator than counting.
CARDINALITY = 3 * 1.04 / 64
# The rank of a KLL quantile is off by at most 0.14 % (99 %) in each of the two.
RANK = 0.005


def of_whylogs(payload: bytes) -> Any:
    from whylogs.core import DatasetProfileView

    return DatasetProfileView.deserialize(payload)


def assert_same_profile(found: bytes, expected: bytes) -> None:
    for column in COLUMNS:
        ours, theirs = (of_whylogs(payload).get_column(column) for payload in (found, expected))
        told, known = ours.to_summary_dict(), theirs.to_summary_dict()
        exact = [name for name in known if name.startswith(("counts/", "types/", "ints/"))]
        assert {name: told[name] for name in exact} == {name: known[name] for name in exact}
        close = [f"distribution/{name}" for name in ("n", "mean", "stddev", "min", "max") if known["distribution/n"]]
        assert [told[name] for name in close] == pytest.approx([known[name] for name in close], rel=1e-9)
        assert told["cardinality/est"] == pytest.approx(known["cardinality/est"], rel=CARDINALITY)
        if known["distribution/n"]:
            tenths = [tenth / 10 for tenth in range(1, 10)]
            quantiles = ours.get_metric("distribution").kll.value.get_quantiles(tenths)
            ranks = theirs.get_metric("distribution").kll.value.get_cdf(sorted(set(quantiles)))
            np.testing.assert_allclose(ranks[: len(tenths)], tenths, atol=RANK)


@pytest.mark.slow
def test_partitions_come_to_the_profile_of_one_process_and_no_process_stays_behind(tmp_path: Path) -> None:
    environment = {**os.environ, **QUIETLY, "PREFECT_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "tests.flows.profiled_on", str(tmp_path), "threads", "dask"]
    run = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    assert run.wait(timeout=300) == 0
    expected = profile_pieces(PARTITIONS, at=NOON)
    for runner in ("threads", "dask"):
        assert_same_profile((tmp_path / runner).read_bytes(), expected)
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def test_without_dask_the_error_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiling, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"driftwarden\[dask\]"):
        dask_runner()


def test_dask_is_installed_where_these_tests_run() -> None:
    assert importlib.util.find_spec("prefect_dask")
