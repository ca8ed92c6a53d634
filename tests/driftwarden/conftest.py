"""Projects to knock at the front door with."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from driftwarden.starter import write_starter
from tests.driftwarden.front_door import FrontDoor

TODAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def driftwarden(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> FrontDoor:
    """The command line, in this process; what a project adds to the search path is forgotten at the end."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    return FrontDoor(monkeypatch, capsys)


@pytest.fixture(scope="session")
def _starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("starter") / "bikes"
    assert list(write_starter(folder, today=TODAY))
    # Modules are found by name, and other projects in this process have a `training`, too.
    (folder / "training.py").rename(folder / "starter_trainer.py")
    model = folder / "models" / "bike-demand.yaml"
    model.write_text(model.read_text(encoding="utf-8").replace("training:train", "starter_trainer:train"), "utf-8")
    return folder


@pytest.fixture
def bikes(_starter: Path, tmp_path: Path) -> Path:
    """The starter project, its traffic ending on 1 March 2026; no champion yet."""
    return Path(shutil.copytree(_starter, tmp_path / "bikes"))
