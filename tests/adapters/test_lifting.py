"""A silence is lifted before its time: told where it was told of, and refused with words where nothing is muted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adapters.lifting import lift, muted_now
from adapters.memory import MemoryLedger
from adapters.storage import open_ledger
from adapters.wishes import silence
from domain.errors import NotNow, Unheard
from tests.builders import MODEL, a_decision, a_moment, a_signal

if TYPE_CHECKING:
    from pathlib import Path

    from domain.ports import Ledger
    from domain.silences import Silence

NOW = a_moment(days=2)
LATER = NOW + timedelta(hours=1)


def _muted(*signals: str | None, within: Ledger | None = None, **fields: Any) -> tuple[Ledger, list[Silence]]:
    """A ledger in which ada muted each of them for a day."""
    ledger = within or MemoryLedger()
    ledger.decisions.record(a_decision())
    for name in filter(None, signals):
        ledger.signals.record(a_signal(name=name))
    given: dict[str, Any] = {"until": NOW + timedelta(days=1), "by": "ada", "why": "known", "door": "slack", "at": NOW}
    return ledger, [silence(ledger, MODEL, signal=each, **(given | fields)) for each in signals]


def _lift(ledger: Ledger, **fields: Any) -> tuple[Silence, ...]:
    given: dict[str, Any] = {"by": "bob", "why": "mended", "door": "command line", "at": LATER}
    return lift(ledger, MODEL, **(given | fields))


def test_a_silence_is_lifted_and_told_where_it_was_told_of() -> None:
    ledger, (muted,) = _muted(None, thread=a_decision().id)
    assert _lift(ledger) == (muted,)
    assert muted_now(ledger, MODEL, at=LATER) == ()
    asked, told = ledger.outbox.of(MODEL)
    assert (told.title, told.paragraphs[0]) == ("flights: snoozed no longer", "bob: mended.")
    assert (told.thread, told.closes) == (a_decision().id, asked.key)
    assert told.status == "Snoozed no longer, lifted by bob on 2013-04-10 01:00 UTC"
    assert ledger.audit.entries()[-1].entered.deed == "lifted the silence"


def test_all_that_is_muted_of_a_model_is_lifted_each_told_in_its_place() -> None:
    ledger, muted = _muted(None, "mae", "rmse")
    assert _lift(ledger) == tuple(muted)
    told = ledger.outbox.of(MODEL)
    assert [notice.thread for notice in told[3:]] == [each.id for each in muted]
    assert [notice.title for notice in told[4:]] == [
        f"{name} of flights: snoozed no longer" for name in ("mae", "rmse")
    ]


def test_one_signal_is_lifted_and_the_others_stay_muted() -> None:
    ledger, (mae, rmse) = _muted("mae", "rmse")
    assert _lift(ledger, signal="mae") == (mae,)
    assert muted_now(ledger, MODEL, at=LATER) == (rmse,)


def test_a_signal_of_a_model_that_stays_muted_is_told_so() -> None:
    ledger, (whole, mae) = _muted(None, "mae")
    assert _lift(ledger, signal="mae") == (mae,)
    assert muted_now(ledger, MODEL, at=LATER) == (whole,)
    told = ledger.outbox.of(MODEL)[-1]
    assert told.paragraphs[1] == told.status == "The whole model stays snoozed until 2013-04-11 00:00 UTC, by ada."


@pytest.mark.parametrize(
    ("muted", "fields", "says"),
    [
        ((), {}, "flights: nothing of it is muted$"),
        ((), {"signal": "mae"}, "flights: nothing of it is muted$"),
        ((None,), {"at": NOW + timedelta(days=1)}, "flights: nothing of it is muted$"),
        (("rmse", "mae"), {"signal": "bias"}, "flights: bias is not muted; what is: mae, rmse$"),
        (
            (None,),
            {"signal": "mae"},
            "mae is not muted by itself; the whole model is, until 2013-04-11 00:00 UTC, by ada: lift that without",
        ),
    ],
    ids=["nothing", "no signal", "over by itself", "another signal", "the whole model"],
)
def test_what_is_not_muted_is_refused_with_what_is(
    muted: tuple[str | None, ...], fields: dict[str, Any], says: str
) -> None:
    ledger, _ = _muted(*muted)
    with pytest.raises(NotNow, match=says):
        _lift(ledger, **fields)
    assert len(ledger.outbox.of(MODEL)) == len(muted)
    assert ledger.silences.liftings(MODEL) == ()


def test_a_model_that_there_is_not_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(Unheard, match=r"no model 'weather'.*; there is: flights"):
        lift(_muted(None)[0], "weather", by="bob", why=None, door="slack", at=LATER)


def test_the_very_same_lifting_changes_nothing_and_another_one_finds_nothing_muted() -> None:
    ledger, _ = _muted(None)
    assert _lift(ledger) == _lift(ledger)
    with pytest.raises(NotNow, match="nothing of it is muted"):
        _lift(ledger, by="grace")
    assert len(ledger.outbox.of(MODEL)) == 2
    assert [each.by for each in ledger.silences.liftings(MODEL)] == ["bob"]


def test_what_was_lifted_can_be_muted_and_lifted_again() -> None:
    ledger, _ = _muted(None)
    _lift(ledger)
    at = LATER + timedelta(hours=1)
    again = silence(ledger, MODEL, until=NOW + timedelta(days=1), by="ada", why="known", door="slack", at=at)
    assert muted_now(ledger, MODEL, at=at) == (again,)
    assert _lift(ledger, at=at + timedelta(hours=1)) == (again,)


def test_of_many_who_lift_in_one_moment_one_is_heard_and_the_others_are_told(tmp_path: Path) -> None:
    with closing(open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")) as opened:
        ledger, (muted,) = _muted(None, within=opened)

        def lifts(number: int) -> str:
            try:
                return _lift(ledger, by=f"person {number}")[0].id
            except NotNow as refused:
                return str(refused)

        with ThreadPoolExecutor(8) as people:
            heard = list(people.map(lifts, range(16)))
        assert heard.count(muted.id) == 1
        assert {said for said in heard if said != muted.id} <= {
            "flights: nothing of it is muted",
            f"flights: {ledger.silences.liftings(MODEL)[0].by} has just lifted it, 2013-04-10 01:00 UTC",
        }
        assert len(ledger.outbox.of(MODEL)) == 2
