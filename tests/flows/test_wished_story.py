"""From a person's wish to a promotion that two people approved, and back: every step in the ledger of a file."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.answers import answer_request
from adapters.auditing import verify_ledger
from adapters.memory import StillTrainer
from adapters.storage import open_ledger
from adapters.wishes import ask_for
from domain.approvals import Answer
from domain.decisions import Action, Ask, Reason
from domain.errors import NotPending
from tests.builders import a_week
from tests.flows.builders import SHIFT, a_world, decided, keep, noon, watched
from tests.flows.rounds import reconcile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.answers import Answered
    from domain.approvals import ApprovalRequest
    from flows.watch import Watch

APPROVAL = {"approvers": ["U07ADA (ada)", "U07BOB (bob)", "U07CLEO (cleo)"], "needs": 2}


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    """A model with v1 in force and one calm week, in a ledger on disk."""
    with closing(open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")) as ledger:
        watch = watched(
            world=replace(a_world(), ledger=ledger),
            trainer=StillTrainer(),
            training={"callable": "training:train", "refit": False},
            approval=APPROVAL,
        )
        decided(watch, action=Action.NOTHING, reason=Reason.CALM, window=a_week(2), at=noon(weeks=3), signals=())
        yield watch


def _wish(watch: Watch, action: Action, by: str, hours: float) -> None:
    ask_for(watch.ledger, watch.model, action, Ask(by=by, door="slack", why="x"), at=noon(weeks=3, hours=hours))


def _trained(watch: Watch, hours: float) -> ApprovalRequest:
    """The order of the wish is carried out and what came out has won its trial; the question about it."""
    reconcile(watch, noon(weeks=3, hours=hours))
    (order,) = watch.ledger.orders.of(watch.model)
    assert isinstance(watch.trainer, StillTrainer)
    watch.trainer.finish(order, keep(watch, "v2", SHIFT))
    reconcile(watch, noon(weeks=3, hours=hours))
    (request,) = watch.ledger.requests.pending()
    return request


def _approve(watch: Watch, request: ApprovalRequest, by: str, hours: float) -> Answered:
    at = noon(weeks=3, hours=hours)
    return answer_request(watch.ledger, request.id, answer=Answer.APPROVE, by=by, door="slack", at=at)


def _champion(watch: Watch, hours: float) -> str | None:
    reconcile(watch, noon(weeks=3, hours=hours))
    return watch.world.registry.champion(watch.model)


def test_what_a_person_asked_for_is_trained_tried_approved_by_two_and_taken_back(watch: Watch) -> None:
    _wish(watch, Action.RETRAIN, "U07ADA (ada)", hours=1)
    request = _trained(watch, hours=2)
    assert request.wished_by == "U07ADA (ada)"

    assert _approve(watch, request, "U07ADA (renamed)", hours=3).standing.still_needed == 1
    assert _champion(watch, hours=4) == "v1"
    assert _approve(watch, request, "U07BOB (bob)", hours=5).standing.still_needed == 0
    with pytest.raises(NotPending):
        _approve(watch, request, "U07CLEO (cleo)", hours=5)
    assert _champion(watch, hours=6) == "v2"

    _wish(watch, Action.ROLL_BACK, "U07CLEO (cleo)", hours=7)
    assert _champion(watch, hours=8) == "v1"

    assert verify_ledger(watch.ledger) == ()
    assert [(entry.entered.actor, entry.entered.deed) for entry in watch.ledger.audit.entries()] == [
        ("driftwarden", "promoted"),
        ("U07ADA (ada)", "asked to retrain"),
        ("driftwarden", "asked for approval"),
        ("U07ADA (ada)", "approved"),
        ("U07BOB (bob)", "approved"),
        ("driftwarden", "promoted"),
        ("U07CLEO (cleo)", "asked to roll back"),
        ("driftwarden", "rolled back"),
    ]


def test_the_question_is_closed_by_what_settled_it_and_nothing_stays_undelivered(watch: Watch) -> None:
    _wish(watch, Action.RETRAIN, "U07ADA (ada)", hours=1)
    request = _trained(watch, hours=2)
    _approve(watch, request, "U07BOB (bob)", hours=3)
    _approve(watch, request, "U07CLEO (cleo)", hours=3)
    reconcile(watch, noon(weeks=3, hours=4))
    closing_it = [n.title for n in watch.ledger.outbox.of(watch.model) if n.closes == f"request {request.id}"]
    assert closing_it == ["flights: cleo approved v2"]
    assert watch.ledger.outbox.undelivered() == ()
    incident = watch.ledger.decisions.of(watch.model)[-1].id
    assert {n.thread for n in watch.ledger.outbox.of(watch.model)} == {incident}
