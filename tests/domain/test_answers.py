"""What the answers make of a request: whose are heard, and how many people they are."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory import MemoryLedger
from domain.answers import decided_by, outcome, why_not_asked
from domain.approvals import Answer, Approval, Question, RequestState
from domain.errors import NotPending
from domain.people import Who
from tests.builders import a_request, an_approval

LAPTOP, SERVER = "ada@laptop", "ada@server"
NAMES = st.sampled_from(["ada", "bob", "cleo", "dan"])
ACCOUNTS = st.one_of(st.none(), st.sampled_from([LAPTOP, SERVER, "U07ADA"]))
PEOPLE = st.builds(Who, name=NAMES, account=ACCOUNTS)


@pytest.mark.parametrize(
    ("needs", "wished_by", "approved_by", "state"),
    [
        (1, None, (), RequestState.PENDING),
        (1, None, ("ada",), RequestState.APPROVED),
        (2, None, ("ada",), RequestState.PENDING),
        (2, None, ("ada", "bob"), RequestState.APPROVED),
        (1, "ada", ("ada",), RequestState.PENDING),
        (1, "ada", ("bob",), RequestState.APPROVED),
        (1, "ada", ("ada", "bob"), RequestState.APPROVED),
        (2, "ada", ("ada", "bob"), RequestState.APPROVED),
        (3, "ada", ("ada", "bob"), RequestState.PENDING),
        (2, None, ("ada", "ada"), RequestState.PENDING),
    ],
)
def test_enough_different_people_approve_one_of_whom_did_not_wish_for_it(
    needs: int, wished_by: str | None, approved_by: tuple[str, ...], state: RequestState
) -> None:
    request = a_request(needs=needs, wished_by=wished_by)

    assert outcome(request, (an_approval(request, by=by) for by in approved_by)) is state


@pytest.mark.parametrize(
    ("needs", "wished_from", "approved", "state"),
    [
        (2, None, [("ada", LAPTOP), ("bob", LAPTOP)], RequestState.PENDING),
        (2, None, [("ada", LAPTOP), ("bob", SERVER)], RequestState.APPROVED),
        (2, None, [("ada", None), ("bob", None)], RequestState.APPROVED),
        (2, None, [("ada", LAPTOP), ("bob", LAPTOP), ("bob", SERVER)], RequestState.PENDING),
        (1, LAPTOP, [("bob", LAPTOP)], RequestState.PENDING),
        (1, LAPTOP, [("bob", SERVER)], RequestState.APPROVED),
        (1, None, [("bob", None)], RequestState.APPROVED),
        (1, LAPTOP, [("cleo", SERVER), ("bob", LAPTOP)], RequestState.APPROVED),
        (1, LAPTOP, [("cleo", SERVER), ("cleo", LAPTOP)], RequestState.PENDING),
        (2, LAPTOP, [("bob", LAPTOP), ("cleo", SERVER)], RequestState.APPROVED),
        (2, LAPTOP, [("ada", SERVER), ("bob", LAPTOP)], RequestState.PENDING),
    ],
)
def test_what_comes_from_one_account_comes_from_one_person(
    needs: int, wished_from: str | None, approved: list[tuple[str, str | None]], state: RequestState
) -> None:
    request = a_request(needs=needs, wished_by="ada" if wished_from else None, wished_from=wished_from)

    assert outcome(request, (an_approval(request, by=by, account=account) for by, account in approved)) is state


@given(st.integers(1, 4), st.one_of(st.none(), PEOPLE), st.lists(PEOPLE, max_size=8))
def test_fewer_accounts_or_people_than_are_needed_approve_nothing_in_whatever_order(
    needs: int, wisher: Who | None, acting: Sequence[Who]
) -> None:
    ledger = MemoryLedger()
    wished = {"wished_by": wisher.name, "wished_from": wisher.account} if wisher else {}
    request = ledger.requests.record(a_request(needs=needs, **wished))
    kept = set()
    for who in acting:
        try:
            kept.add(ledger.requests.answer(an_approval(request, by=who.name, account=who.account)).who)
        except NotPending:
            continue

    accounts = [who.account for who in kept]
    voices = len(set(accounts) - {None}) + accounts.count(None)
    others = [who for who in kept if wisher is None or not who.is_one_with(wisher)]
    is_approved = ledger.requests.state(request.id) is RequestState.APPROVED
    assert not is_approved or min(len({who.name for who in kept}), voices) >= needs
    assert not is_approved or others


@given(st.integers(1, 4))
def test_as_many_people_as_are_needed_each_from_an_account_of_their_own_approve(needs: int) -> None:
    request = a_request(needs=needs, wished_by="somebody else", wished_from="another account")
    answers = [an_approval(request, by=f"person {number}", account=f"{number}@laptop") for number in range(needs)]

    assert outcome(request, answers[1:]) is RequestState.PENDING
    assert outcome(request, answers) is RequestState.APPROVED


@pytest.mark.parametrize("account", [None, LAPTOP])
def test_one_rejection_settles_it_whoever_else_approved_and_from_wherever_it_comes(account: str | None) -> None:
    request = a_request(needs=3)
    answers = (
        an_approval(request, account=account),
        an_approval(request, by="bob", answer=Answer.REJECT, account=account),
    )

    assert outcome(request, answers) is RequestState.REJECTED


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (an_approval(by="U07ADA", account="U07ADA"), None),
        (an_approval(by="U07BOB (bob)", account=LAPTOP), None),
        (an_approval(by="cleo"), None),
        (an_approval(by="U07DAN (dan)", account="U07DAN", entitled_by="S07OWNERS"), None),
        (an_approval(by="U07ADA", account=LAPTOP), "alone; list `U07ADA (NAME)` to let `--by NAME` answer"),
        (an_approval(by="U07ADA"), "U07ADA is listed by Slack's id alone, and answers in Slack alone"),
        (an_approval(by="eve", account="U07ADA"), "eve was not asked about"),
    ],
    ids=["from Slack", "by name", "a plain name", "a member", "a typed id", "an id nobody vouches for", "not listed"],
)
def test_who_is_listed_by_an_id_alone_is_heard_from_that_account_alone(answer: Approval, says: str | None) -> None:
    request = a_request(asked_of=("U07ADA", "U07BOB (bob)", "cleo", "S07OWNERS"))
    why_not = why_not_asked(request, answer)

    assert why_not is None if says is None else why_not is not None and says in why_not


@pytest.mark.parametrize("by", ["U07ADA", "U07ADA (ada)", "ada"])
def test_where_nobody_is_listed_anybody_is_heard_under_any_name(by: str) -> None:
    assert why_not_asked(a_request(), an_approval(by=by, account=LAPTOP)) is None


@pytest.mark.parametrize(
    ("state", "given", "last"),
    [
        (RequestState.PENDING, ("ada",), None),
        (RequestState.EXPIRED, ("ada",), None),
        (RequestState.APPROVED, ("ada", "bob"), "bob"),
        (RequestState.OVERTAKEN, ("bob", "ada"), "ada"),
    ],
)
def test_the_last_answer_that_it_takes_decided_a_question(
    state: RequestState, given: tuple[str, ...], last: str | None
) -> None:
    request = a_request(needs=2)
    answers = tuple(an_approval(request, by=by) for by in given)
    decided = decided_by(Question(request=request, answers=answers, state=state))
    assert (decided.by if decided else None) == last
