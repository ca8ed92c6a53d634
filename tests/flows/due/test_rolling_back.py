"""A policy that goes back to the champion before this one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.memory import MemoryRegistry
from domain.approvals import ProbationState, Promotion
from domain.decisions import Action
from domain.deeds import DeedState
from domain.notices import Severity
from flows.due.probation import end_probations
from flows.due.rolling_back import roll_back
from tests.builders import MONDAY, WEEK, a_week
from tests.flows.builders import NOISE, SHIFT, a_challenger, a_policy, decided, noon, told, watched

if TYPE_CHECKING:
    from domain.decisions import Decision
    from domain.training import Candidate
    from flows.watch import Watch

GO_BACK = a_policy(then={"roll_back": {}})


def a_decision_to_go_back(watch: Watch, *, week: int = 3) -> Decision:
    """Decided on the Monday noon after that week."""
    return decided(watch, window=a_week(week), action=Action.ROLL_BACK, at=noon(weeks=week + 1))


def promoted(watch: Watch, version: str = "v2", *, over: str = "v1", weeks: int = 3) -> Promotion:
    """A promotion on the Monday so many weeks after the change, recorded and in force."""
    challenger = _challenger(watch, version, weeks)
    watch.world.registry.put_in_force(watch.model, version, challenger.artifact)
    promotion = Promotion(
        model=watch.model,
        from_version=over,
        to_version=version,
        approval=f"answer about {version}",
        promised=NOISE,
        promoted_at=MONDAY + weeks * WEEK,
    )
    return watch.ledger.promotions.record(promotion)


def _challenger(watch: Watch, version: str, weeks: int) -> Candidate:
    return a_challenger(watch, bias=SHIFT, version=version, week=weeks + 20)


def test_the_version_before_comes_back_once_and_its_successor_is_off_probation() -> None:
    watch = watched(policy=GO_BACK)
    forward = promoted(watch)
    decision = a_decision_to_go_back(watch)
    for hours in (0, 1):
        roll_back(watch, noon(weeks=4, hours=hours))
    assert watch.world.registry.champion(watch.model) == "v1"
    (_, _, back) = watch.ledger.promotions.of(watch.model)
    assert (back.from_version, back.to_version, back.rolls_back) == ("v2", "v1", forward.id)
    assert (back.promised, back.promoted_at) == (NOISE, noon(weeks=4))
    (deed,) = watch.ledger.deeds.of(watch.model)
    assert (deed.decision, deed.state, deed.reference) == (decision.id, DeedState.DONE, back.id)
    (probation,) = watch.ledger.probations.of(watch.model)
    assert (probation.promotion, probation.state) == (forward.id, ProbationState.ROLLED_BACK)
    (notice,) = watch.ledger.outbox.of(watch.model)
    assert (notice.title, notice.thread) == ("flights: rolled back to v1", decision.id)


def test_a_first_champion_stays_and_people_are_told_why_once() -> None:
    watch = watched(policy=GO_BACK)
    for week in (0, 1):
        a_decision_to_go_back(watch, week=week)
        roll_back(watch, noon(weeks=week + 1))
    assert watch.world.registry.champion(watch.model) == "v1"
    assert [deed.state for deed in watch.ledger.deeds.of(watch.model)] == [DeedState.NOT_DONE] * 2
    assert told(watch) == ["deed"]
    notice = watch.ledger.outbox.of(watch.model)[0]
    assert (notice.severity, notice.title) == (Severity.WARNING, "flights: cannot be rolled back")
    assert notice.paragraphs[0] == "v1 is the model's first champion, and none was before it."


def test_a_version_that_was_promoted_since_the_window_is_not_taken_back_for_it() -> None:
    watch = watched(policy=GO_BACK)
    promoted(watch)
    decision = a_decision_to_go_back(watch, week=3)
    promoted(watch, "v3", over="v2", weeks=4)
    roll_back(watch, noon(weeks=4))
    assert watch.world.registry.champion(watch.model) == "v3"
    (deed,) = watch.ledger.deeds.of(watch.model)
    assert (deed.decision, deed.state) == (decision.id, DeedState.NOT_DONE)
    assert "is not in force any more; v3 is" in deed.because


def test_what_was_taken_back_is_not_put_in_force_by_taking_that_back() -> None:
    watch = watched(policy=GO_BACK)
    promoted(watch)
    for week in (3, 5):
        a_decision_to_go_back(watch, week=week)
        roll_back(watch, noon(weeks=week + 1))
    assert watch.world.registry.champion(watch.model) == "v1"
    assert "v1 came back by a roll-back itself" in watch.ledger.deeds.of(watch.model)[-1].because


def test_a_decision_that_was_amended_first_asks_for_nothing() -> None:
    watch = watched(policy=GO_BACK)
    promoted(watch)
    first = a_decision_to_go_back(watch)
    watch.ledger.decisions.record(replace(first, action=Action.NOTHING, amends=first.id))
    roll_back(watch, noon(weeks=4))
    assert watch.world.registry.champion(watch.model) == "v2"
    assert watch.ledger.deeds.of(watch.model) == ()


def test_a_decision_about_another_model_is_left_alone() -> None:
    watch = watched(policy=GO_BACK)
    promoted(watch)
    decided(watch, model="another", window=a_week(3), action=Action.ROLL_BACK)
    roll_back(watch, noon(weeks=4))
    assert watch.world.registry.champion(watch.model) == "v2"


def test_a_roll_back_that_was_killed_before_it_was_written_down_is_finished_as_of_its_own_moment() -> None:
    never_killed, killed = watched(policy=GO_BACK), watched(policy=GO_BACK)
    for watch in (never_killed, killed):
        promoted(watch)
        a_decision_to_go_back(watch)
    roll_back(never_killed, noon(weeks=4))
    killed.ledger.promotions.record(never_killed.ledger.promotions.of(killed.model)[-1])
    for weeks in (5, 9):
        end_probations(killed, noon(weeks=weeks))
        roll_back(killed, noon(weeks=weeks))
    assert killed.ledger.promotions.of(killed.model) == never_killed.ledger.promotions.of(killed.model)
    assert killed.ledger.probations.of(killed.model) == never_killed.ledger.probations.of(killed.model)
    (deed,) = killed.ledger.deeds.of(killed.model)
    assert (deed.state, deed.reference) == (DeedState.DONE, never_killed.ledger.deeds.of(killed.model)[0].reference)


def test_a_later_champion_stays_when_a_roll_back_is_closed_late() -> None:
    watch = watched(policy=GO_BACK)
    promoted(watch)
    a_decision_to_go_back(watch)
    roll_back(watch, noon(weeks=4))
    promoted(watch, "v3", over="v1", weeks=6)
    decided(watch, window=a_week(3), policy="another", action=Action.ROLL_BACK, at=noon(weeks=7))
    roll_back(watch, noon(weeks=7))
    assert watch.world.registry.champion(watch.model) == "v3"
    assert isinstance(watch.world.registry, MemoryRegistry)
    assert [version for _, version, _ in watch.world.registry.moves] == ["v1", "v2", "v1", "v3"]
