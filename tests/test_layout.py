"""The house stands where it says it stands."""

import importlib
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("adapters", "domain", "driftwarden", "flows", "gateway", "monitors", "policies", "trials")
SLOW = ("prefect", "evidently", "whylogs", "pandas", "sklearn", "matplotlib", "sqlmodel", "slack_sdk")


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_resolves_inside_this_checkout(room: str) -> None:
    module = importlib.import_module(room)
    assert Path(str(module.__file__)).is_relative_to(ROOT)


@pytest.mark.parametrize("room", ROOMS)
def test_every_package_says_what_it_owns_and_where_to_start(room: str) -> None:
    for init in (ROOT / room).rglob("__init__.py"):
        text = init.read_text(encoding="utf-8").lstrip()
        assert text.startswith('"""'), f"{init} has no docstring"
    assert "newcomer starts" in (ROOT / room / "__init__.py").read_text(encoding="utf-8")


def test_no_module_is_named_like_the_standard_librarys_or_a_dependencys() -> None:
    theirs = set(sys.stdlib_module_names) | (set(packages_distributions()) - set(ROOMS))
    ours = {path.stem for room in ROOMS for path in (ROOT / room).rglob("*.py")} | set(ROOMS)
    assert ours & theirs - {"__init__", "__main__"} == set()


def _deployments() -> list[dict[str, object]]:
    document = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    return list(document["deployments"])


@pytest.mark.parametrize("deployment", _deployments(), ids=lambda deployment: str(deployment["name"]))
def test_every_deployment_names_a_flow_by_its_dotted_path(deployment: dict[str, object]) -> None:
    module, _, name = str(deployment["entrypoint"]).rpartition(".")
    found = getattr(importlib.import_module(module), name)
    assert type(found).__name__ == "Flow"
    assert set(deployment.get("parameters") or {}) <= set(found.parameters.properties)  # type: ignore[call-overload]


def test_every_schedule_names_its_time_zone() -> None:
    schedules = [s for d in _deployments() for s in d.get("schedules", [])]  # type: ignore[attr-defined]
    assert schedules
    assert all(schedule.get("timezone") for schedule in schedules)


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("driftwarden.cli", SLOW),
        ("policies.engine", ("pandas", "numpy", "prefect", "sqlmodel")),
        ("domain.ports", (*SLOW, "pydantic", "numpy")),
    ],
)
def test_a_cold_import_loads_nothing_slow(module: str, unwanted: tuple[str, ...]) -> None:
    code = f"import {module}, sys; print(*sorted(set(sys.modules) & set({unwanted!r})))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
