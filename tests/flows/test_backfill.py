"""What a worker needs to look at a window, and what it says when it is not there."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import EvidenceUnavailable
from flows.backfill import Look
from tests.builders import MONDAY, a_week
from tests.flows.builders import a_document


def a_look(folder: Path) -> Look:
    return Look(document=a_document(), folder=folder, file=folder / "models" / "flights.yaml", as_of=MONDAY)


def test_it_travels_to_other_processes(tmp_path: Path) -> None:
    assert pickle.loads(pickle.dumps(a_look(tmp_path))) == a_look(tmp_path)


def test_a_worker_that_does_not_see_the_project_says_what_it_has_to_see(tmp_path: Path) -> None:
    look = replace(a_look(tmp_path), file=tmp_path / "elsewhere.yaml")
    with pytest.raises(
        EvidenceUnavailable, match=r"there is no .*elsewhere\.yaml; every worker has to see the project"
    ):
        look(a_week(0))
