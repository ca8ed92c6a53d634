"""docs/deciding.md names what policies can say, by the names, words and sentences that the code has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import typer
import yaml

from domain.decisions import Action
from domain.errors import InvalidDocument
from driftwarden.cli import app
from flows.replaying.full import MOST_OPTIONS
from monitors.injections.table import FAMILIES
from policies import catalog
from policies.action_shapes import BestOf, OneWindow, Then
from policies.documents import read_document
from policies.explaining.differences import gate_of
from policies.gate_shapes import Gates
from policies.gates import GATES
from policies.grammar import Policy
from policies.shapes import Judged, OnUnknown
from policies.signal_shapes import SignalCondition
from tests.test_layout import ROOT

GUIDE = (ROOT / "docs" / "deciding.md").read_text(encoding="utf-8")
PROSE = " ".join(GUIDE.split())
WRITTEN = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)]
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
COMBINING = {"any", "all", "not", "at_least"}
ACTIONS = {
    "retrain": Action.RETRAIN,
    "alert": Action.ALERT,
    "investigate": Action.INVESTIGATE,
    "roll back": Action.ROLL_BACK,
    "run": Action.RUN,
}


def table_under(head: str) -> dict[str, list[str]]:
    """The rows of the table whose first line begins so: the first cell as it is, and the others."""
    below = GUIDE.split(f"\n| {head} |", 1)[1].split("\n\n", 1)[0]
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in below.splitlines()[2:]]
    return {cells[0]: cells[1:] for cells in rows}


def words(cells: dict[str, list[str]]) -> set[str]:
    """The words in backticks of the first cells."""
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def _keys(written: Any) -> Iterator[str]:
    match written:
        case dict():
            for key, value in written.items():
                yield key
                yield from _keys(value)
        case list():
            for each in written:
                yield from _keys(each)


def test_every_key_of_the_language_is_in_an_example() -> None:
    document = Policy.model_json_schema(by_alias=True)
    known = {key for shape in (document, *document["$defs"].values()) for key in shape.get("properties", {})}
    assert known
    assert known - set(_keys(WRITTEN)) == set()


def test_the_conditions_are_those_of_the_language() -> None:
    known = {
        next(f.alias or n for n, f in s.model_fields.items() if n != "on_unknown") for s in Judged.__subclasses__()
    }
    assert words(table_under("condition | true | unknown")) | COMBINING | {"signal"} == known


def test_the_tests_of_a_signal_are_those_of_the_language() -> None:
    known = {each["required"][0] for each in SignalCondition.model_json_schema()["oneOf"]}
    assert words(table_under("test | true for | unknown, besides")) == known


def test_every_word_for_what_is_not_known_is_explained() -> None:
    assert words(table_under("`on_unknown` | an unknown answer")) == {word.value for word in OnUnknown}


def test_the_actions_are_those_of_the_language() -> None:
    shapes = [get_args(each)[0] for each in get_args(get_args(Then)[0])]
    assert words(table_under("action | what happens")) == {next(iter(shape.model_fields)) for shape in shapes}


def test_every_stretch_that_a_retraining_may_learn_from_is_explained() -> None:
    shapes = (*get_args(get_args(OneWindow)[0]), BestOf)
    kinds = {get_args(shape.model_fields["kind"].annotation)[0] for shape in shapes}
    assert words(table_under("`training_window` | from where")) == kinds


GATES_SHOWN = table_under("gate | holds back | says, for example")


def test_the_gates_are_those_that_hold_back() -> None:
    assert words(GATES_SHOWN) == {gate.__name__ for gate in GATES[Action.RETRAIN]}


@pytest.mark.parametrize("row", GATES_SHOWN)
def test_what_a_gate_says_begins_with_its_name(row: str) -> None:
    assert gate_of(GATES_SHOWN[row][1]).replace(" ", "_") == row.strip("`")


@pytest.mark.parametrize("row", GATES_SHOWN)
def test_a_gate_holds_back_what_its_row_says(row: str) -> None:
    said = GATES_SHOWN[row][0].partition(";")[0]
    named = set(ACTIONS.values()) if said == "everything" else {ACTIONS[word] for word in said.split(", ")}
    holding = {action for action, gates in GATES.items() if row.strip("`") in {gate.__name__ for gate in gates}}
    assert named == holding


def test_gates_without_a_key_are_said_to_be_always_there() -> None:
    always = sorted({gate.__name__ for gate in GATES[Action.RETRAIN]} - set(Gates.model_fields))
    assert f"{' and '.join(f'`{name}`' for name in always)} are always there" in PROSE


def test_the_signals_of_broken_data_begin_with_those_that_hold_unless_others_are_named() -> None:
    (shown,) = (written["gates"]["broken_data"] for written in WRITTEN if "broken_data" in written.get("gates", {}))
    default = Gates().broken_data
    assert tuple(shown[: len(default)]) == default


def test_the_shipped_policies_are_all_there() -> None:
    assert words(table_under("policy | acts when | for models")) == set(catalog.names())


def test_the_drifts_of_a_selftest_are_those_that_are_injected() -> None:
    assert words(table_under("drift | what is done to the rows")) == set(FAMILIES)


def test_the_complaints_are_those_that_a_person_gets() -> None:
    (refused,) = re.findall(r"^```text\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    with pytest.raises(InvalidDocument) as refusal:
        read_document(refused, source="policies/mine.yaml", shape=Policy)
    shown = re.findall(r"^    (policies/mine\.yaml:.*?)(?: \.\.\.)?$", GUIDE, re.MULTILINE)
    assert len(shown) == len(refusal.value.problems)
    for complaint, problem in zip(shown, refusal.value.problems, strict=True):
        assert problem.startswith(complaint)


def test_every_option_that_is_named_is_one_of_a_command() -> None:
    known = {name for command in COMMANDS.values() for option in command.params for name in option.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", GUIDE))
    assert named
    assert named - known == set()


def test_from_how_many_windows_on_yardsticks_are_approximate_is_said_as_it_is() -> None:
    assert f"Beyond {MOST_OPTIONS} windows" in PROSE
