"""Whatever an auditor holds in the hand leads to the decision behind it, or says why there is none."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from adapters.storage import open_ledger
from domain.approvals import RequestState
from domain.deeds import Deed, DeedState
from domain.errors import Ambiguous, Unheard
from driftwarden.explain_causes import decision_behind
from tests.builders import (
    MODEL,
    a_candidate,
    a_closing,
    a_decision,
    a_lifting,
    a_moment,
    a_probation,
    a_promotion,
    a_request,
    a_run,
    a_silence,
    a_verdict,
    a_wish,
    an_approval,
    an_order,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.ports import Ledger
    from tests.driftwarden.front_door import FrontDoor

ADOPTED = a_promotion(from_version=None, to_version="v1", approval=None, promoted_at=a_moment(days=-60))
ROLLED_BACK = a_promotion(from_version="v2", to_version="v1", approval=None, rolls_back=a_promotion().id)
TAKEN_BACK = a_promotion(from_version="v3", to_version="v2", approval=None, rolls_back="another one")


@pytest.fixture
def ledger(bikes: Path) -> Iterator[Ledger]:
    (bikes / ".driftwarden").mkdir(exist_ok=True)
    with closing(open_ledger(f"sqlite:///{bikes / '.driftwarden' / 'ledger.db'}")) as ledger:
        ledger.decisions.record(a_decision())
        ledger.decisions.record(a_wish())
        ledger.orders.record(an_order())
        ledger.runs.record(a_run())
        ledger.candidates.record(a_candidate())
        ledger.candidates.record(a_candidate(version="v1", training_run=None))
        ledger.verdicts.record(a_verdict())
        ledger.requests.record(a_request())
        ledger.requests.answer(an_approval())
        for promotion in (ADOPTED, a_promotion(), ROLLED_BACK, TAKEN_BACK):
            ledger.promotions.record(promotion)
        ledger.probations.record(a_probation())
        done = Deed(
            decision=a_wish().id,
            model=MODEL,
            state=DeedState.DONE,
            because="v2 is back",
            reference=TAKEN_BACK.id,
            done_at=a_moment(days=1),
        )
        ledger.deeds.record(done)
        ledger.silences.record(a_silence())
        ledger.silences.lift(a_lifting())
        yield ledger


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (an_order().id, "is a training order of flights"),
        (a_run().id, "is a training run of flights"),
        (a_candidate().id, "is a candidate of flights"),
        (a_verdict().id, "is a verdict of flights"),
        (a_request().id, "is a request of flights"),
        (an_approval().id, "is what ada did: approved, flights"),
        (a_promotion().id, "is a promotion of flights"),
        (ROLLED_BACK.id, "is a promotion of flights"),
        (a_probation().id, "is a probation of flights"),
        ("v2", "v2 is a version of flights"),
        (f"{MODEL} v2", "v2 is a version of flights"),
    ],
    ids=[
        *("an order", "a run", "a candidate", "a verdict", "a request", "an answer", "a promotion", "a roll-back"),
        *("a probation", "a version", "a model and a version"),
    ],
)
def test_every_noun_leads_to_the_decision_behind_it(ledger: Ledger, about: str, said: str) -> None:
    told, decision = decision_behind(ledger, about)
    assert decision == a_decision()
    assert said in told
    assert "this is the decision behind it" in told
    if " " not in about and len(about) > 8:
        assert decision_behind(ledger, about[:8]) == (told, decision)


def test_a_decision_is_meant_itself_and_needs_no_word_on_how_it_was_found(ledger: Ledger) -> None:
    assert decision_behind(ledger, a_decision().id[:8]) == ("", a_decision())


def test_a_closing_leads_to_the_decision_behind_its_question(ledger: Ledger) -> None:
    unanswered = a_request(bound_to="asked anew")
    ledger.requests.record(unanswered)
    ledger.requests.overtake(unanswered, now=a_moment(days=2))
    told, decision = decision_behind(ledger, a_closing(request=unanswered.id, state=RequestState.OVERTAKEN).id)
    assert (decision, "overtaken" in told) == (a_decision(), True)


def test_a_change_that_was_decided_to_be_taken_back_leads_to_that_decision(ledger: Ledger) -> None:
    assert decision_behind(ledger, TAKEN_BACK.id)[1] == a_wish()


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ("v1", "v1 of flights was adopted as it was: no decision is behind it"),
        (ADOPTED.id, "v1 of flights was put in force 2013-02-07 as its first champion: no decision is behind it"),
        (a_silence().id, "is what ada did: silenced, flights; no decision is behind that"),
        (a_lifting().id, "is what grace did: lifted the silence, flights; no decision is behind that"),
        ("v9", "the ledger holds no decision v9, nor a version"),
        ("taxis v2", "the ledger holds no decision taxis v2, nor a version"),
        ("0" * 20, "the ledger holds no decision 00000000000000000000, nor a version"),
    ],
)
def test_where_no_decision_is_behind_it_that_is_said(ledger: Ledger, about: str, says: str) -> None:
    with pytest.raises(Unheard) as refused:
        decision_behind(ledger, about)
    assert says in str(refused.value)


def test_a_version_of_several_models_asks_which_one_is_meant(ledger: Ledger) -> None:
    ledger.candidates.record(a_candidate(model="taxis"))
    with pytest.raises(Ambiguous, match="name one of them: flights v2, taxis v2"):
        decision_behind(ledger, "v2")
    assert decision_behind(ledger, "flights v2")[1] == a_decision()


def test_a_version_is_explained_at_the_command_line_in_one_word_or_two(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger
) -> None:
    for words in (("v2",), (MODEL, "v2"), (f"{MODEL} v2",)):
        said = driftwarden("explain", *words, "-p", bikes)
        assert (said.code, f"decision {a_decision().id}" in said.out) == (0, True)
        assert "v2 is a version of flights; this is the decision behind it" in said.out
