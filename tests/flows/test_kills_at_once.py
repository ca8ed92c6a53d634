"""kill -9 while a policy rolls back or runs a deployment: whoever comes next finishes it, and nothing is done twice."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.flows import stories
from tests.flows.processes import run_in_a_process
from tests.flows.test_kills import OBSERVED, REFERENCE, TOLD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow

# The second tick is an hour after the first, when the claims of a killed process are over.
TICKS = 2
# Both weeks ask for it; what the first of them did, the second finds done.
WENT_BACK = ["registry.put_in_force", "promotions.record", *["probations.record", "deeds.record"] * 2, *TOLD * 2]
RAN = [*["launcher.launch", "deeds.record"] * 2, *TOLD * 4]
BEFORE = [*REFERENCE * 2, *OBSERVED, *OBSERVED]
CHANGES = {"roll back": [*BEFORE, *WENT_BACK], "run": [*BEFORE, *RAN]}
THEN: dict[str, dict[str, Any]] = {
    "roll back": {"then": {"roll_back": {}}, "replaced": True},
    "run": {"then": {"run": {"deployment": "refresh/nightly"}}},
}
Told = tuple["Path", list[str], dict[str, Any]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Told]:
    """A story's first page, the changes of the world in a telling that nobody disturbs, and what it comes to."""
    known: dict[str, Told] = {}

    def telling(story: str) -> Told:
        if story not in known:
            folder = stories.write_project(tmp_path_factory.mktemp("projects") / "flights", **THEN[story])
            undisturbed = stories.copy_of(folder, tmp_path_factory.mktemp("tellings") / "never killed")
            known[story] = (folder, stories.tell(undisturbed, ticks=TICKS), stories.outcome_of(undisturbed))
        return known[story]

    return telling


def test_the_version_before_is_back_once(told: Callable[[str], Told]) -> None:
    _, changes, outcome = told("roll back")
    assert changes == CHANGES["roll back"]
    assert [(from_, to) for _, from_, to, _ in outcome["promotions"] if from_ == "v2"] == [("v2", "v1")]
    assert outcome["registry"]["version"] == "v1"
    assert [state for *_, state in outcome["probations"]] == ["rolled back"]
    assert [state for _, _, state, _ in outcome["deeds"]] == ["done", "done"]
    assert outcome["undelivered"] == []


def test_every_decision_has_one_run(told: Callable[[str], Told]) -> None:
    _, changes, outcome = told("run")
    assert changes == CHANGES["run"]
    assert len(outcome["launched"]) == len(outcome["deeds"]) == len(outcome["decisions"]) == 2
    assert outcome["registry"]["version"] == "v1"
    assert len(outcome["messages"]) == 4


@pytest.mark.parametrize(
    ("story", "after"),
    [
        pytest.param(story, after, id=f"{story} {after}-{changes[after - 1]}")
        for story, changes in CHANGES.items()
        for after in range(len(BEFORE), len(changes) + 1)
    ],
)
def test_a_process_that_is_killed_there_is_carried_on_by_the_next_one(
    story: str, after: int, told: Callable[[str], Told], tmp_path: Path
) -> None:
    project, _, outcome = told(story)
    folder = stories.copy_of(project, tmp_path / "flights")
    assert run_in_a_process(stories.tell_and_be_killed, folder, after, TICKS) == -signal.SIGKILL
    assert run_in_a_process(tell_to_the_end, folder) == 0
    assert stories.outcome_of(folder) == outcome


def tell_to_the_end(folder: Path) -> None:
    """Tell the rest of the story."""
    stories.tell(folder, ticks=TICKS)
