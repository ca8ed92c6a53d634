import json
from pathlib import Path

import pytest

from driftwarden.options import DriftSize
from monitors.injections.injection import Size
from tests.driftwarden.front_door import FrontDoor

THE_PAST = ("--from", "2026-01-01", "--to", "2026-01-25", "--as-of", "2026-01-25")


def test_the_sizes_of_the_command_are_those_of_the_injections() -> None:
    assert [size.value for size in DriftSize] == [size.value for size in Size]


def test_a_model_without_a_champion_is_refused_with_the_command_to_give(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("selftest", "bike-demand", "--project", bikes)
    assert said.code == 1
    assert "driftwarden adopt bike-demand" in " ".join(said.err.split())


def test_a_policy_that_is_not_there_is_refused(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("selftest", "bike-demand", "--policy", "none.yaml", "--project", bikes)
    assert said.code == 1
    assert "none.yaml" in said.err


@pytest.mark.slow
def test_a_selftest_says_who_notices_what_and_leaves_the_project_alone(
    driftwarden: FrontDoor, bikes: Path, tmp_path: Path
) -> None:
    driftwarden("adopt", "bike-demand", *THE_PAST, "--project", bikes)
    driftwarden("backfill", "bike-demand", "--from", "2026-01-25", "--to", "2026-01-31", "--project", bikes)
    before = _written(bikes)
    words = ("--windows", "5", "--policy", "drift-investigate-only", "--as-of", "2026-02-02", "--project", bikes)
    said = driftwarden("selftest", "bike-demand", *words, "--json", tmp_path / "found.json")
    assert said.code == 0, said.err
    assert "nothing of it is written to the project" in said.out
    assert _written(bikes) == before
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert (found["version"], len(found["windows"])) == ("v1", 5)
    results = {each["drift"]: each for each in found["results"]}
    assert results["doubled rows"]["breached"] == {"doubled_ids": 1}
    concept = results["concept drift"]["policies"]
    assert concept["bike-demand"]["answer"] == "noticed"
    assert concept["bike-demand"]["by"] == ["mae"]
    assert concept["drift-investigate-only"]["answer"] in {"not noticed", "not known"}


def _written(project: Path) -> dict[str, bytes]:
    """What lies in the project, byte by byte; a database opened for reading leaves its journal behind."""
    files = (file for file in project.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {str(file): file.read_bytes() for file in files if not file.name.endswith(("-shm", "-wal"))}
