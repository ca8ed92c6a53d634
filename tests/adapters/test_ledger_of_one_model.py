"""What lacks its consequence is asked of one model as of all of them, on every ledger."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.decisions import Action
from domain.ports import Ledger
from tests.builders import (
    MODEL,
    a_candidate,
    a_decision,
    a_promotion,
    a_request,
    a_verdict,
    an_approval,
    an_order,
)

OTHER = "rides"
Records = Callable[[Ledger, str], Any]


def _recorded(shelf: str, noun: Callable[..., Any], **fields: Any) -> Records:
    def record(ledger: Ledger, model: str) -> Any:
        return getattr(ledger, shelf).record(noun(model=model, **fields))

    return record


def _approved(ledger: Ledger, model: str) -> Any:
    request = ledger.requests.record(a_request(model=model, verdict=model))
    return request, ledger.requests.answer(an_approval(request))


QUESTIONS: dict[tuple[str, str], Records] = {
    ("decisions", "unordered"): _recorded("decisions", a_decision),
    ("decisions", "undone"): _recorded("decisions", a_decision, action=Action.ROLL_BACK),
    ("orders", "open"): lambda ledger, model: ledger.orders.record(an_order(model=model, decision=model)),
    ("candidates", "unjudged"): lambda ledger, model: ledger.candidates.record(a_candidate(model=model)),
    ("verdicts", "unasked"): lambda ledger, model: ledger.verdicts.record(a_verdict(model=model, candidate=model)),
    ("requests", "pending"): lambda ledger, model: ledger.requests.record(a_request(model=model, verdict=model)),
    ("requests", "unfulfilled"): _approved,
    ("promotions", "on_probation"): _recorded("promotions", a_promotion),
}


@pytest.mark.parametrize(("shelf", "question"), QUESTIONS)
def test_one_model_is_told_of_its_own_and_nobody_elses(ledger: Ledger, shelf: str, question: str) -> None:
    ask, record = getattr(getattr(ledger, shelf), question), QUESTIONS[shelf, question]
    mine, theirs = record(ledger, MODEL), record(ledger, OTHER)

    assert ask(MODEL) == (mine,)
    assert ask(OTHER) == (theirs,)
    assert ask() == (mine, theirs)
    assert ask("a model that nobody knows") == ()
