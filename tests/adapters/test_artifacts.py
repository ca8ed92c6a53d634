"""Models are loaded only when their bytes are those that were recorded."""

import hashlib
import os
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from adapters.artifacts import FolderArtifacts, write_whole
from domain.errors import EvidenceUnavailable
from domain.training import Artifact


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> Any:
        return Path.touch, (self.sprung,)


def _saved(folder: Path, model: object, *, compress: int = 0) -> Artifact:
    path = folder / "flights" / "model.joblib"
    path.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, path, compress=compress)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return Artifact(uri="flights/model.joblib", sha256=sha256, data_sha256="0" * 64, rows=1)


def _file(folder: Path) -> Path:
    return folder / "flights" / "model.joblib"


@pytest.mark.parametrize("compress", [0, 3])
def test_a_model_comes_back_and_predicts(tmp_path: Path, compress: int) -> None:
    features = pd.DataFrame({"x": [0.0, 1.0, 2.0]})
    model = LinearRegression().fit(features, [1.0, 3.0, 5.0])
    loaded = FolderArtifacts(tmp_path).load(_saved(tmp_path, model, compress=compress))
    np.testing.assert_allclose(loaded.predict(features), [1.0, 3.0, 5.0])


@pytest.mark.parametrize("form", ["{path}", "file://{path}"])
def test_absolute_paths_and_file_urls_are_uris_too(tmp_path: Path, form: str) -> None:
    artifact = _saved(tmp_path, LinearRegression())
    uri = form.format(path=_file(tmp_path))
    moved = Artifact(uri=uri, sha256=artifact.sha256, data_sha256=artifact.data_sha256, rows=1)
    assert isinstance(FolderArtifacts(Path("elsewhere")).load(moved), LinearRegression)


def test_changed_bytes_are_never_unpickled(tmp_path: Path) -> None:
    artifact = _saved(tmp_path, LinearRegression())
    sprung = tmp_path / "sprung"
    _saved(tmp_path, Trap(sprung))
    with pytest.raises(EvidenceUnavailable, match=r"model\.joblib: its SHA-256 is .* not the recorded"):
        FolderArtifacts(tmp_path).load(artifact)
    assert not sprung.exists()


def test_the_trap_would_have_sprung(tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    with pytest.raises(EvidenceUnavailable, match="has no predict method"):
        FolderArtifacts(tmp_path).load(_saved(tmp_path, Trap(sprung)))
    assert sprung.exists()


def test_a_model_that_is_gone_is_named(tmp_path: Path) -> None:
    artifact = _saved(tmp_path, LinearRegression())
    _file(tmp_path).unlink()
    with pytest.raises(EvidenceUnavailable, match=r"model\.joblib: the model's file cannot be read \(No such file"):
        FolderArtifacts(tmp_path).load(artifact)


@pytest.mark.parametrize("payload", [b"", b"no pickle", b"cno_such_module\nModel\n."])
def test_a_model_that_cannot_be_loaded_here_is_named(tmp_path: Path, payload: bytes) -> None:
    _saved(tmp_path, LinearRegression())
    _file(tmp_path).write_bytes(payload)
    sha256 = hashlib.sha256(payload).hexdigest()
    artifact = Artifact(uri="flights/model.joblib", sha256=sha256, data_sha256="0" * 64, rows=1)
    with pytest.raises(EvidenceUnavailable, match=r"model\.joblib: the model cannot be loaded here"):
        FolderArtifacts(tmp_path).load(artifact)


def test_what_cannot_predict_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(EvidenceUnavailable, match="a dict has no predict method"):
        FolderArtifacts(tmp_path).load(_saved(tmp_path, {"mean": 1.0}))


def test_a_file_is_replaced_whole_and_readable_by_others(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    for payload in (b"first", b"second"):
        write_whole(path, payload)
        assert path.read_bytes() == payload
    assert os.listdir(path.parent) == ["file"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_file_that_cannot_be_written_is_named_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(EvidenceUnavailable, match="taken: cannot be written"):
        write_whole(tmp_path / "taken", b"x")
    assert os.listdir(tmp_path) == ["taken"]
