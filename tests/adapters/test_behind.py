"""A question is put only where everything that it rests on is kept."""

from typing import Any

import pytest

from adapters.behind import behind
from adapters.memory import MemoryLedger
from domain.errors import Unheard
from domain.training import RunState
from tests.builders import a_candidate, a_decision, a_run, a_verdict, an_order

KEPT: dict[str, tuple[str, Any]] = {
    "verdict": ("verdicts", a_verdict()),
    "candidate": ("candidates", a_candidate()),
    "run": ("runs", a_run(state=RunState.SUCCEEDED)),
    "order": ("orders", an_order()),
    "decision": ("decisions", a_decision()),
}


def a_ledger(*, without: str | None = None) -> MemoryLedger:
    """What led to a verdict, but for one noun."""
    ledger = MemoryLedger()
    for noun, (shelf, kept) in KEPT.items():
        if noun != without:
            getattr(ledger, shelf).record(kept)
    return ledger


def test_a_question_notes_all_that_it_rests_on() -> None:
    found = behind(a_ledger(), a_verdict(), a_candidate())
    assert [(each.noun, each.id) for each in found] == [(noun, kept.id) for noun, (_, kept) in KEPT.items()]


@pytest.mark.parametrize("noun", KEPT)
def test_a_noun_that_is_not_kept_is_named_and_not_left_out(noun: str) -> None:
    with pytest.raises(Unheard, match=KEPT[noun][1].id):
        behind(a_ledger(without=noun), a_verdict(), a_candidate())


@pytest.mark.parametrize("noun", ["verdict", "decision"])
def test_where_a_noun_is_gone_the_remedy_is_told(noun: str) -> None:
    with pytest.raises(Unheard, match=f"holds no {noun} .*, on which the question rests; restore it from a backup"):
        behind(a_ledger(without=noun), a_verdict(), a_candidate())
