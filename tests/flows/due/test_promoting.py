"""What people approved is carried out, unless it was overtaken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.memory import MemoryRegistry
from domain.approvals import Answer, Promotion
from flows.due.asking import ask
from flows.due.judging import judge_candidates
from flows.due.promoting import carry_out_approvals
from tests.builders import an_approval
from tests.flows.builders import NOISE, a_challenger, noon, told, watched

if TYPE_CHECKING:
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
    other = a_challenger(watch, version="v3", week=1)
    watch.ledger.promotions.record(
        Promotion(
            model=watch.model, from_version="v1", to_version="v3", approval="other", promised=1.0, promoted_at=NOW
        )
    )
    watch.world.registry.put_in_force(watch.model, "v3", other.artifact)
    for hours in (2, 3):
        carry_out_approvals(watch, noon(weeks=3, hours=hours))
    assert moves(watch) == ["v1", "v3"]
    assert [promotion.to_version for promotion in watch.ledger.promotions.of(watch.model)] == ["v1", "v3"]
    assert told(watch).count("overtaken") == 1
