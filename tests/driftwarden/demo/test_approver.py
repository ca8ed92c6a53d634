"""The demo's approver answers as a person's click does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from domain.approvals import RequestState
from driftwarden.demo.approver import approve_what_is_asked
from flows.due.asking import ask
from flows.due.judging import judge_candidates
from flows.due.promoting import carry_out_approvals
from gateway.slack_doors import SlackAccess
from tests.flows.builders import a_challenger, noon, watched

if TYPE_CHECKING:
    from flows.watch import Watch

NOW = noon(weeks=3)


def asked(**approval: Any) -> Watch:
    """A watch with a question that waits for an answer."""
    watch = watched(training={"callable": "training:train", "refit": False}, approval=approval)
    a_challenger(watch)
    judge_candidates(watch, NOW)
    ask(watch, NOW)
    return watch


def test_its_answer_comes_in_by_the_door_for_clicks_and_is_carried_out() -> None:
    watch = asked()
    (request,) = watch.ledger.requests.pending()
    assert approve_what_is_asked(watch.ledger, NOW) == 1
    answer = watch.ledger.requests.answer_to(request.id)
    assert answer is not None
    assert (answer.door, answer.by, answer.answered_at) == ("slack", "U0DEMOMINA (mina)", NOW)
    assert answer.bound_to == request.bound_to
    carry_out_approvals(watch, NOW)
    assert watch.world.registry.champion(watch.model) == "v2"


def test_where_nothing_is_asked_nobody_clicks() -> None:
    watch = asked()
    assert [approve_what_is_asked(watch.ledger, NOW) for _ in range(2)] == [1, 0]
    assert approve_what_is_asked(watched().ledger, NOW) == 0


def test_a_click_with_a_wrong_signature_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = SlackAccess(signing_secret="another secret")
    monkeypatch.setattr("driftwarden.demo.approver.SlackAccess", lambda **_: locked)
    watch = asked()
    before = watch.ledger.outbox.of(watch.model)
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        approve_what_is_asked(watch.ledger, NOW)
    (request,) = watch.ledger.requests.of(watch.model)
    assert watch.ledger.requests.state(request.id) is RequestState.PENDING
    assert watch.ledger.requests.answer_to(request.id) is None
    assert watch.ledger.outbox.of(watch.model) == before


def test_somebody_who_was_not_asked_changes_nothing_either() -> None:
    watch = asked(approvers=["U07ADA"])
    approve_what_is_asked(watch.ledger, NOW)
    (request,) = watch.ledger.requests.of(watch.model)
    assert watch.ledger.requests.state(request.id) is RequestState.PENDING
