"""A Python function as trainer."""

import hashlib
import json
import multiprocessing
import os
import signal
from itertools import count
from pathlib import Path

import pandas as pd
import pytest

from adapters.artifacts import FolderArtifacts
from adapters.trainers.order_folders import folder_of
from adapters.trainers.python_callable import CallableTrainer
from domain.errors import EvidenceUnavailable, TrainerRefused
from tests.adapters.trainers import builders
from tests.adapters.trainers.builders import HERE, an_order, some_rows

SOON = 60


UNIMPORTABLE = {
    "train_unlicensed": "\nraise RuntimeError('no licence server')\n",
    "train_elsewhere": "import a_library_that_nobody_has\n",
    "train_misspelt": "deff fit():\n",
}


@pytest.fixture
def _modules_that_cannot_be_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in UNIMPORTABLE.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)


def _trainer(folder: Path, function: str = "train_mean") -> CallableTrainer:
    seconds = count(0.0, 2.5)
    return CallableTrainer(f"{HERE}:{function}", folder, stopwatch=lambda: next(seconds))


def _line_of(text: str) -> int:
    lines = Path(builders.__file__).read_text().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_the_answer_names_model_data_and_cost(tmp_path: Path) -> None:
    trainer = _trainer(tmp_path)
    reference = trainer.launch(an_order(), some_rows())
    artifact = trainer.answer(an_order(), reference)
    assert artifact is not None
    assert reference == f"flights/{an_order().id}"
    assert (artifact.uri, artifact.rows, artifact.cost) == (f"{reference}/model.joblib", 4, 2.5)
    there = tmp_path / reference
    assert artifact.sha256 == hashlib.sha256((there / "model.joblib").read_bytes()).hexdigest()
    assert artifact.data_sha256 == hashlib.sha256((there / "training.parquet").read_bytes()).hexdigest()


def test_the_trained_model_can_be_loaded_and_predicts(tmp_path: Path) -> None:
    trainer = _trainer(tmp_path)
    artifact = trainer.answer(an_order(), trainer.launch(an_order(), some_rows()))
    assert artifact is not None
    assert FolderArtifacts(tmp_path).load(artifact).predict(some_rows(2)) == [1.5, 1.5]


def test_the_request_says_what_is_asked_and_where_the_rows_lie(tmp_path: Path) -> None:
    order = an_order(attempt=2)
    _trainer(tmp_path).launch(order, some_rows())
    request = json.loads((folder_of(order, tmp_path) / "request.json").read_text())
    assert request["order"] == order.id
    assert request["attempt"] == 2
    assert request["train_on"] == {"start": "2013-01-01T00:00:00Z", "end": "2013-02-01T00:00:00Z"}
    pd.testing.assert_frame_equal(pd.read_parquet(folder_of(order, tmp_path) / request["training"]), some_rows())


def test_before_it_is_launched_there_is_no_answer(tmp_path: Path) -> None:
    assert _trainer(tmp_path).answer(an_order(), "flights/x") is None


def test_a_finished_order_is_not_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trainings = tmp_path / "trainings"
    monkeypatch.setenv("TRAININGS", str(trainings))
    trainer = _trainer(tmp_path, "train_and_count")
    first = trainer.answer(an_order(), trainer.launch(an_order(), some_rows()))
    second = trainer.answer(an_order(), trainer.launch(an_order(), some_rows(9)))
    assert first == second
    assert trainings.read_text().splitlines() == [an_order().id]
    trainer.launch(an_order(attempt=2), some_rows())
    assert trainings.read_text().splitlines() == [an_order().id, an_order(attempt=2).id]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (f"{HERE}:train_and_raise", ["KeyError: 'no such column'", "builders.py:{no such column}"]),
        (f"{HERE}:train_and_exit", ["SystemExit: 3", "builders.py:{SystemExit(3)}"]),
        (f"{HERE}:train_nothing", ["flights returned a dict", "no predict method"]),
        (f"{HERE}:train_unsaveable", ["saving the MeanModel"]),
        (f"{HERE}:train_meen", ["no function 'train_meen'", "did you mean 'train_mean'?"]),
        (f"{HERE}:qqqqqq", ["no function 'qqqqqq'; it"]),
        ("tests.adapters.trainers.bilders:train", ["no module 'tests.adapters.trainers.bilders'", "builders'?"]),
        ("sklaern.linear_model:fit", ["no module 'sklaern'", "did you mean 'sklearn'?"]),
        ("json.tool.deeper:fit", ["no module 'json.tool.deeper'"]),
        ("train_unlicensed:fit", ["RuntimeError: no licence server", "train_unlicensed.py:2"]),
        ("train_misspelt:fit", ["SyntaxError", "train_misspelt.py:1"]),
        ("train_elsewhere:fit", ["No module named 'a_library_that_nobody_has'"]),
    ],
)
@pytest.mark.usefixtures("_modules_that_cannot_be_imported")
def test_a_trainer_that_cannot_be_used_is_told_to_its_owner(tmp_path: Path, function: str, says: list[str]) -> None:
    with pytest.raises(TrainerRefused) as refusal:
        CallableTrainer(function, tmp_path).launch(an_order(), some_rows())
    for words in says:
        text, _, marked = words.partition("{")
        expected = f"{text}{_line_of(marked.rstrip('}'))}" if marked else text
        assert expected in str(refusal.value)
    assert not (folder_of(an_order(), tmp_path) / "answer.json").exists()


def test_a_refused_order_can_be_launched_again(tmp_path: Path) -> None:
    with pytest.raises(TrainerRefused):
        _trainer(tmp_path, "train_and_raise").launch(an_order(), some_rows())
    trainer = _trainer(tmp_path)
    assert trainer.answer(an_order(), trainer.launch(an_order(), some_rows())) is not None


def test_rows_that_were_changed_are_not_learned_from(tmp_path: Path) -> None:
    with pytest.raises(TrainerRefused):
        _trainer(tmp_path, "train_and_raise").launch(an_order(), some_rows())
    some_rows(2).to_parquet(folder_of(an_order(), tmp_path) / "training.parquet")
    with pytest.raises(EvidenceUnavailable, match=r"training\.parquet: was changed"):
        _trainer(tmp_path).launch(an_order(), some_rows())


def test_rows_that_no_file_can_hold_are_said(tmp_path: Path) -> None:
    with pytest.raises(EvidenceUnavailable, match="flights cannot be written as Parquet"):
        _trainer(tmp_path).launch(an_order(), some_rows().assign(mixed=["a", 1, 2.0, b"b"]))


def _launch(folder: str, function: str) -> None:
    """What the killed process runs."""
    CallableTrainer(f"{HERE}:{function}", Path(folder)).launch(an_order(), some_rows())


def _begin(folder: Path, monkeypatch: pytest.MonkeyPatch) -> multiprocessing.process.BaseProcess:
    """A real process that has begun to train and will not end by itself."""
    begun = folder / "begun"
    monkeypatch.setenv("BEGUN", str(begun))
    process = multiprocessing.get_context("spawn").Process(target=_launch, args=(str(folder), "train_until_killed"))
    process.start()
    for _ in range(SOON * 100):
        process.join(0.01)
        if begun.exists() or not process.is_alive():
            break
    assert begun.exists()
    return process


def test_a_training_killed_in_the_middle_leaves_no_answer_and_can_be_launched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = _begin(tmp_path, monkeypatch)
    assert process.pid is not None
    with pytest.raises(EvidenceUnavailable, match="another process is training this order"):
        _trainer(tmp_path).launch(an_order(), some_rows())
    os.kill(process.pid, signal.SIGKILL)
    process.join(SOON)
    assert process.exitcode == -signal.SIGKILL
    trainer = _trainer(tmp_path)
    assert trainer.answer(an_order(), "") is None
    artifact = trainer.answer(an_order(), trainer.launch(an_order(), some_rows()))
    assert artifact is not None
    assert FolderArtifacts(tmp_path).load(artifact).predict(some_rows(1)) == [1.5]
    left = sorted(path.name for path in folder_of(an_order(), tmp_path).iterdir())
    assert left == [".lock", "answer.json", "model.joblib", "request.json", "training.parquet"]
