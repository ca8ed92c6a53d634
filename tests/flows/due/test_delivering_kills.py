"""kill -9 after any step of the outbox: nothing is lost, and only a post whose receipt was not noted comes twice."""

from __future__ import annotations

import signal
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.flows.due import mail_rounds
from tests.flows.processes import run_in_a_process

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

# The night, the tries of what is refused, the morning.
STEPS = 45


@pytest.fixture(scope="module")
def never_killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Counter[Any], dict[str, Any]]:
    """The steps of rounds that nobody disturbs, what they posted, and what they came to."""
    folder = tmp_path_factory.mktemp("never killed")
    steps = mail_rounds.go_on(folder)
    return steps, Counter(mail_rounds.posts_of(folder)), mail_rounds.outcome_of(folder)


def test_everything_arrives_once_but_what_can_never_be_taken(
    never_killed: tuple[list[str], Counter[Any], dict[str, Any]],
) -> None:
    steps, posts, outcome = never_killed
    assert len(steps) == STEPS
    assert set(posts.values()) == {1}
    assert outcome["given up"] == ["poison"]
    assert outcome["waiting"] == []
    assert None not in {receipt for key, receipt in outcome["receipts"].items() if key != "poison"}


@pytest.mark.parametrize("after", range(1, STEPS + 1))
def test_a_worker_that_is_killed_there_is_carried_on_by_the_next_one(
    after: int, never_killed: tuple[list[str], Counter[Any], dict[str, Any]], tmp_path: Path
) -> None:
    steps, posts, outcome = never_killed
    assert run_in_a_process(mail_rounds.go_on, tmp_path, after) == -signal.SIGKILL
    assert run_in_a_process(mail_rounds.go_on, tmp_path) == 0
    assert mail_rounds.outcome_of(tmp_path) == outcome
    twice = Counter(mail_rounds.posts_of(tmp_path)) - posts
    assert sum(twice.values()) == (1 if steps[after - 1] == "deliver" else 0)
    assert not posts - Counter(mail_rounds.posts_of(tmp_path))


def test_a_worker_that_is_killed_again_and_again_loses_nothing(
    never_killed: tuple[list[str], Counter[Any], dict[str, Any]], tmp_path: Path
) -> None:
    exits = [run_in_a_process(mail_rounds.go_on, tmp_path, 4) for _ in range(STEPS)]
    assert exits[-1] == 0
    assert mail_rounds.outcome_of(tmp_path)["receipts"] == never_killed[2]["receipts"]
