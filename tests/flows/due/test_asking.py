"""What people are asked, and what becomes of a question that nobody answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adapters.auditing import verify_ledger
from domain.approvals import RequestState
from domain.errors import NotPending
from domain.verdicts import Outcome
from flows.approval_spec import ApprovalSpec
from flows.due.asking import UNASKED, ask, bound_to, expire
from flows.due.judging import judge_candidates
from flows.due.promoting import carry_out_approvals
from flows.due.refitting import order_refits
from flows.troubles import attempt
from policies.grammar import policy_digest
from tests.builders import a_candidate, a_verdict, an_approval, an_artifact
from tests.flows.builders import a_challenger, noon, told, watched

if TYPE_CHECKING:
    from flows.watch import Watch

NOW = noon(weeks=3)
NO_REFIT = {"callable": "training:train", "refit": False}


def asked(**approval: Any) -> Watch:
    """A watch that has asked about v2."""
    watch = watched(training=NO_REFIT, approval=approval)
    a_challenger(watch)
    judge_candidates(watch, NOW)
    for hours in (0, 1):
        ask(watch, noon(weeks=3, hours=hours))
    return watch


def test_a_question_is_put_once_to_those_whom_the_models_file_names() -> None:
    watch = asked(approvers=["U07ADA", "U07BOB"], expires_after="2d")
    (request,) = watch.ledger.requests.of(watch.model)
    assert request.asked_of == ("U07ADA", "U07BOB")
    assert (request.asked_at, request.expires_at) == (NOW, NOW + timedelta(days=2))
    assert told(watch) == ["verdict", "request"]
    question = watch.ledger.outbox.of(watch.model)[-1]
    assert {button.value for button in question.buttons} == {f"{request.id}|{request.bound_to}"}
    assert question.thread == watch.ledger.decisions.of(watch.model)[0].id


def test_a_question_notes_the_policy_and_everything_that_led_to_it_so_that_the_audit_can_hold_them() -> None:
    watch = asked()
    (request,) = watch.ledger.requests.of(watch.model)
    assert request.policy == policy_digest(watch.policy)
    assert [each.noun for each in request.rests_on] == ["verdict", "candidate", "run", "order", "decision"]
    decision = watch.ledger.decisions.of(watch.model)[0].id
    assert request.rests_on[-1].id == decision
    assert watch.ledger.decisions.fingerprints([decision]) == {decision: request.rests_on[-1].sha256}
    assert verify_ledger(watch.ledger) == ()


def test_about_a_challenger_that_is_tried_in_shadow_only_nobody_is_asked_and_the_verdict_says_so() -> None:
    watch = watched(approval={"required": False})
    a_challenger(watch, shadow_only=True)
    judge_candidates(watch, NOW)
    order_refits(watch, NOW)
    ask(watch, NOW)
    assert watch.ledger.verdicts.of(watch.model)[0].outcome is Outcome.PROMOTE
    assert watch.ledger.requests.of(watch.model) == ()
    assert [each for each in watch.ledger.orders.of(watch.model) if each.refits] == []
    assert told(watch) == ["verdict"]
    (verdict,) = watch.ledger.outbox.of(watch.model)
    assert verdict.paragraphs[-1] == "Shadow only: nobody is asked, and the champion stays."


def test_where_approval_is_not_required_the_answer_is_given_unasked_and_says_so() -> None:
    watch = asked(required=False)
    (request,) = watch.ledger.requests.of(watch.model)
    answer = watch.ledger.requests.answer_to(request.id)
    assert answer is not None
    assert (answer.by, answer.door) == (UNASKED, "model file: approval.required is false")
    assert told(watch) == ["verdict"]
    carry_out_approvals(watch, NOW)
    assert watch.world.registry.champion(watch.model) == "v2"


def test_an_unasked_answer_is_given_in_nobodys_name() -> None:
    watch = asked(required=False, approvers=["U07ADA"])
    (request,) = watch.ledger.requests.of(watch.model)
    answer = watch.ledger.requests.answer_to(request.id)
    assert answer is not None
    assert answer.by == UNASKED


def test_a_question_that_was_put_to_people_stays_theirs_when_asking_is_turned_off() -> None:
    watch = asked(approvers=["U07ADA"])
    document = watch.document.model_copy(update={"approval": ApprovalSpec(required=False)})
    assert attempt(ask, replace(watch, document=document), NOW) is None
    (request,) = watch.ledger.requests.of(watch.model)
    assert watch.ledger.requests.state(request.id) is RequestState.PENDING


def test_a_question_that_nobody_answers_is_closed_and_nothing_changes() -> None:
    watch = asked(expires_after="3d")
    (request,) = watch.ledger.requests.of(watch.model)
    expire(watch, request.expires_at - timedelta(seconds=1))
    assert watch.ledger.requests.state(request.id) is RequestState.PENDING
    for _ in range(2):
        expire(watch, request.expires_at)
    assert watch.ledger.requests.state(request.id) is RequestState.EXPIRED
    assert told(watch) == ["verdict", "request", "expired"]

    with pytest.raises(NotPending):
        watch.ledger.requests.answer(an_approval(request, answered_at=request.expires_at))
    carry_out_approvals(watch, request.expires_at)
    assert watch.world.registry.champion(watch.model) == "v1"
    ask(watch, request.expires_at)
    assert len(watch.ledger.requests.of(watch.model)) == 1


@pytest.mark.parametrize(
    ("verdict", "candidate", "rule"),
    [
        ({"champion": "v3"}, {}, {}),
        ({"spec_digest": "other rules"}, {}, {}),
        ({}, {"version": "v2.1"}, {}),
        ({}, {"artifact": replace(an_artifact(), sha256="00" * 32)}, {}),
        ({}, {}, {"policy": "another"}),
        ({}, {}, {"asked_of": ("U07ADA",)}),
        ({}, {}, {"needs": 2}),
        ({}, {}, {"number": 1}),
    ],
    ids=["champion", "trial", "version", "bytes", "policy", "people", "two people", "put again"],
)
def test_an_approval_is_bound_to_all_that_was_shown(
    verdict: dict[str, Any], candidate: dict[str, Any], rule: dict[str, Any]
) -> None:
    changed = bound_to(a_verdict(**verdict), a_candidate(**candidate), **({"policy": "one"} | rule))
    assert changed != bound_to(a_verdict(), a_candidate(), policy="one")


def test_the_order_in_which_people_are_listed_changes_nothing() -> None:
    there, back = (
        bound_to(a_verdict(), a_candidate(), policy="one", asked_of=people) for people in (("a", "b"), ("b", "a"))
    )
    assert there == back
