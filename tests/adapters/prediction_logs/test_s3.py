"""Logs on S3: what is listed, and what is said when nothing can be. A server on loopback stands for Amazon's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.prediction_logs.places import S3Place
from adapters.prediction_logs.spec import S3Spec
from domain.errors import EvidenceUnavailable
from tests.adapters.prediction_logs.writing import a_bucket


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the bucket is."""
    with a_bucket(tmp_path_factory.mktemp("bucket")) as served_at:
        yield served_at


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment of a service would hold."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very_secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def place(where: str, endpoint: str) -> S3Place:
    return S3Place(where, S3Spec(endpoint=endpoint, region="us-east-1"), field="predictions")


@pytest.mark.parametrize(
    ("where", "files"),
    [
        ("s3://logs/air/served", 15),
        ("s3://logs/air/served/", 15),
        ("s3://logs/air/served/date=2013-04-0?.parquet", 9),
        ("s3://logs/**/date=2013-04-01.parquet", 1),
        ("s3://logs/air/served/date=2013-04-01.parquet", 1),
    ],
)
def test_prefixes_objects_and_globs_name_files(endpoint: str, where: str, files: int) -> None:
    found = place(where, endpoint).files()
    assert len(found) == files
    assert all(file.name.startswith("s3://logs/air/served/date=") and file.stretch for file in found)


@pytest.mark.parametrize(
    ("where", "instead"),
    [
        ("s3://logs/air/served/*.csv", "s3://logs/air/served holds date=2013-0"),
        ("s3://logs/air/*/srved.parquet", "s3://logs/air holds "),
    ],
)
def test_a_glob_that_names_no_object_says_what_lies_there_instead(endpoint: str, where: str, instead: str) -> None:
    vacant = place(where, endpoint)
    assert vacant.files() == []
    assert vacant.bare().startswith(f"{where}: no file of a log is there")
    assert instead in vacant.bare()


@pytest.mark.parametrize("where", ["s3://nowhere/served", "s3://logs/air/severd"])
def test_a_place_that_is_not_there_is_named_without_a_secret(endpoint: str, where: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceUnavailable, match=f"{where}: cannot be listed .* `predictions` or `s3`") as refusal:
        place(where, endpoint).files()
    assert "very_secret" not in str(refusal.value)
