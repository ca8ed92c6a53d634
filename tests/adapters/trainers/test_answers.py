"""Answers that trainers in other processes write."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from adapters.artifacts import FolderArtifacts
from adapters.trainers.answers import answer_with, read_answer, write_answer
from adapters.trainers.order_folders import folder_of, prepare, read_request, read_training
from adapters.trainers.spec import TrainingSpec
from domain.errors import EvidenceUnavailable, TrainerRefused
from domain.training import Artifact
from tests.adapters.trainers.builders import an_order, some_rows, train_mean

ANSWER = {"artifact": "m.joblib", "sha256": "0" * 64, "data_sha256": "1" * 64, "rows": 4, "cost": 1.5}


def test_another_process_needs_the_requests_path_only(tmp_path: Path) -> None:
    request = prepare(an_order(), some_rows(), tmp_path)
    rows = read_training(request, read_request(request))
    answer_with(request, train_mean(rows, an_order()), cost=7)
    artifact = read_answer(folder_of(an_order(), tmp_path))
    assert artifact is not None
    assert artifact.cost == 7
    assert FolderArtifacts(tmp_path).load(artifact).predict(rows) == [1.5] * 4


def test_an_answer_comes_back_as_it_was_written(tmp_path: Path) -> None:
    artifact = Artifact(uri="s3://models/v2", sha256="a" * 64, data_sha256="b" * 64, rows=10, cost=0.25)
    assert read_answer(tmp_path) is None
    write_answer(tmp_path, artifact)
    assert read_answer(tmp_path) == artifact


def test_preparing_twice_keeps_the_first_rows(tmp_path: Path) -> None:
    first = prepare(an_order(), some_rows(4), tmp_path)
    second = prepare(an_order(), some_rows(9), tmp_path)
    assert first == second
    assert len(read_training(second, read_request(second))) == 4


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sha256": "abc"}, "sha256"),
        ({"rows": -1}, "rows"),
        ({"cost": float("nan")}, "cost"),
        ({"artefact": "m.joblib"}, "artefact"),
        ({"artifact": ""}, "artifact"),
    ],
)
def test_an_answer_that_says_something_else_than_asked_is_refused(
    tmp_path: Path, change: dict[str, object], field: str
) -> None:
    (tmp_path / "answer.json").write_text(json.dumps(ANSWER | change))
    with pytest.raises(TrainerRefused, match=rf"answer\.json: {field}: "):
        read_answer(tmp_path)


@pytest.mark.parametrize("payload", [b"", b'{"artifact": "m.jo', b"\xff\xfe"])
def test_half_an_answer_is_read_again_later(tmp_path: Path, payload: bytes) -> None:
    (tmp_path / "answer.json").write_bytes(payload)
    with pytest.raises(EvidenceUnavailable, match=r"answer\.json: cannot be read"):
        read_answer(tmp_path)


def test_a_request_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    request = prepare(an_order(), some_rows(), tmp_path)
    request.write_text("{}")
    with pytest.raises(EvidenceUnavailable, match=r"request\.json: cannot be read"):
        read_request(request)


def test_rows_that_are_gone_are_named(tmp_path: Path) -> None:
    request = prepare(an_order(), some_rows(), tmp_path)
    asked = read_request(request)
    (request.parent / asked.training).unlink()
    with pytest.raises(EvidenceUnavailable, match=r"training\.parquet: cannot be read"):
        read_training(request, asked)


@pytest.mark.parametrize("document", [{"callable": "shop.train:fit"}, {"deployment": "train-flights/weekly"}])
def test_one_trainer_is_named(document: dict[str, str]) -> None:
    assert TrainingSpec.model_validate(document).model_dump(exclude_unset=True) == document


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"callable": "shop.train:fit", "deployment": "train-flights/weekly"},
        {"callable": "shop.train.fit"},
        {"callable": "shop/train.py:fit"},
        {"deployment": "weekly"},
        {"call": "shop.train:fit"},
    ],
)
def test_no_trainer_two_trainers_and_misspelt_ones_are_refused(document: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        TrainingSpec.model_validate(document)
