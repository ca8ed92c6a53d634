"""Every shape that is refused, with the message a person gets: `refused/*.yaml`, and beside each the message."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from domain.errors import InvalidDocument
from policies.documents import read_document
from policies.grammar import Policy

REFUSED = Path(__file__).parent / "refused"
FILES = sorted(REFUSED.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_is_refused_with_place_and_remedy(file: Path) -> None:
    with pytest.raises(InvalidDocument) as refusal:
        read_document(file.read_text(encoding="utf-8"), source=file.name, shape=Policy)
    assert f"{refusal.value}\n" == file.with_suffix(".txt").read_text(encoding="utf-8")


def test_every_message_has_its_file_and_every_file_its_message() -> None:
    assert {file.stem for file in REFUSED.glob("*.txt")} == {file.stem for file in FILES}


def test_every_problem_begins_with_file_line_and_column() -> None:
    for file in FILES:
        for problem in file.with_suffix(".txt").read_text(encoding="utf-8").splitlines():
            name, line, column, _ = problem.split(":", 3)
            assert name == file.name
            assert int(line) >= 1
            assert int(column) >= 1


class Leaf(BaseModel, extra="forbid"):
    size: int


class Tree(BaseModel, extra="forbid"):
    """A shape that is no policy: plain unions, mappings of anything, optional models."""

    count: int | bool | None = None
    leaves: dict[str, Leaf] = {}
    best: Leaf | None = None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("count: many", "1:8: count: expected a whole number, found 'many'; write it without quotes or unit, or: "
         "expected true or false, found 'many'; write one of them"),
        ("leaves: {oak: {size: x}}", "1:22: leaves.oak.size: expected a whole number, found 'x'; "
         "write it without quotes or unit"),
        ("leaves: {oak: {sise: 3}}", "1:16: leaves.oak.sise: no such key; did you mean size? Known here: size"),
        ("best: {sise: 3}", "1:8: best.sise: no such key; did you mean size? Known here: size"),
        ("best: &b [*b]", "1:7: best: expected keys and values, found a list; write `key: value` lines"),
        ("a: \x00", "1:1: no text: special characters are not allowed"),
    ],
)  # fmt: skip
def test_any_shape_can_be_read(text: str, problem: str) -> None:
    with pytest.raises(InvalidDocument) as refusal:
        read_document(text, source="tree.yaml", shape=Tree)
    assert refusal.value.problems == [f"tree.yaml:{problem}"]


class Words(BaseModel):
    words: list[str | bool | int | float | None]


def test_words_that_old_yaml_takes_for_booleans_times_and_dates_stay_words() -> None:
    text = "words: [no, on, y, 12:30, 2013-04-01, 010, 1_000, true, 7, 1e3, .5, ~]"
    read = read_document(text, source="words.yaml", shape=Words)
    assert read.words == ["no", "on", "y", "12:30", "2013-04-01", "010", "1_000", True, 7, 1000.0, 0.5, None]


def test_anchors_and_merged_keys_are_read() -> None:
    text = "leaves: {oak: &oak {size: 3}, elm: {<<: *oak}, ash: *oak}"
    read = read_document(text, source="tree.yaml", shape=Tree)
    assert {name: leaf.size for name, leaf in read.leaves.items()} == {"oak": 3, "elm": 3, "ash": 3}
