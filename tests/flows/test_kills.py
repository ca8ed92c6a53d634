"""kill -9 at any moment: a fresh process carries on, and what comes out is what would have come out anyway."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.flows import stories
from tests.flows.processes import run_in_a_process

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

OBSERVED = ["signals.record_all", "samples.record", "profiles.record", "decisions.record"]
REFERENCE = ["samples.record", "profiles.record"]
TRAINED = ["training", "trainer.launch", "runs.record", "candidates.record", "runs.settle"]
TOLD = ["messenger.deliver", "outbox.delivered"]
# Every change of the world in the whole story, in its order: the loop may be killed after each of them.
CHANGES = [
    *REFERENCE * 2,  # The reference of v1, one profile for each week that it learned from.
    *OBSERVED,
    *OBSERVED,
    "orders.record",
    *TRAINED,
    "verdicts.record",
    "orders.record",
    *TRAINED,
    "requests.record",
    *TOLD * 4,
    "requests.answer",
    "outbox.queue",  # What settled the question, told again under its key: of two who answer at once each may not know.
    "registry.put_in_force",
    "promotions.record",
    *TOLD * 2,
    *REFERENCE * 4,
    *OBSERVED,
    *OBSERVED,
    "probations.record",
    *TOLD * 2,
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story's first page."""
    return stories.write_project(tmp_path_factory.mktemp("projects") / "flights")


@pytest.fixture(scope="module")
def never_killed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, Any]]:
    """The changes of the world in a telling that nobody disturbs, and what it comes to."""
    folder = stories.copy_of(project, tmp_path_factory.mktemp("tellings") / "never killed")
    return stories.tell(folder), stories.outcome_of(folder)


def test_the_story_comes_to_one_order_one_challenger_one_request_one_promotion(
    never_killed: tuple[list[str], dict[str, Any]],
) -> None:
    changes, outcome = never_killed
    assert changes == CHANGES
    assert [len(outcome[table]) for table in ("orders", "runs", "verdicts", "requests", "approvals")] == [2, 2, 1, 1, 1]
    assert sorted(version for _, version, *_ in outcome["candidates"]) == ["v1", "v2", "v2.1"]
    assert sorted(to for _, _, to, _ in outcome["promotions"]) == ["v1", "v2.1"]
    assert [state for *_, state in outcome["probations"]] == ["confirmed"]
    assert outcome["registry"]["version"] == "v2.1"
    assert outcome["undelivered"] == []
    assert len(outcome["messages"]) == len(outcome["notices"]) == 8


@pytest.mark.parametrize(
    "after", range(1, len(CHANGES) + 1), ids=[f"{n}-{change}" for n, change in enumerate(CHANGES, start=1)]
)
def test_a_process_that_is_killed_there_is_carried_on_by_the_next_one(
    after: int, project: Path, never_killed: tuple[list[str], dict[str, Any]], tmp_path: Path
) -> None:
    folder = stories.copy_of(project, tmp_path / "flights")
    assert run_in_a_process(stories.tell_and_be_killed, folder, after) == -signal.SIGKILL
    assert run_in_a_process(stories.tell, folder) == 0
    assert stories.outcome_of(folder) == never_killed[1]


def test_a_process_that_is_killed_again_and_again_gets_there_all_the_same(
    project: Path, never_killed: tuple[list[str], dict[str, Any]], tmp_path: Path
) -> None:
    folder = stories.copy_of(project, tmp_path / "flights")
    exits = [run_in_a_process(stories.tell_and_be_killed, folder, 5) for _ in range(len(CHANGES))]
    assert set(exits) == {-signal.SIGKILL, 0}
    assert exits[-1] == 0
    assert stories.outcome_of(folder) == never_killed[1]
