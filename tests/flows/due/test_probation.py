"""A new champion with the old one in its shadow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.memory import MemoryPredictionLog, MemoryRegistry
from domain.approvals import ProbationState, Promotion
from flows.due.probation import end_probations
from flows.troubles import attempt
from tests.builders import MONDAY, WEEK
from tests.flows.builders import NOISE, SHIFT, a_challenger, keep, lose, noon, served_by, told, traffic, watched

if TYPE_CHECKING:
    from flows.watch import Watch

SINCE = MONDAY + 3 * WEEK
BETTER, WORSE = SHIFT, -SHIFT


def promoted(bias: float, **fields: object) -> Watch:
    """A watch whose v2 has served since three weeks after the change; its probation lasts four weeks."""
    rows = served_by(traffic(weeks=12), "v2", bias, since=SINCE)
    watch = watched(log=MemoryPredictionLog(rows), **fields)
    _put_in_force(watch, "v2", bias, weeks=3)
    return watch


def _put_in_force(watch: Watch, version: str, bias: float, *, weeks: int) -> Promotion:
    before = watch.world.registry.champion(watch.model)
    challenger = a_challenger(watch, bias=bias, version=version, week=weeks)
    watch.world.registry.put_in_force(watch.model, version, challenger.artifact)
    return watch.ledger.promotions.record(
        Promotion(
            model=watch.model,
            from_version=before,
            to_version=version,
            approval=f"answer about {version}",
            promised=NOISE,
            promoted_at=MONDAY + weeks * WEEK,
        )
    )


def states(watch: Watch) -> list[ProbationState]:
    return [probation.state for probation in watch.ledger.probations.of(watch.model)]


def in_force(watch: Watch) -> list[str]:
    return [promotion.to_version for promotion in watch.ledger.promotions.of(watch.model)]


def test_a_champion_that_serves_well_is_confirmed_when_its_time_is_over() -> None:
    watch = promoted(BETTER)
    end_probations(watch, noon(weeks=6))
    assert states(watch) == []
    for hours in (0, 1):
        end_probations(watch, noon(weeks=7, hours=hours))
    assert states(watch) == [ProbationState.CONFIRMED]
    assert in_force(watch) == ["v1", "v2"]
    assert told(watch) == ["probation"]


def test_nothing_is_looked_at_before_labels_have_had_their_time() -> None:
    watch = promoted(WORSE)
    end_probations(watch, SINCE)
    assert states(watch) == []
    assert watch.ledger.promotions.on_probation() != ()


def test_a_champion_that_does_harm_gives_way_to_the_old_one_at_once() -> None:
    watch = promoted(WORSE)
    for hours in (0, 1):
        end_probations(watch, noon(weeks=4, hours=hours))
    assert states(watch) == [ProbationState.ROLLED_BACK]
    assert watch.world.registry.champion(watch.model) == "v1"
    (_, forward, back) = watch.ledger.promotions.of(watch.model)
    assert (back.from_version, back.to_version, back.rolls_back) == ("v2", "v1", forward.id)
    assert back.promised == NOISE
    assert told(watch) == ["promotion", "probation"]
    assert len({notice.thread for notice in watch.ledger.outbox.of(watch.model)}) == 1


def test_a_roll_back_has_no_probation_of_its_own() -> None:
    watch = promoted(WORSE)
    for weeks in (4, 5, 8, 9):
        end_probations(watch, noon(weeks=weeks))
    assert states(watch) == [ProbationState.ROLLED_BACK]
    assert watch.ledger.promotions.on_probation() == ()
    assert watch.world.registry.champion(watch.model) == "v1"


def test_a_champion_that_did_not_serve_is_not_confirmed() -> None:
    watch = watched(log=MemoryPredictionLog(traffic(weeks=12)))
    _put_in_force(watch, "v2", BETTER, weeks=3)
    end_probations(watch, noon(weeks=7))
    (probation,) = watch.ledger.probations.of(watch.model)
    assert probation.state is ProbationState.NOT_CONFIRMED
    assert "only 0 days" in probation.because


def test_a_promotion_without_a_promise_tolerates_no_harm_and_can_still_be_confirmed() -> None:
    watch = watched(log=MemoryPredictionLog(served_by(traffic(weeks=12), "v2", BETTER, since=SINCE)))
    challenger = a_challenger(watch)
    watch.world.registry.put_in_force(watch.model, "v2", challenger.artifact)
    watch.ledger.promotions.record(
        Promotion(model=watch.model, from_version="v1", to_version="v2", approval="a", promised=None, promoted_at=SINCE)
    )
    end_probations(watch, noon(weeks=7))
    assert states(watch) == [ProbationState.CONFIRMED]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_version_whose_artifact_is_gone_is_trouble_and_its_probation_goes_on(version: str) -> None:
    watch = promoted(BETTER)
    lose(watch, watch.ledger.candidates.of_version(watch.model, version))
    for hours in (0, 1):
        assert f"memory://{version} is gone" in str(attempt(end_probations, watch, noon(weeks=7, hours=hours)))
    assert states(watch) == []
    assert told(watch) == ["trouble"]
    keep(watch, version, BETTER if version == "v2" else 0.0)
    assert attempt(end_probations, watch, noon(weeks=7, hours=2)) is None
    assert states(watch) == [ProbationState.CONFIRMED]


def test_a_champion_that_was_replaced_is_judged_on_its_own_time() -> None:
    rows = served_by(served_by(traffic(weeks=12), "v2", BETTER, since=SINCE), "v3", BETTER, since=SINCE + 2 * WEEK)
    watch = watched(log=MemoryPredictionLog(rows))
    _put_in_force(watch, "v2", BETTER, weeks=3)
    _put_in_force(watch, "v3", BETTER, weeks=5)
    end_probations(watch, noon(weeks=5))
    assert states(watch) == [ProbationState.CONFIRMED]
    assert "over 14 days" in watch.ledger.probations.of(watch.model)[0].because


def test_harm_of_a_champion_that_was_replaced_meanwhile_does_not_remove_its_successor() -> None:
    rows = served_by(served_by(traffic(weeks=12), "v2", WORSE, since=SINCE), "v3", BETTER, since=SINCE + 2 * WEEK)
    watch = watched(log=MemoryPredictionLog(rows))
    _put_in_force(watch, "v2", WORSE, weeks=3)
    _put_in_force(watch, "v3", BETTER, weeks=5)
    end_probations(watch, noon(weeks=5))
    assert watch.world.registry.champion(watch.model) == "v3"
    assert in_force(watch) == ["v1", "v2", "v3"]
    (probation,) = watch.ledger.probations.of(watch.model)
    assert probation.state is ProbationState.NOT_CONFIRMED
    assert probation.because.startswith("Not rolled back, v3 had replaced it by then; otherwise: Rolled back: over")


def test_a_roll_back_that_was_killed_before_it_was_written_down_is_finished() -> None:
    watch = promoted(WORSE)
    old = watch.ledger.candidates.of_version(watch.model, "v1")
    watch.world.registry.put_in_force(watch.model, "v1", old.artifact)
    end_probations(watch, noon(weeks=4))
    assert isinstance(watch.world.registry, MemoryRegistry)
    assert [version for _, version, _ in watch.world.registry.moves] == ["v1", "v2", "v1"]
    assert in_force(watch) == ["v1", "v2", "v1"]
    assert states(watch) == [ProbationState.ROLLED_BACK]


def test_a_roll_back_that_was_killed_before_its_probation_was_closed_is_closed_as_what_it_was() -> None:
    never_killed, killed = promoted(WORSE), promoted(WORSE)
    end_probations(never_killed, noon(weeks=4))
    back = never_killed.ledger.promotions.of(killed.model)[-1]
    old = killed.ledger.candidates.of_version(killed.model, "v1")
    killed.world.registry.put_in_force(killed.model, "v1", old.artifact)
    killed.ledger.promotions.record(back)
    for weeks in (5, 9):
        end_probations(killed, noon(weeks=weeks))
    assert killed.ledger.promotions.of(killed.model) == never_killed.ledger.promotions.of(killed.model)
    assert killed.ledger.probations.of(killed.model) == never_killed.ledger.probations.of(killed.model)
