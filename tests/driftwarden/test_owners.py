"""Whose a model is, read from its file."""

import os
from pathlib import Path

import pytest

from driftwarden.owners import owners_in


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


def test_each_model_that_names_an_owner_has_one(models: Path) -> None:
    (models / "flights.yaml").write_text("model: flights\npeople: {owner: U07ADA (Ada)}\n")
    (models / "trains.yml").write_text("model: trains\npeople: {owner: S0OWNERS}\n")
    (models / "ships.yaml").write_text("model: ships\npeople: {owner: null}\n")
    (models / "cars.yaml").write_text("model: cars\n")
    assert owners_in(models.parent) == {"flights": "U07ADA (Ada)", "trains": "S0OWNERS"}


def test_a_file_that_changed_is_read_again(models: Path) -> None:
    file = models / "flights.yaml"
    for changed_at, owner in enumerate(("U07ADA", "U07BOB")):
        file.write_text(f"model: flights\npeople: {{owner: {owner}}}\n")
        os.utime(file, ns=(changed_at, changed_at))
        assert owners_in(models.parent) == {"flights": owner}


@pytest.mark.parametrize("content", [b"", b"- a list", b"model: [", b"people: ada\nmodel: flights", b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_names_nobody_and_hides_no_other(models: Path, content: bytes) -> None:
    (models / "broken.yaml").write_bytes(content)
    (models / "flights.yaml").write_text("model: flights\npeople: {owner: U07ADA}\n")
    assert owners_in(models.parent) == {"flights": "U07ADA"}
