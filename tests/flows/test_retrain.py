"""The flow that trains, called as a function: what its run does in a worker's process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from adapters.trainers.answers import read_answer
from adapters.trainers.order_folders import prepare
from domain.errors import TrainerRefused
from flows.retrain import retrain
from tests.adapters.trainers.builders import HERE, an_order, some_rows

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = f"from {HERE} import train_mean as recipe"


def test_a_run_that_is_repeated_trains_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAININGS", str(tmp_path / "trainings"))
    request = prepare(an_order(), some_rows(), tmp_path)
    for _ in range(2):
        assert retrain.fn(str(request), f"{HERE}:train_and_count") == f"flights/{an_order().id}"
    assert (tmp_path / "trainings").read_text().split() == [an_order().id]


def test_a_recipe_is_found_in_the_projects_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", sys.path.copy())
    (tmp_path / "recipe_of_this_project.py").write_text(RECIPE)
    request = prepare(an_order(), some_rows(), tmp_path)
    retrain.fn(str(request), "recipe_of_this_project:recipe", str(tmp_path))
    answer = read_answer(request.parent)
    assert answer is not None
    assert answer.rows == len(some_rows())


def test_a_request_that_was_moved_is_not_trained(tmp_path: Path) -> None:
    request = prepare(an_order(), some_rows(), tmp_path / "here")
    moved = request.parent.rename(tmp_path / "elsewhere") / request.name
    with pytest.raises(TrainerRefused, match="was moved or changed"):
        retrain.fn(str(moved), f"{HERE}:train_mean")
