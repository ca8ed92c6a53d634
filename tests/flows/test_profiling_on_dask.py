"""Partitions and windows looked at on a task runner, Dask above all, come to what one process makes of them."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from domain.errors import EvidenceUnavailable
from domain.profiles import FROM_LOG
from domain.samples import Sample
from domain.signals import Signal
from flows import profiling
from flows.profiling import dask_runner, dask_workers
from flows.worlds import opened
from monitors.engines.whylogs_profiles import conditions_of, read_payload
from monitors.streams.pieces import profile_pieces
from tests.builders import MODEL
from tests.flows.prefect_server import eventually
from tests.flows.profiled_on import NOON, PARTITIONS, PROJECT, WAYS
from tests.flows.stories import write_project

ROOT = Path(__file__).resolve().parents[2]
# What a server does of its own accord, and nobody here asks for.
UNNEEDED = ("SCHEDULER", "TRIGGERS", "LATE_RUNS", "PAUSE_EXPIRATIONS", "CANCELLATION_CLEANUP", "FOREMAN", "REPOSSESSOR")
QUIETLY = {
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in UNNEEDED},
}
MONITORING = {
    "window": "week",
    "ready_after": "12h",
    "labels_mature_after": "12h",
    "monitors": [
        {"monitor": "row_count"},
        {"monitor": "volume"},
        {"monitor": "missing_share"},
        {"monitor": "drift"},
        {"monitor": "constraints", "checks": [{"column": "x", "between": [15, 25]}]},
        {"monitor": "performance"},
    ],
}
COLUMNS = ("normal", "whole", "text", "flag")
# HyperLogLog with 2^12 registers: 1.04 / 64 is one standard error; merging takes another estimator than counting.
CARDINALITY = 3 * 1.04 / 64
# The rank of a KLL quantile is off by at most 0.14 % (99 %) in each of the two.
RANK = 0.005


def of_whylogs(payload: bytes) -> Any:
    from whylogs.core import DatasetProfileView

    return DatasetProfileView.deserialize(payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What a ledger holds of the windows: signals, samples, and what each profile says of each column."""

    signals: tuple[Signal, ...]
    samples: tuple[Sample, ...]
    statistics: list[tuple[Any, ...]]


def recorded(project: Path) -> Recorded:
    with opened(project) as (_, world):
        profiles = world.ledger.profiles.from_origin(MODEL, FROM_LOG)
        return Recorded(
            signals=tuple(
                signal for profile in profiles for signal in world.ledger.signals.within(MODEL, profile.window)
            ),
            samples=world.ledger.samples.from_origin(MODEL, FROM_LOG),
            statistics=[
                (p.window, p.rows, p.labels, statistics_of(p.payload), conditions_of(p.payload)) for p in profiles
            ],
        )


def statistics_of(payload: bytes) -> dict[str, tuple[Any, ...]]:
    """So few rows are kept whole by the sketches, so that quantiles are exact."""
    tenths = [tenth / 10 for tenth in range(11)]
    return {
        name: (column.count, column.missing, column.numbers, column.texts, column.items, [*column.quantiles(tenths)])
        for name, column in read_payload(payload).items()
    }


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


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `profiled_on` leaves, made in a process of its own, none of whose processes is left."""
    folder = tmp_path_factory.mktemp("profiled")
    project = write_project(folder / PROJECT)
    model = project / "models" / f"{MODEL}.yaml"
    model.write_text(json.dumps(json.loads(model.read_text()) | {"monitoring": MONITORING}))
    environment = {**os.environ, **QUIETLY, "PREFECT_HOME": str(folder / "prefect")}
    command = [sys.executable, "-m", "tests.flows.profiled_on", str(folder)]
    run = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    try:
        assert run.wait(timeout=300) == 0
        eventually(lambda: not _lives(run.pid), "all processes have ended", patience=timedelta(seconds=10))
    finally:
        if _lives(run.pid):
            os.killpg(run.pid, signal.SIGKILL)
    return folder


def _lives(group: int) -> bool:
    """Whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("runner", ["threads", "dask"])
def test_partitions_come_to_the_profile_of_one_process(looked_at: Path, runner: str) -> None:
    assert_same_profile((looked_at / runner).read_bytes(), profile_pieces(PARTITIONS, at=NOON))


@pytest.mark.slow
@pytest.mark.parametrize("way", [way for way in WAYS if way != "serial"])
def test_windows_looked_at_by_workers_are_recorded_as_if_by_one_process(looked_at: Path, way: str) -> None:
    found, expected = recorded(looked_at / way), recorded(looked_at / "serial")
    assert found == expected
    assert len(expected.statistics) == 4
    assert {"row_count", "volume_change", "constraint", "missing_share", "drift", "mae"} <= {
        s.name for s in expected.signals
    }


@pytest.mark.slow
def test_what_was_recorded_before_is_not_looked_at_again(looked_at: Path) -> None:
    begun, rest = (looked_at / "said").read_text().splitlines()
    assert begun == "flights: 2 windows profiled and measured; nothing was decided over them"
    assert rest.startswith("flights: 2 windows profiled and measured; 2 had been looked at before")


def test_without_dask_the_error_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiling, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"driftwarden\[dask\]"):
        dask_runner()


def test_a_scheduler_that_does_not_answer_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiling, "_ANSWERS_WITHIN", 0.2)
    with pytest.raises(EvidenceUnavailable, match=r"no Dask scheduler answers at tcp://127.0.0.1:9 .*dask scheduler"):
        dask_workers("tcp://127.0.0.1:9")


def test_dask_is_installed_where_these_tests_run() -> None:
    assert importlib.util.find_spec("prefect_dask")
