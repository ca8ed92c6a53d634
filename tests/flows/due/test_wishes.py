"""What people ask for is carried out as if a policy had decided it, and the same rules hold for what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.wishes import ask_for
from domain.approvals import ProbationState
from domain.decisions import Action, Ask, Reason
from domain.deeds import DeedState
from domain.errors import NotNow
from domain.training import Candidate, RunState
from domain.wishes import wish
from flows.due.asking import ask
from flows.due.histories import past_retrainings
from flows.due.judging import judge_candidates
from flows.due.ordering import order_trainings
from flows.due.rolling_back import roll_back
from tests.builders import a_run, a_week, an_approval
from tests.flows.builders import (
    HISTORY,
    SHIFT,
    a_challenger,
    a_policy,
    decided,
    keep,
    noon,
    ordered,
    run_of,
    told,
    watched,
)
from tests.flows.due.test_reopening import labels_after
from tests.flows.due.test_rolling_back import promoted
from tests.flows.rounds import monitor

if TYPE_CHECKING:
    from domain.decisions import Decision
    from flows.watch import Watch

NOW = noon(weeks=3)
ADA = Ask(by="ada", door="command line", why="the season has changed")


def _calm(watch: Watch, week: int = 2) -> None:
    decided(watch, action=Action.NOTHING, reason=Reason.CALM, window=a_week(week), at=noon(weeks=week + 1))


def _wished(watch: Watch, action: Action = Action.RETRAIN, ask: Ask = ADA) -> Decision:
    return ask_for(watch.ledger, watch.model, action, ask, at=NOW).decision


def test_a_retraining_that_a_person_asked_for_is_ordered_like_any_other() -> None:
    sliding = a_policy(then={"retrain": {"training_window": {"kind": "sliding", "length": "30d"}}})
    watch = watched(policy=sliding)
    _calm(watch)
    wished = _wished(watch)
    for hours in (0, 1):
        order_trainings(watch, noon(weeks=3, hours=hours))
    (order,) = watch.ledger.orders.of(watch.model)
    assert order.decision == wished.id
    assert order.train_on.duration.days == 30


def test_where_the_policy_trains_nothing_all_labelled_time_is_learned_from() -> None:
    watch = watched(policy=a_policy(then={"alert": {}}))
    _calm(watch)
    _wished(watch)
    order_trainings(watch, NOW)
    assert watch.ledger.orders.of(watch.model)[0].train_on.start == HISTORY.start


def test_it_counts_as_a_retraining_for_gates_that_look_back() -> None:
    watch = watched()
    _calm(watch)
    wished = _wished(watch)
    assert [past.decision for past in past_retrainings(watch, NOW)] == [wished.id]


def test_a_wish_that_a_policy_came_before_is_refused_and_the_person_is_told() -> None:
    watch = watched()
    _calm(watch)
    wished = _wished(watch)
    decided(watch, window=a_week(2), policy="another", at=NOW)
    for hours in (0, 1):
        order_trainings(watch, noon(weeks=3, hours=hours))
    (order,) = watch.ledger.orders.of(watch.model)
    assert order.decision != wished.id
    assert told(watch) == ["decision", "refused"]
    refusal = watch.ledger.outbox.of(watch.model)[-1]
    assert refusal.title == "flights: a retraining for ada is not possible now"
    assert "The retraining that the policy decided on at 2013-04-22 12:00 UTC is running" in refusal.paragraphs[0]
    assert [past.decision for past in past_retrainings(watch, NOW)] == [order.decision]


def _tried(watch: Watch, wished: Decision) -> None:
    """What was asked for was trained and won its trial."""
    order = ordered(watch, wished)
    made = Candidate(
        model=watch.model,
        version="v2",
        training_run=run_of(watch, order).id,
        artifact=keep(watch, "v2", SHIFT),
        trained_on=order.train_on,
        created_at=order.ordered_at,
    )
    watch.ledger.candidates.record(made)
    judge_candidates(watch, NOW)
    ask(watch, NOW)


@pytest.mark.parametrize(
    ("asked_by", "approvers", "known"),
    [
        ("ada", ["U07ADA (ada)", "bob"], "U07ADA (ada)"),
        ("U07ADA (renamed)", ["U07ADA (ada)", "bob"], "U07ADA (ada)"),
        ("eve", ["ada", "bob"], "eve"),
    ],
)
def test_the_question_names_who_asked_for_the_training_as_the_models_file_does(
    asked_by: str, approvers: list[str], known: str
) -> None:
    watch = watched(training={"callable": "training:train", "refit": False}, approval={"approvers": approvers})
    _calm(watch)
    door = "slack" if asked_by.startswith("U0") else "command line"
    _tried(watch, _wished(watch, ask=Ask(by=asked_by, door=door, account="ada@laptop")))
    (request,) = watch.ledger.requests.of(watch.model)
    assert (request.wished_by, request.wished_from) == (known, "ada@laptop")


def test_what_a_policy_decided_was_wished_by_nobody() -> None:
    watch = watched(training={"callable": "training:train", "refit": False})
    a_challenger(watch)
    judge_candidates(watch, NOW)
    ask(watch, NOW)
    assert watch.ledger.requests.of(watch.model)[0].wished_by is None


def test_whoever_asked_for_a_training_cannot_be_the_only_one_who_approves_it() -> None:
    watch = watched(training={"callable": "training:train", "refit": False}, approval={"approvers": ["ada", "bob"]})
    _calm(watch)
    _tried(watch, _wished(watch))
    (request,) = watch.ledger.requests.of(watch.model)
    watch.ledger.requests.answer(an_approval(request, by="ada"))
    assert watch.ledger.requests.unfulfilled() == ()
    watch.ledger.requests.answer(an_approval(request, by="bob"))
    assert len(watch.ledger.requests.unfulfilled()) == 1


def test_a_person_takes_back_the_version_that_was_in_force_when_they_asked() -> None:
    watch = watched()
    # In force only since the very end of the newest window: a policy that looks at that window would leave it alone.
    forward = promoted(watch, weeks=3)
    _calm(watch)
    wished = _wished(watch, Action.ROLL_BACK)
    for hours in (0, 1):
        roll_back(watch, noon(weeks=3, hours=hours))
    assert watch.world.registry.champion(watch.model) == "v1"
    back = watch.ledger.promotions.of(watch.model)[-1]
    assert (back.from_version, back.rolls_back) == ("v2", forward.id)
    (probation,) = watch.ledger.probations.of(watch.model)
    assert probation.state is ProbationState.ROLLED_BACK
    assert probation.because == "ada asked for it (command line): the season has changed"
    assert watch.ledger.deeds.of(watch.model)[0].decision == wished.id


def test_a_roll_back_that_came_too_late_is_refused_and_the_person_is_told() -> None:
    watch = watched()
    promoted(watch, weeks=2)
    _calm(watch)
    _wished(watch, Action.ROLL_BACK)
    promoted(watch, "v3", over="v2", weeks=4)
    roll_back(watch, noon(weeks=4))
    assert watch.world.registry.champion(watch.model) == "v3"
    assert watch.ledger.deeds.of(watch.model)[0].state is DeedState.NOT_DONE
    refusal = watch.ledger.outbox.of(watch.model)[-1]
    assert refusal.title == "flights: a roll-back for ada is not possible now"
    assert refusal.paragraphs[0] == "v2, which served then, is not in force any more; v3 is."


def test_after_a_failed_training_a_person_may_ask_again() -> None:
    watch = watched()
    _calm(watch)
    order = ordered(watch, _wished(watch))
    with pytest.raises(NotNow):
        _wished(watch, ask=Ask(by="bob", door="slack"))
    watch.ledger.runs.record(a_run(order=order.id, state=RunState.FAILED))
    assert _wished(watch, ask=Ask(by="bob", door="slack")).asked == Ask(by="bob", door="slack")


def test_a_wish_does_not_stand_in_the_way_of_what_late_labels_amend() -> None:
    watch = watched(log=labels_after(9))
    (first,) = monitor(watch, noon(weeks=1))
    wished = wish(watch.model, Action.ROLL_BACK, ADA, window=first.window, at=noon(weeks=1), number=1)
    watch.ledger.decisions.record(wished)
    monitor(watch, noon(weeks=1, hours=6 * 24))
    assert [each.amends for each in watch.ledger.decisions.of(watch.model)] == [None, None, first.id]
