"""The champion of each model as a file."""

import json
from pathlib import Path

import pytest

from adapters.registries.folder import FolderRegistry
from domain.errors import EvidenceUnavailable
from domain.training import Artifact

ARTIFACT = Artifact(uri="flights/order/model.joblib", sha256="a" * 64, data_sha256="b" * 64, rows=10)


def _file(folder: Path) -> Path:
    return folder / "flights" / "champion.json"


def test_a_model_that_was_never_put_in_force_has_no_champion(tmp_path: Path) -> None:
    assert FolderRegistry(tmp_path / "not there yet").champion("flights") is None


def test_the_version_last_put_in_force_is_the_champion(tmp_path: Path) -> None:
    registry = FolderRegistry(tmp_path)
    for version in ("v1", "v2"):
        registry.put_in_force("flights", version, ARTIFACT)
    registry.put_in_force("trains", "v9", ARTIFACT)
    assert (registry.champion("flights"), registry.champion("trains")) == ("v2", "v9")


def test_serving_finds_artifact_and_digest_in_the_file(tmp_path: Path) -> None:
    FolderRegistry(tmp_path).put_in_force("flights", "v1", ARTIFACT)
    assert json.loads(_file(tmp_path).read_text()) == {
        "model": "flights",
        "version": "v1",
        "artifact": "flights/order/model.joblib",
        "sha256": "a" * 64,
    }


def test_doing_it_twice_touches_nothing(tmp_path: Path) -> None:
    registry = FolderRegistry(tmp_path)
    registry.put_in_force("flights", "v1", ARTIFACT)
    before = _file(tmp_path).stat()
    registry.put_in_force("flights", "v1", ARTIFACT)
    after = _file(tmp_path).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert [path.name for path in _file(tmp_path).parent.iterdir()] == ["champion.json"]


@pytest.mark.parametrize("payload", [b"", b"{", b'{"version": "v1"}', b"[]"])
def test_a_file_that_cannot_be_read_is_named_and_can_be_replaced(tmp_path: Path, payload: bytes) -> None:
    registry = FolderRegistry(tmp_path)
    _file(tmp_path).parent.mkdir()
    _file(tmp_path).write_bytes(payload)
    with pytest.raises(EvidenceUnavailable, match=r"champion\.json: cannot be read"):
        registry.champion("flights")
    registry.put_in_force("flights", "v1", ARTIFACT)
    assert registry.champion("flights") == "v1"


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "flights").write_text("a file where a folder should be")
    with pytest.raises(EvidenceUnavailable, match=r"champion\.json: cannot be written"):
        FolderRegistry(tmp_path).put_in_force("flights", "v1", ARTIFACT)
