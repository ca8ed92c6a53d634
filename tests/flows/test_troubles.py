"""What goes wrong in one model's errand does not stop the others."""

from datetime import datetime

import pytest

from domain.board import Beat
from domain.errors import EvidenceUnavailable
from flows.troubles import Troubles
from flows.watch import Watch
from tests.flows.builders import noon, watched


def read_the_log(watch: Watch, now: datetime) -> None:
    raise EvidenceUnavailable("predictions/2013-04-01.parquet: cannot be read")


def divide(watch: Watch, now: datetime) -> None:
    raise ZeroDivisionError("a defect of ours")


def go_on(watch: Watch, now: datetime) -> None:
    watch.world.registry.put_in_force("reached", "v1", watch.champion(now).artifact)


def test_after_a_refusal_and_a_defect_the_next_errand_has_its_turn() -> None:
    watch, troubles = watched(), Troubles()
    for errand in (read_the_log, divide, go_on):
        troubles.attempt(errand, watch, noon(weeks=1))
    assert watch.world.registry.champion("reached") == "v1"
    with pytest.raises(ExceptionGroup) as raised:
        troubles.surface()
    (defect,) = raised.value.exceptions
    assert isinstance(defect, ZeroDivisionError)
    assert defect.__notes__ == ["met in flights: divide"]


def test_a_refusal_is_told_once_a_day_and_again_on_the_next() -> None:
    watch, troubles = watched(), Troubles()
    for days in (7, 7, 8):
        troubles.attempt(read_the_log, watch, noon(weeks=0).replace(day=1 + days))
    told = [notice for notice in watch.ledger.outbox.of(watch.model) if notice.key.startswith("trouble")]
    assert [notice.title for notice in told] == ["flights: could not read the log"] * 2
    assert troubles.surface() == troubles.refusals
    assert len(troubles.refusals) == 3


def test_a_flow_notes_that_it_ran_and_how_much_it_could_not_do() -> None:
    watch, troubles = watched(), Troubles()
    for errand in (read_the_log, divide, go_on):
        troubles.attempt(errand, watch, noon(weeks=1))
    troubles.note_in(watch.ledger, "monitor", ran_at=noon(weeks=1))
    assert watch.ledger.board.standing(noon(weeks=1)).beats == (Beat("monitor", noon(weeks=1), 2),)
