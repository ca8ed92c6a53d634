"""What people approved is carried out, unless it was overtaken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.memory import MemoryRegistry
from domain.approvals import Answer, Promotion, RequestState
from flows.due.asking import ask
from flows.due.judging import judge_candidates
from flows.due.promoting import carry_out_approvals
from tests.builders import an_approval
from tests.flows.builders import NOISE, a_challenger, noon, told, watched

if TYPE_CHECKING:
    from datetime import datetime

    from domain.training import Candidate
    from flows.watch import Watch

NOW = noon(weeks=3)
LATER = noon(weeks=3, hours=2)


def answered(answer: Answer = Answer.APPROVE) -> Watch:
    """A watch whose challenger v2 somebody has answered about."""
    watch = watched(training={"callable": "training:train", "refit": False})
    a_challenger(watch)
    judge_candidates(watch, NOW)
    ask(watch, NOW)
    (request,) = watch.ledger.requests.of(watch.model)
    watch.ledger.requests.answer(an_approval(request, answer=answer))
    return watch


def moves(watch: Watch) -> list[str]:
    assert isinstance(watch.world.registry, MemoryRegistry)
    return [version for _, version, _ in watch.world.registry.moves]


def test_an_approved_challenger_is_put_in_force_once() -> None:
    watch = answered()
    for hours in (2, 3):
        carry_out_approvals(watch, noon(weeks=3, hours=hours))
    (_, promotion) = watch.ledger.promotions.of(watch.model)
    request = watch.ledger.requests.of(watch.model)[0]
    answer = watch.ledger.requests.answer_to(request.id)
    assert answer is not None
    assert (promotion.from_version, promotion.to_version, promotion.promoted_at) == ("v1", "v2", LATER)
    assert promotion.approval == answer.id
    assert promotion.promised is not None
    assert abs(promotion.promised - NOISE) < 0.1
    assert moves(watch) == ["v1", "v2"]
    assert told(watch)[-1] == "promotion"
    assert watch.champion(LATER).version == "v2"
    assert watch.champion(NOW).version == "v1"


def test_a_challenger_that_somebody_rejected_is_not() -> None:
    watch = answered(Answer.REJECT)
    carry_out_approvals(watch, LATER)
    assert moves(watch) == ["v1"]
    assert len(watch.ledger.promotions.of(watch.model)) == 1


def test_a_registry_that_was_changed_before_the_promotion_was_recorded_is_changed_no_second_time() -> None:
    watch = answered()
    challenger = watch.ledger.candidates.of_version(watch.model, "v2")
    watch.world.registry.put_in_force(watch.model, "v2", challenger.artifact)
    carry_out_approvals(watch, LATER)
    assert moves(watch) == ["v1", "v2"]
    assert [promotion.to_version for promotion in watch.ledger.promotions.of(watch.model)] == ["v1", "v2"]


def test_an_approval_that_was_overtaken_is_not_carried_out_and_told_once() -> None:
    watch = answered()
    _put_in_force(watch, a_challenger(watch, version="v3", week=1))
    for hours in (2, 3):
        carry_out_approvals(watch, noon(weeks=3, hours=hours))
    (request,) = watch.ledger.requests.of(watch.model)
    assert watch.ledger.requests.state(request.id) is RequestState.OVERTAKEN
    assert moves(watch) == ["v1", "v3"]
    assert [promotion.to_version for promotion in watch.ledger.promotions.of(watch.model)] == ["v1", "v3"]
    assert told(watch).count("overtaken") == 1


def test_an_overtaken_approval_does_not_come_back_with_the_champion_that_it_was_given_against() -> None:
    watch = answered()
    _put_in_force(watch, a_challenger(watch, version="v3", week=1))
    carry_out_approvals(watch, LATER)
    _put_in_force(watch, watch.ledger.candidates.of_version(watch.model, "v1"), at=LATER)
    carry_out_approvals(watch, noon(weeks=4))
    assert watch.champion(noon(weeks=4)).version == "v1"
    assert moves(watch) == ["v1", "v3", "v1"]


def test_what_another_worker_put_in_force_after_our_clock_was_read_stays_there() -> None:
    watch = answered()
    _put_in_force(watch, a_challenger(watch, version="v3", week=1), at=noon(weeks=3, hours=3))
    carry_out_approvals(watch, LATER)
    (request,) = watch.ledger.requests.of(watch.model)
    assert watch.ledger.requests.state(request.id) is RequestState.OVERTAKEN
    assert moves(watch) == ["v1", "v3"]
    assert told(watch)[-1] == "overtaken"


def _put_in_force(watch: Watch, candidate: Candidate, *, at: datetime = NOW) -> None:
    before = watch.world.registry.champion(watch.model)
    watch.world.registry.put_in_force(watch.model, candidate.version, candidate.artifact)
    watch.ledger.promotions.record(
        Promotion(
            model=watch.model,
            from_version=before,
            to_version=candidate.version,
            approval=f"another answer, about {candidate.version}",
            promised=NOISE,
            promoted_at=at,
        )
    )
