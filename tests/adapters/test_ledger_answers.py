"""A request leaves pending once and for good, on every ledger."""

from datetime import timedelta

import pytest

from domain.answers import decided_by
from domain.approvals import Answer, Approval, Question, RequestState
from domain.errors import AnswerNotBound, NotAnApprover, NotPending, Unheard
from domain.ports import Ledger
from tests.builders import (
    MODEL,
    a_lifting,
    a_moment,
    a_notice,
    a_promotion,
    a_request,
    a_silence,
    an_approval,
)

NOW = a_moment(days=1)


def test_an_answer_decides_a_request_and_is_kept(ledger: Ledger) -> None:
    ledger.requests.record(a_request())
    assert ledger.requests.state(a_request().id) is RequestState.PENDING
    assert ledger.requests.pending() == (a_request(),)

    assert ledger.requests.answer(an_approval(), tell=a_notice(key="answered")) == an_approval()

    assert ledger.requests.state(a_request().id) is RequestState.APPROVED
    assert ledger.requests.answer_to(a_request().id) == an_approval()
    assert ledger.requests.pending() == ()
    assert [notice.key for notice in ledger.outbox.of(MODEL)] == ["answered"]


def test_the_same_answer_given_again_returns_the_kept_one_and_tells_nobody(ledger: Ledger) -> None:
    ledger.requests.record(a_request())
    ledger.requests.answer(an_approval())
    again = an_approval(answered_at=a_moment(days=30), door="command line")

    assert ledger.requests.answer(again, tell=a_notice(key="again")) == an_approval()
    assert ledger.outbox.of(MODEL) == ()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (an_approval(by="bob"), NotPending),
        (an_approval(answer=Answer.REJECT), NotPending),
        (an_approval(by="bob", bound_to="something else"), NotPending),
    ],
    ids=["another person", "another answer", "another digest"],
)
def test_an_answered_request_takes_no_other_answer(ledger: Ledger, answer: Approval, error: type[Exception]) -> None:
    ledger.requests.record(a_request())
    ledger.requests.answer(an_approval())

    with pytest.raises(error):
        ledger.requests.answer(answer, tell=a_notice())

    assert ledger.requests.answer_to(a_request().id) == an_approval()
    assert ledger.outbox.of(MODEL) == ()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (an_approval(request="never asked"), NotPending),
        (an_approval(answered_at=a_request().expires_at), NotPending),
        (an_approval(bound_to="something else"), AnswerNotBound),
        (an_approval(by="mallory"), NotAnApprover),
        (an_approval(by="U07ADA", account="mallory@laptop"), NotAnApprover),
    ],
    ids=["never asked", "too late", "another digest", "not asked", "a typed id"],
)
def test_a_refused_answer_leaves_the_request_pending(ledger: Ledger, answer: Approval, error: type[Exception]) -> None:
    asked = a_request(asked_of=("ada", "bob", "U07ADA"))
    ledger.requests.record(asked)

    with pytest.raises(error):
        ledger.requests.answer(answer, tell=a_notice())

    assert ledger.requests.state(asked.id) is RequestState.PENDING
    assert ledger.requests.answer_to(asked.id) is None
    assert ledger.outbox.of(MODEL) == ()


def test_a_request_expires_when_its_time_is_over_and_not_before(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request())
    just_before = request.expires_at - timedelta(microseconds=1)

    assert not ledger.requests.expire(request, now=just_before, tell=a_notice(key="early"))
    assert ledger.requests.expire(request, now=request.expires_at, tell=a_notice(key="expired"))
    assert not ledger.requests.expire(request, now=request.expires_at, tell=a_notice(key="again"))

    assert ledger.requests.state(request.id) is RequestState.EXPIRED
    assert ledger.requests.pending() == ()
    assert [notice.key for notice in ledger.outbox.of(MODEL)] == ["expired"]
    with pytest.raises(NotPending):
        ledger.requests.answer(an_approval())


def test_an_answered_request_does_not_expire(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request())
    ledger.requests.answer(an_approval())

    assert not ledger.requests.expire(request, now=a_moment(days=30))
    assert ledger.requests.state(request.id) is RequestState.APPROVED


def test_the_state_of_a_request_that_was_never_asked_is_unheard(ledger: Ledger) -> None:
    with pytest.raises(Unheard):
        ledger.requests.state("never asked")


@pytest.mark.parametrize("is_answered", [False, True], ids=["pending", "approved"])
def test_a_request_that_is_overtaken_is_closed_once_and_for_good(ledger: Ledger, is_answered: bool) -> None:
    request = ledger.requests.record(a_request())
    if is_answered:
        ledger.requests.answer(an_approval())

    assert ledger.requests.overtake(request, now=NOW, tell=a_notice(key="overtaken"))
    assert not ledger.requests.overtake(request, now=NOW, tell=a_notice(key="again"))

    assert ledger.requests.state(request.id) is RequestState.OVERTAKEN
    assert ledger.requests.unfulfilled() == ()
    assert [notice.key for notice in ledger.outbox.of(MODEL)] == ["overtaken"]
    with pytest.raises(NotPending):
        ledger.requests.answer(an_approval(by="bob"))


def test_a_request_whose_promotion_was_carried_out_is_not_overtaken_by_it(ledger: Ledger) -> None:
    """Another worker, which saw it unfulfilled, finds a champion new to it: the one that was asked about."""
    request = ledger.requests.record(a_request())
    ledger.requests.answer(an_approval())
    ledger.promotions.record(a_promotion())

    assert not ledger.requests.overtake(request, now=NOW, tell=a_notice(key="overtaken"))
    assert ledger.requests.state(request.id) is RequestState.APPROVED
    assert ledger.outbox.of(MODEL) == ()


def test_a_request_that_needs_two_is_pending_until_the_second_approves(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(needs=2))
    first, second = an_approval(request), an_approval(request, by="bob", door="command line")

    assert ledger.requests.answer(first, tell=a_notice(key="one of two")) == first
    assert ledger.requests.state(request.id) is RequestState.PENDING
    assert ledger.requests.pending() == (request,)
    assert ledger.requests.answer_to(request.id) is None
    assert ledger.requests.unfulfilled() == ()

    assert ledger.requests.answer(second, tell=a_notice(key="two of two")) == second
    assert ledger.requests.state(request.id) is RequestState.APPROVED
    assert ledger.requests.answer_to(request.id) == second
    assert ledger.requests.answers(request.id) == (first, second)
    assert ledger.requests.unfulfilled() == ((request, second),)
    assert [notice.key for notice in ledger.outbox.of(MODEL)] == ["one of two", "two of two"]

    ledger.promotions.record(a_promotion(approval=second.id))
    assert ledger.requests.unfulfilled() == ()


def test_the_same_person_approving_twice_is_one_of_two(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(needs=2))
    for door in ("slack", "command line"):
        ledger.requests.answer(an_approval(request, door=door))

    assert ledger.requests.state(request.id) is RequestState.PENDING
    assert ledger.requests.answers(request.id) == (an_approval(request),)


def test_who_wished_for_the_training_cannot_be_the_only_one_to_approve_it(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(wished_by="ada"))

    ledger.requests.answer(an_approval(request))
    assert ledger.requests.state(request.id) is RequestState.PENDING

    ledger.requests.answer(an_approval(request, by="bob"))
    assert ledger.requests.state(request.id) is RequestState.APPROVED


def test_a_second_approval_from_one_account_is_refused_and_leaves_nothing(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(needs=2))
    first = ledger.requests.answer(an_approval(request, account="ada@laptop"))

    with pytest.raises(NotPending, match=r"ada@laptop has answered request .* already, as ada; .* so bob has to"):
        ledger.requests.answer(an_approval(request, by="bob", account="ada@laptop"), tell=a_notice())

    assert ledger.requests.answers(request.id) == (first,)
    assert ledger.requests.state(request.id) is RequestState.PENDING
    assert ledger.outbox.of(MODEL) == ()
    assert [entry.entered.account for entry in ledger.audit.entries()] == [None, "ada@laptop"]
    ledger.requests.answer(an_approval(request, by="bob", account="U07BOB"))
    assert ledger.requests.state(request.id) is RequestState.APPROVED


def test_the_same_person_answering_again_from_another_account_is_still_one(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(needs=2))
    first = ledger.requests.answer(an_approval(request, account="U07ADA"))

    assert ledger.requests.answer(an_approval(request, account="ada@laptop")) == first
    assert ledger.requests.state(request.id) is RequestState.PENDING


def test_accounts_that_nobody_vouches_for_are_not_the_same(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(needs=2))
    for by in ("ada", "bob"):
        ledger.requests.answer(an_approval(request, by=by))

    assert ledger.requests.state(request.id) is RequestState.APPROVED


def test_a_rejection_counts_from_an_account_that_has_approved(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(needs=2))
    ledger.requests.answer(an_approval(request, account="ada@laptop"))
    ledger.requests.answer(an_approval(request, by="bob", account="ada@laptop", answer=Answer.REJECT))

    assert ledger.requests.state(request.id) is RequestState.REJECTED


def test_from_a_closed_question_an_account_hears_how_it_was_closed(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request())
    ledger.requests.answer(an_approval(request, account="ada@laptop"))

    with pytest.raises(NotPending, match="approve"):
        ledger.requests.answer(an_approval(request, by="bob", account="ada@laptop"))


def test_the_account_from_which_a_training_was_wished_for_never_suffices_alone(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(wished_by="ada", wished_from="ada@laptop"))

    ledger.requests.answer(an_approval(request, by="bob", account="ada@laptop"))
    assert ledger.requests.state(request.id) is RequestState.PENDING

    ledger.requests.answer(an_approval(request, by="cleo", account="U07CLEO"))
    assert ledger.requests.state(request.id) is RequestState.APPROVED


def test_a_single_rejection_settles_what_needs_two(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(needs=2))
    rejection = an_approval(request, by="bob", answer=Answer.REJECT)
    ledger.requests.answer(an_approval(request))
    ledger.requests.answer(rejection)

    assert ledger.requests.state(request.id) is RequestState.REJECTED
    assert ledger.requests.answer_to(request.id) == rejection
    with pytest.raises(NotPending, match="bob"):
        ledger.requests.answer(an_approval(request, by="carol"))


def test_who_approved_cannot_turn_it_into_a_rejection_and_hears_what_to_do(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(needs=2))
    ledger.requests.answer(an_approval(request))

    with pytest.raises(NotPending, match="an answer stands"):
        ledger.requests.answer(an_approval(request, answer=Answer.REJECT), tell=a_notice())

    assert ledger.requests.state(request.id) is RequestState.PENDING
    assert ledger.outbox.of(MODEL) == ()


@pytest.mark.parametrize("close", ["expire", "overtake"])
def test_a_request_that_was_closed_with_too_few_answers_was_decided_by_none(ledger: Ledger, close: str) -> None:
    request = ledger.requests.record(a_request(needs=2))
    ledger.requests.answer(an_approval(request))

    assert getattr(ledger.requests, close)(request, now=request.expires_at)

    assert ledger.requests.answer_to(request.id) is None
    assert ledger.requests.answers(request.id) == (an_approval(request),)
    assert ledger.requests.unfulfilled() == ()


def test_a_member_of_what_was_asked_may_answer_and_says_by_what_right(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request(asked_of=("S0OWNERS", "bob")))
    with pytest.raises(NotAnApprover, match="S0OWNERS"):
        ledger.requests.answer(an_approval(request, entitled_by="C0STRANGERS"))

    answer = ledger.requests.answer(an_approval(request, entitled_by="S0OWNERS"))

    assert ledger.requests.state(request.id) is RequestState.APPROVED
    assert ledger.requests.answers(request.id) == (answer,)


def test_a_request_without_answers_has_none(ledger: Ledger) -> None:
    assert ledger.requests.answers("never asked") == ()
    assert ledger.requests.answer_to("never asked") is None


def test_questions_come_with_their_answers_and_where_they_stand(ledger: Ledger) -> None:
    waits = ledger.requests.record(a_request(needs=2))
    closed = ledger.requests.record(a_request(model="taxis", bound_to="another digest"))
    answered = ledger.requests.record(a_request(bound_to="a third digest", needs=2))
    first, second = an_approval(answered, by="bob"), an_approval(answered, by="ada")
    for answer in (first, an_approval(waits), second):
        ledger.requests.answer(answer)
    ledger.requests.overtake(closed, now=NOW)

    ours = (
        Question(request=waits, answers=(an_approval(waits),), state=RequestState.PENDING),
        Question(request=answered, answers=(first, second), state=RequestState.APPROVED),
    )
    overtaken = Question(request=closed, answers=(), state=RequestState.OVERTAKEN)
    for question in (*ours, overtaken):
        assert decided_by(question) == ledger.requests.answer_to(question.request.id)
    assert ledger.requests.questions(MODEL) == ours
    assert ledger.requests.questions() == (ours[0], overtaken, ours[1])
    assert ledger.requests.questions("boats") == ()


def test_what_people_caused_can_be_listed_of_every_model(ledger: Ledger) -> None:
    promotions = tuple(ledger.promotions.record(a_promotion(model=model)) for model in ("taxis", MODEL))
    silences = tuple(ledger.silences.record(a_silence(model=model)) for model in ("taxis", MODEL))
    liftings = tuple(ledger.silences.lift(a_lifting(silence)) for silence in silences)

    assert ledger.promotions.all() == promotions
    assert ledger.silences.all() == silences
    assert ledger.silences.liftings() == liftings
    assert ledger.silences.liftings(MODEL) == liftings[1:]
