"""Every ledger keeps how a silence was lifted before its time: once, with its notice and its entry."""

import pytest

from adapters.auditing import verify_ledger
from domain.errors import Unheard
from domain.ports import Ledger
from tests.builders import MODEL, a_lifting, a_moment, a_notice, a_silence


def test_a_silence_is_lifted_once_told_once_and_entered_once(ledger: Ledger) -> None:
    silence = ledger.silences.record(a_silence())
    first = a_lifting(silence, why="the sensor is mended")

    kept = [
        ledger.silences.lift(each, tell=a_notice(key=each.by)) for each in (first, first, a_lifting(silence, by="eve"))
    ]

    assert kept == [first] * 3
    assert ledger.silences.liftings(MODEL) == (first,)
    assert ledger.silences.of(MODEL) == (silence,)
    assert [notice.key for notice in ledger.outbox.of(MODEL)] == ["grace"]
    told = [(entry.entered.deed, entry.entered.actor, entry.entered.door) for entry in ledger.audit.entries()]
    assert told == [("silenced", "ada", "command line"), ("lifted the silence", "grace", "slack")]
    assert verify_ledger(ledger) == ()


@pytest.mark.parametrize("id_", ["", "another", a_silence().id[:8]])
def test_what_was_never_muted_cannot_be_lifted(ledger: Ledger, id_: str) -> None:
    ledger.silences.record(a_silence())

    with pytest.raises(Unheard, match="the ledger holds no silence"):
        ledger.silences.lift(a_lifting(silence=id_), tell=a_notice())

    assert ledger.silences.liftings(MODEL) == ()
    assert ledger.outbox.of(MODEL) == ()


def test_liftings_of_a_model_come_in_the_order_in_which_they_came_about(ledger: Ledger) -> None:
    silences = [ledger.silences.record(a_silence(created_at=a_moment(hours=hour))) for hour in range(3)]
    elsewhere = ledger.silences.record(a_silence(model="taxis"))

    lifted = [ledger.silences.lift(a_lifting(silences[at])) for at in (2, 0)]
    ledger.silences.lift(a_lifting(elsewhere))

    assert ledger.silences.liftings(MODEL) == tuple(lifted)
    assert ledger.silences.liftings("boats") == ()
    assert ledger.models() == (MODEL, "taxis")
