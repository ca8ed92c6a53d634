"""Every ledger enters what people do, in the transaction that keeps it, and nothing twice."""

from typing import Any

import pytest

from adapters.auditing import verify_ledger
from domain.approvals import Answer, RequestState
from domain.audit import broken
from domain.errors import NotPending
from domain.ports import Ledger
from tests.adapters.story import STORY
from tests.builders import (
    MODEL,
    a_closing,
    a_lifting,
    a_moment,
    a_promotion,
    a_request,
    a_silence,
    a_wish,
    an_approval,
)


def deeds(ledger: Ledger, model: str | None = None) -> list[tuple[str, str]]:
    return [(entry.entered.deed, entry.entered.actor) for entry in ledger.audit.entries(model)]


def tell_it_all(ledger: Ledger) -> None:
    """Everything that is entered, in the order in which it comes about."""
    request, other = a_request(needs=2), a_request(bound_to="another digest")
    ledger.decisions.record(a_wish())
    for asked in (request, other):
        ledger.requests.record(asked)
    ledger.requests.answer(an_approval(request))
    ledger.requests.answer(an_approval(request, by="bob", door="command line"))
    ledger.requests.expire(other, now=a_closing().closed_at)
    ledger.promotions.record(a_promotion(approval=an_approval(request, by="bob").id))
    ledger.silences.record(a_silence())
    ledger.silences.lift(a_lifting())


def test_what_people_do_is_entered_in_order(ledger: Ledger) -> None:
    tell_it_all(ledger)

    assert deeds(ledger) == [
        ("asked to retrain", "ada"),
        ("asked for approval", "driftwarden"),
        ("asked for approval", "driftwarden"),
        ("approved", "ada"),
        ("approved", "bob"),
        ("expired", "driftwarden"),
        ("promoted", "driftwarden"),
        ("silenced", "ada"),
        ("lifted the silence", "grace"),
    ]
    assert broken(ledger.audit.entries()) == ()
    assert ledger.audit.head() == ledger.audit.entries()[-1]
    assert verify_ledger(ledger) == ()


def test_an_empty_audit_has_no_head(ledger: Ledger) -> None:
    assert ledger.audit.head() is None
    assert ledger.audit.entries() == ()
    assert verify_ledger(ledger) == ()


@pytest.mark.parametrize(("shelf", "noun"), STORY, ids=[name for name, _ in STORY])
def test_a_noun_that_is_recorded_again_is_entered_no_second_time(ledger: Ledger, shelf: str, noun: Any) -> None:
    for _ in range(2):
        getattr(ledger, shelf).record(noun)

    expected = {"requests": 1, "promotions": 1, "silences": 1}.get(shelf, 0)
    assert len(ledger.audit.entries()) == expected


def test_what_is_refused_or_said_again_is_not_entered(ledger: Ledger) -> None:
    request = ledger.requests.record(a_request())
    ledger.requests.answer(an_approval())
    ledger.requests.answer(an_approval(door="command line"))
    with pytest.raises(NotPending):
        ledger.requests.answer(an_approval(by="bob", answer=Answer.REJECT))
    ledger.requests.expire(request, now=a_moment(days=30))
    for _ in range(2):
        ledger.requests.overtake(request, now=a_moment(days=2))

    assert deeds(ledger) == [("asked for approval", "driftwarden"), ("approved", "ada"), ("overtaken", "driftwarden")]
    assert ledger.requests.state(request.id) is RequestState.OVERTAKEN
    assert verify_ledger(ledger) == ()


def test_the_entries_of_one_model_keep_their_numbers_in_the_whole_chain(ledger: Ledger) -> None:
    for number, model in enumerate([MODEL, "taxis", MODEL]):
        ledger.silences.record(a_silence(model=model, created_at=a_moment(hours=number)))

    assert [entry.number for entry in ledger.audit.entries(MODEL)] == [1, 3]
    assert [entry.number for entry in ledger.audit.entries("taxis")] == [2]
    assert ledger.audit.entries("boats") == ()


def test_a_ledger_is_verified_against_a_head_that_was_kept_elsewhere(ledger: Ledger) -> None:
    ledger.silences.record(a_silence())
    head = ledger.audit.head()
    assert head is not None
    ledger.silences.record(a_silence(by="bob"))

    assert verify_ledger(ledger, head.hash) == ()
    assert "f" * 64 in verify_ledger(ledger, "f" * 64)[0]
