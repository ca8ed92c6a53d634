from pathlib import Path

import pytest

from domain.errors import InvalidDocument
from flows.projects import WatchedModel
from flows.replaying.contenders import contenders
from policies import catalog
from tests.flows.builders import a_document, a_policy

DEFAULT = catalog.text("performance-first")


@pytest.fixture
def watched(tmp_path: Path) -> WatchedModel:
    """A model that measures row counts and its error, under the shipped default."""
    return WatchedModel(document=a_document(), policy=catalog.read("performance-first"), file=tmp_path / "m.yaml")


def written(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return str(file)


def names(watched: WatchedModel, folder: Path, *named: str) -> list[str]:
    return [policy.name for policy in contenders(watched, named, folder=folder)]


def test_the_policy_in_force_comes_first_and_what_says_the_same_is_left_out(
    watched: WatchedModel, tmp_path: Path
) -> None:
    copy = written(tmp_path, "copy.yaml", "# Another comment.\n" + DEFAULT)
    found = names(watched, tmp_path, "schedule-with-guard", "performance-first", copy)
    assert found == ["performance-first", "schedule-with-guard"]


def test_policies_of_one_name_are_told_apart_by_their_files(watched: WatchedModel, tmp_path: Path) -> None:
    patient = written(tmp_path, "a/patient.yaml", DEFAULT.replace("windows: 2, of: 3", "windows: 3, of: 3"))
    other = written(tmp_path, "b/patient.yaml", DEFAULT.replace("windows: 2, of: 3", "windows: 4, of: 4"))
    assert names(watched, tmp_path, patient, other) == [
        "performance-first",
        "performance-first (patient.yaml)",
        f"performance-first ({other})",
    ]


def test_a_file_is_found_below_the_project_too(watched: WatchedModel, tmp_path: Path) -> None:
    written(tmp_path, "policies/slow.yaml", DEFAULT.replace("name: performance-first", "name: slow"))
    assert names(watched, tmp_path, "policies/slow.yaml") == ["performance-first", "slow"]


def test_a_name_of_nothing_is_refused_with_what_is_shipped(watched: WatchedModel, tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument, match="nope: neither a policy's file nor a shipped policy; shipped: "):
        names(watched, tmp_path, "nope")


def test_a_policy_that_reads_what_the_model_does_not_measure_is_refused(watched: WatchedModel, tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument, match=r"drift-investigate-only: .*reads the signal drift"):
        names(watched, tmp_path, "drift-investigate-only")


def test_any_policy_may_be_the_one_in_force(tmp_path: Path) -> None:
    watched = WatchedModel(document=a_document(), policy=a_policy(name="own"), file=tmp_path / "m.yaml")
    assert names(watched, tmp_path, "performance-first") == ["own", "performance-first"]


def test_a_misspelt_policy_is_answered_with_the_one_that_was_meant(watched: WatchedModel, tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument, match="did you mean conservative"):
        contenders(watched, ["conservativ"], folder=tmp_path)
