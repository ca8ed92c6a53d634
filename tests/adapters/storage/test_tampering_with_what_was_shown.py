"""What people were shown when they were asked is bound by the audit, and so are the columns that boards read."""

from collections.abc import Iterator

import pytest

from adapters.auditing import verify_ledger
from adapters.behind import behind
from adapters.storage import open_ledger
from domain.approvals import ApprovalRequest
from domain.binding import bound_to
from domain.decisions import Action, Reason
from domain.ports import Ledger
from domain.training import Candidate, RunState
from domain.windows import Window
from tests.adapters.storage.tampering import by_hand
from tests.builders import (
    MODEL,
    a_candidate,
    a_decision,
    a_deed,
    a_lifting,
    a_moment,
    a_probation,
    a_promotion,
    a_request,
    a_run,
    a_silence,
    a_verdict,
    a_week,
    a_wish,
    an_approval,
    an_artifact,
    an_order,
)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a database that holds everything from a decision to the end of a probation, with a refit."""
    url = str(request.getfixturevalue(f"{request.param}_url"))
    ledger = open_ledger(url)
    refit = _trained(ledger)
    asked = ledger.requests.record(_asked(ledger, refit))
    ledger.requests.overtake(ledger.requests.record(_asked(ledger, refit, number=1)), now=a_moment(hours=6))
    yes = ledger.requests.answer(an_approval(asked, account="ada@laptop"))
    first = a_promotion(from_version=None, to_version="v1", approval=None, promoted_at=a_moment(days=-60))
    ledger.promotions.record(first)
    ledger.promotions.record(a_promotion(approval=yes.id, to_version="v2.1"))
    ledger.probations.record(a_probation())
    ledger.silences.record(a_silence())
    ledger.silences.lift(a_lifting())
    ledger.decisions.record(a_wish())
    ledger.deeds.record(a_deed(decision=a_wish().id))
    ledger.close()
    return url


def _trained(ledger: Ledger) -> Candidate:
    """The refit of what won the trial; and a calm decision of which nothing came."""
    ledger.decisions.record(a_decision())
    ledger.decisions.record(a_decision(window=a_week(1), action=Action.NOTHING, reason=Reason.CALM))
    tried = a_candidate()
    again = an_order(refits=tried.id, train_on=Window(start=an_order().train_on.start, end=an_order().hold_out.end))
    for order in (an_order(), again):
        ledger.orders.record(order)
        ledger.runs.record(a_run(order=order.id, state=RunState.SUCCEEDED))
    refit = a_candidate(
        version="v2.1", training_run=a_run(order=again.id).id, refits=tried.id, artifact=an_artifact(sha256="ef" * 32)
    )
    ledger.candidates.record(tried)
    ledger.verdicts.record(a_verdict())
    return ledger.candidates.record(refit)


def _asked(ledger: Ledger, refit: Candidate, number: int = 0) -> ApprovalRequest:
    binding = bound_to(
        verdict=a_verdict().id,
        champion="v1",
        challenger=refit.version,
        artifact=refit.artifact.sha256,
        policy="a policy's digest",
        asked_of=(),
        needs=1,
        number=number,
    )
    return a_request(
        candidate=refit.id,
        challenger=refit.version,
        bound_to=binding,
        policy="a policy's digest",
        rests_on=behind(ledger, a_verdict(), refit),
    )


@pytest.fixture
def tampered(url: str) -> Iterator[Ledger]:
    """The ledger there."""
    ledger = open_ledger(url)
    yield ledger
    ledger.close()


def test_nothing_is_wrong_with_what_nobody_touched(tampered: Ledger) -> None:
    assert verify_ledger(tampered) == ()


def test_a_question_rests_on_everything_from_the_decision_to_the_verdict(tampered: Ledger) -> None:
    asked = tampered.requests.of(MODEL)[0]
    assert [each.noun for each in asked.rests_on] == [
        *("verdict", "candidate", "run", "order", "decision"),
        *("candidate", "run", "order"),
    ]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE promotions SET to_version = 'v3' WHERE to_version = 'v2.1'", "column to_version holds 'v3', the body"),
        ("UPDATE promotions SET promised = 1.5 WHERE to_version = 'v2.1'", "column promised holds 1.5, the body 11.0"),
        ("UPDATE promotions SET promised = NULL WHERE to_version = 'v2.1'", "promised holds None, the body 11.0"),
        ("UPDATE promotions SET rolls_back_id = 'x' WHERE to_version = 'v2.1'", "rolls_back_id holds 'x', the body No"),
        ("UPDATE promotions SET model = 'taxis' WHERE to_version = 'v2.1'", "column model holds 'taxis', the body 'fl"),
        ("UPDATE promotions SET seq = 9 WHERE to_version = 'v1'", "(nothing to v1) lies after one that was entered la"),
        ("UPDATE approvals SET answered_by = 'eve'", "answered_by holds 'eve', the body 'ada'"),
        ("UPDATE approvals SET answer = 'reject'", "column answer holds 'reject', the body 'approve'"),
        ("UPDATE requests SET challenger = 'v9'", "column challenger holds 'v9', the body 'v2.1'"),
        ("UPDATE requests SET expires_at = '2030-01-01 00:00:00.000000+00:00'", "column expires_at holds 2030-01-01T0"),
        (
            "UPDATE requests SET overtaken_from = 'approved' WHERE status = 'overtaken'",
            "by its state and its answers i",
        ),
        (
            "UPDATE requests SET overtaken_from = 'pending' WHERE status = 'approved'",
            "by its state and its answers it ",
        ),
        ("UPDATE requests SET status = 'approved'", "but by its answers it is pending"),
        (
            "UPDATE silences SET silent_until = '2030-01-01 00:00:00.000000+00:00'",
            "column silent_until holds 2030-01-0",
        ),
        (
            "UPDATE liftings SET lifted_at = '2030-01-01 00:00:00.000000+00:00'",
            "column lifted_at holds 2030-01-01T00:0",
        ),
        ("UPDATE probations SET state = 'rolled back'", "column state holds 'rolled back', the body 'confirmed'"),
        ("UPDATE candidates SET artifact_uri = 's3://elsewhere'", "artifact_uri holds 's3://elsewhere', the body 'mem"),
        ("UPDATE runs SET cost = 0", "column cost holds 0.0, the body 60.0"),
        ("UPDATE verdicts SET outcome = 'reject'", "column outcome holds 'reject', the body 'promote'"),
        ("UPDATE orders SET attempt = 7", "column attempt holds 7, the body 1"),
        ("UPDATE deeds SET state = 'failed'", "column state holds 'failed', the body 'done'"),
        (
            "UPDATE decisions SET because = 'I say so' WHERE action = 'retrain'",
            "because holds 'I say so', the body 'mae",
        ),
        (
            "UPDATE decisions SET action = 'nothing' WHERE reason = 'asked for'",
            "action holds 'nothing', the body 'retr",
        ),
        ("UPDATE orders SET body = '{}'", "training order"),
    ],
)
def test_a_column_that_was_changed_by_hand_is_said(url: str, tampered: Ledger, statement: str, sentence: str) -> None:
    by_hand(url, statement)

    found = verify_ledger(tampered)

    assert any(sentence in each for each in found), found


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "DELETE FROM decisions WHERE action = 'retrain' AND reason = 'fired'",
            "rests on decision {decision}, which t",
        ),
        ("DELETE FROM verdicts", "rests on verdict {verdict}, which the ledger does not hold (any more)"),
        ("DELETE FROM runs", "rests on run {run}, which the ledger does not hold (any more)"),
        (
            "UPDATE decisions SET because = 'x', body = replace(body, '\"because\"\\:\"mae 12.5 is above 10\"', "
            "'\"because\"\\:\"x\"') WHERE reason = 'fired'",
            "rests on decision {decision}, which was changed since people were asked",
        ),
        (
            "UPDATE candidates SET artifact_uri = 's3\\://x', body = replace(body, 'memory\\://v2', 's3\\://x')",
            "rests on candidate {candidate}, which was changed since people were asked",
        ),
        (
            "UPDATE verdicts SET body = replace(body, 'mae is better by 1.5 minutes', 'mae is better by 9 minutes')",
            "rests on verdict {verdict}, which was changed since people were asked",
        ),
        (
            "UPDATE orders SET body = replace(body, '\"shadow_only\"\\:false', '\"shadow_only\"\\:true')",
            "rests on order {order}, which was changed since people were asked",
        ),
        ("UPDATE runs SET cost = 1, body = replace(body, '60.0', '1.0')", "rests on run {run}, which was changed"),
        (f"UPDATE candidates SET body = replace(body, '{'ef' * 32}', '{'00' * 32}')", "is not bound to what it asks"),
    ],
    ids=[
        *("a decision deleted", "a verdict deleted", "a run deleted", "a reason changed", "an artifact moved"),
        *("a verdict changed", "an order changed", "a cost changed", "an artifact exchanged"),
    ],
)
def test_what_a_question_rests_on_is_held(url: str, tampered: Ledger, statement: str, sentence: str) -> None:
    by_hand(url, statement)

    found = verify_ledger(tampered)

    training = {"decision": a_decision().id, "order": an_order().id, "run": a_run().id}
    expected = sentence.format(candidate=a_candidate().id, verdict=a_verdict().id, **training)
    assert any(expected in each for each in found), found


def test_a_question_that_names_another_artifact_than_it_is_bound_to_is_said(tampered: Ledger) -> None:
    shown = tampered.requests.of(MODEL)[0]
    forged = a_request(candidate=shown.candidate, challenger="v2.1", policy=shown.policy, bound_to="f" * 20)
    tampered.requests.record(forged)

    (sentence,) = verify_ledger(tampered)

    assert f"request {forged.id} of {MODEL} is not bound to what it asks about now" in sentence


@pytest.mark.parametrize("statement", ["DELETE FROM decisions WHERE reason = 'calm'", "DELETE FROM deeds"])
def test_what_led_to_no_question_is_not_held(url: str, tampered: Ledger, statement: str) -> None:
    by_hand(url, statement)

    assert verify_ledger(tampered) == ()
