"""Two reconcilers at once, on one ledger: everything is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.flows import stories
from tests.flows.processes import PROCESSES, exit_code, run_in_a_process, started

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier, Event
    from pathlib import Path

pytestmark = pytest.mark.slow

_PATIENCE = 60


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story's first page."""
    return stories.write_project(tmp_path_factory.mktemp("projects") / "flights")


@pytest.fixture(scope="module")
def told_alone(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the story comes to when one process tells it."""
    folder = stories.copy_of(project, tmp_path_factory.mktemp("tellings") / "alone")
    stories.tell(folder)
    return stories.outcome_of(folder)


def go_and_be_held(folder: Path, ticks: int, at: str, arrived: Event, released: Event) -> None:
    """Tell the story up to a tick, and stand still at the first change of this name until released."""

    def strike(_number: int, effect: str) -> None:
        if effect == at and not arrived.is_set():
            arrived.set()
            assert released.wait(_PATIENCE)

    stories.tell(folder, strike, ticks=ticks)


def go(folder: Path, ticks: int, line: Barrier | None = None) -> None:
    """Tell the story up to a tick, once everybody is at the line."""
    if line is not None:
        line.wait(_PATIENCE)
    stories.tell(folder, ticks=ticks)


FIRST, THIRD = 1, 3


@pytest.mark.parametrize(
    ("at", "ticks"),
    [
        ("profiles.record", FIRST),
        ("signals.record_all", FIRST),
        ("decisions.record", FIRST),
        ("orders.record", FIRST),
        ("training", FIRST),
        ("trainer.launch", FIRST),
        ("runs.record", FIRST),
        ("candidates.record", FIRST),
        ("runs.settle", FIRST),
        ("verdicts.record", FIRST),
        ("requests.record", FIRST),
        ("messenger.deliver", FIRST),
        ("outbox.delivered", FIRST),
        ("requests.answer", FIRST),
        ("registry.put_in_force", FIRST),
        ("promotions.record", FIRST),
        ("probations.record", THIRD),
    ],
)
def test_while_one_stands_still_another_goes_round_and_nothing_is_done_twice(
    at: str, ticks: int, project: Path, told_alone: dict[str, Any], tmp_path: Path
) -> None:
    folder = stories.copy_of(project, tmp_path / "flights")
    assert run_in_a_process(go, folder, ticks - 1) == 0
    arrived, released = PROCESSES.Event(), PROCESSES.Event()
    slow = started(go_and_be_held, folder, ticks, at, arrived, released)
    try:
        assert arrived.wait(_PATIENCE)
        assert run_in_a_process(go, folder, ticks) == 0
    finally:
        released.set()
    assert exit_code(slow) == 0
    assert run_in_a_process(stories.tell, folder) == 0
    assert stories.outcome_of(folder) == told_alone


@pytest.mark.parametrize("telling", range(4))
def test_two_that_set_out_together_at_every_tick_get_there_together(
    telling: int, project: Path, told_alone: dict[str, Any], tmp_path: Path
) -> None:
    folder = stories.copy_of(project, tmp_path / f"flights {telling}")
    for ticks in range(1, len(stories.TICKS) + 1):
        line = PROCESSES.Barrier(2)
        both = [started(go, folder, ticks, line) for _ in range(2)]
        assert [exit_code(each) for each in both] == [0, 0]
    assert stories.outcome_of(folder) == told_alone
