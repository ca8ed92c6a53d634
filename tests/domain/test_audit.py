"""The chain shows every change, and what is entered is somebody's deed."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from domain.approvals import Answer, RequestState
from domain.audit import GENESIS, Audited, AuditEntry, audited, broken, following
from domain.decisions import Action
from tests.builders import (
    MODEL,
    a_closing,
    a_decision,
    a_lifting,
    a_moment,
    a_probation,
    a_promotion,
    a_request,
    a_signal,
    a_silence,
    a_verdict,
    a_wish,
    an_approval,
    an_order,
)

Chain = tuple[AuditEntry, ...]


def chained(entered: Iterable[Audited | None]) -> Chain:
    """The chain with these entries, numbers and hashes that fit, as anyone who can write to the ledger can make it."""
    entries: list[AuditEntry] = []
    for each in entered:
        assert each is not None
        entries.append(following(entries[-1] if entries else None, each))
    return tuple(entries)


def a_chain(length: int = 6) -> Chain:
    """So many silences, one an hour."""
    return chained(audited(a_silence(created_at=a_moment(hours=number))) for number in range(length))


def changed(entry: AuditEntry, **fields: Any) -> AuditEntry:
    return replace(entry, entered=replace(entry.entered, **fields))


def _chained_anew(chain: Chain) -> Chain:
    return chained(entry.entered for entry in chain)


def test_a_chain_as_it_was_written_holds_with_every_head_it_ever_had() -> None:
    chain = a_chain()

    assert chain[0].before == GENESIS
    assert [entry.number for entry in chain] == [1, 2, 3, 4, 5, 6]
    assert broken(chain) == ()
    assert broken(()) == ()
    for entry in chain:
        assert broken(chain, entry.hash) == ()


@pytest.mark.parametrize(
    "field", [{"says": "{}"}, {"actor": "bob"}, {"deed": "promoted"}, {"at": a_moment(days=9)}, {"model": "taxis"}]
)
def test_a_changed_entry_does_not_fit_the_next_one(field: dict[str, Any]) -> None:
    chain = a_chain()
    forged = (*chain[:2], changed(chain[2], **field), *chain[3:])

    (sentence,) = broken(forged)

    assert "entry 4" in sentence
    assert "entry 3" in sentence


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda chain: (*chain[:2], *chain[3:]), "between entry 2 and entry 4 there are entries missing"),
        (lambda chain: chain[1:], "begins with entry 2"),
        (lambda chain: (replace(chain[0], before="f" * 64), *chain[1:]), "entry 1 names an entry before it"),
        (lambda chain: (chain[0], chain[2], chain[1], *chain[3:]), "entry 2 comes after entry 3"),
        (lambda chain: (*chain[:2], chain[1], *chain[2:]), "entry 2 comes after entry 2"),
        (
            lambda chain: (chain[0], replace(chain[1], number=3), replace(chain[2], number=2), *chain[3:]),
            "entry 2 comes after entry 3",
        ),
        (
            lambda chain: (*chain[:1], replace(chain[1], entered=chain[2].entered), *chain[2:]),
            "entry 3 names another hash than entry 2 has",
        ),
    ],
    ids=["removed", "cut at the start", "first changed", "reordered", "doubled", "renumbered", "swapped in"],
)
def test_what_was_done_to_a_chain_is_said_with_its_number(tamper: Callable[[Chain], Chain], said: str) -> None:
    assert any(said in sentence for sentence in broken(tamper(a_chain())))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda chain: chain[:-1],
        lambda chain: _chained_anew(chain[:3] + chain[4:]),
        lambda chain: _chained_anew((changed(chain[0], actor="bob"), *chain[1:])),
        lambda chain: (*chain[:-1], changed(chain[-1], actor="bob")),
        lambda _: (),
    ],
    ids=["cut at the end", "removed and chained anew", "changed and chained anew", "newest changed", "emptied"],
)
def test_what_leaves_a_whole_chain_shows_by_the_head_known_from_outside(tamper: Callable[[Chain], Chain]) -> None:
    chain = a_chain()
    forged = tamper(chain)

    assert broken(forged) == ()
    (sentence,) = broken(forged, chain[-1].hash)
    assert chain[-1].hash in sentence


@pytest.mark.parametrize(
    ("noun", "deed", "actor", "door"),
    [
        (a_request(), "asked for approval", "driftwarden", "flow"),
        (a_closing(), "expired", "driftwarden", "flow"),
        (a_closing(state=RequestState.OVERTAKEN), "overtaken", "driftwarden", "flow"),
        (an_approval(), "approved", "ada", "slack"),
        (an_approval(answer=Answer.REJECT, by="bob", door="command line"), "rejected", "bob", "command line"),
        (a_promotion(), "promoted", "driftwarden", "flow"),
        (a_promotion(rolls_back="an earlier one"), "rolled back", "driftwarden", "flow"),
        (a_silence(door="slack"), "silenced", "ada", "slack"),
        (a_lifting(), "lifted the silence", "grace", "slack"),
        (a_wish(), "asked to retrain", "ada", "slack"),
        (a_wish(action=Action.ROLL_BACK), "asked to roll back", "ada", "slack"),
    ],
)
def test_a_deed_is_entered_with_who_did_it_and_by_which_door(noun: Any, deed: str, actor: str, door: str) -> None:
    entered = audited(noun, model=MODEL)

    assert entered is not None
    assert (entered.deed, entered.actor, entered.door) == (deed, actor, door)
    assert (entered.model, entered.about) == (MODEL, noun.id)


@pytest.mark.parametrize("noun", [a_decision(), a_verdict(), an_order(), a_signal(), a_probation()])
def test_what_nobody_did_is_not_entered(noun: object) -> None:
    assert audited(noun) is None


def test_an_answer_without_its_model_is_refused() -> None:
    with pytest.raises(ValueError, match="does not name its model"):
        audited(an_approval())


def test_an_entry_says_the_whole_noun_in_the_same_words_wherever_its_moments_come_from() -> None:
    elsewhere = timezone(timedelta(hours=5, minutes=45))
    here, there = (a_silence(until=moment) for moment in (a_moment(days=1), a_moment(days=1).astimezone(elsewhere)))
    told = audited(here)

    assert told is not None
    assert told == audited(there)
    assert json.loads(told.says)["why"] == here.why
    assert json.loads(told.says)["until"] == "2013-04-09T00:00:00+00:00"


def test_the_hash_is_the_same_for_the_same_moment_in_another_zone() -> None:
    entry = a_chain(1)[0]
    elsewhere = entry.entered.at.astimezone(timezone(timedelta(hours=-3)))

    assert changed(entry, at=elsewhere).hash == entry.hash
