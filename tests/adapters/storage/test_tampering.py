"""What somebody with the database's password changes by hand, the audit shows, and says what it was."""

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.auditing import verify_ledger
from adapters.storage import open_ledger
from domain.ports import Ledger
from tests.adapters.storage.tampering import by_hand
from tests.builders import a_lifting, a_promotion, a_request, a_silence, a_wish, an_approval


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a database that holds a wish, an answered question, a promotion and two silences."""
    url = str(request.getfixturevalue(f"{request.param}_url"))
    ledger = open_ledger(url)
    ledger.decisions.record(a_wish())
    ledger.requests.record(a_request())
    ledger.requests.answer(an_approval(account="ada@laptop"))
    ledger.promotions.record(a_promotion())
    ledger.silences.record(a_silence())
    ledger.silences.record(a_silence(by="bob"))
    ledger.close()
    return url


@pytest.fixture
def tampered(url: str) -> Iterator[Ledger]:
    """The ledger there."""
    ledger = open_ledger(url)
    yield ledger
    ledger.close()


def test_nothing_is_wrong_with_what_nobody_touched(tampered: Ledger) -> None:
    assert verify_ledger(tampered) == ()


@pytest.mark.parametrize(
    ("statement", "sentences"),
    [
        (
            "UPDATE silences SET body = replace(body, 'known sensor fault', 'none of your business') "
            "WHERE created_by = 'bob'",
            [
                "entry 6 and the ledger differ: flights: silenced by bob",
                "says.why was entered as 'known sensor fault', is kept as 'none of your business'",
            ],
        ),
        ("DELETE FROM silences WHERE created_by = 'ada'", ["entry 5 tells of what the ledger does not hold"]),
        (
            "UPDATE audit SET actor = 'bob' WHERE number = 5",
            ["entry 6 names another hash than entry 5", "actor was entered as 'bob', is kept as 'ada'"],
        ),
        ("UPDATE audit SET actor = 'ada' WHERE number = 6", ["actor was entered as 'ada', is kept as 'bob'"]),
        ("UPDATE audit SET says = '[1]' WHERE number = 6", ["entry 6 and the ledger differ"]),
        (
            "DELETE FROM audit WHERE number = 6",
            ["no entry tells of what the ledger holds: flights: silenced by bob at 2013-04-08 00:00:00 UTC"],
        ),
        (
            "DELETE FROM audit WHERE number = 3",
            ["between entry 2 and entry 4", "no entry tells of what the ledger holds: flights: approved by ada"],
        ),
        (
            "UPDATE requests SET status = 'rejected'",
            ["is rejected in the ledger, but by its answers it is approved"],
        ),
        (
            "UPDATE requests SET status = 'expired'",
            [
                "is expired in the ledger, but by its answers it is approved",
                "no entry tells of what the ledger holds: flights: expired",
            ],
        ),
        (
            "UPDATE requests SET status = 'granted'",
            [f"request {a_request().id} of the ledger: column status holds 'granted', which is none of pending, appr"],
        ),
        (
            "DELETE FROM approvals",
            ["is approved in the ledger, but by its answers it is pending", "entry 3 tells of what the ledger does"],
        ),
        (
            "UPDATE approvals SET body = replace(body, '\"ada\"', '\"eve\"')",
            ["entry 3 tells of what the ledger does not hold", "no entry tells of what the ledger holds: flights"],
        ),
        (
            'UPDATE decisions SET body = replace(body, \'"by":"ada"\', \'"by":"eve"\')',
            ["entry 1 and the ledger differ", "actor was entered as 'ada', is kept as 'eve'"],
        ),
        (
            "UPDATE approvals SET body = replace(body, 'ada@laptop', 'eve@laptop')",
            ["entry 3 and the ledger differ", "account was entered as 'ada@laptop', is kept as 'eve@laptop'"],
        ),
        (
            "UPDATE approvals SET body = replace(body, '\"ada@laptop\"', 'null')",
            ["account was entered as 'ada@laptop', is kept as None"],
        ),
        ("UPDATE decisions SET reason = 'fired'", ["entry 1 tells of what the ledger does not hold"]),
        (
            "UPDATE promotions SET body = replace(body, '\"v2\"', '\"v9\"')",
            ["entry 4 tells of what the ledger does not hold", "no entry tells of what the ledger holds"],
        ),
        (
            "INSERT INTO audit SELECT 7, entered_at, actor, door, deed, model, about, says, before FROM audit "
            "WHERE number = 6",
            ["entry 7 names another hash than entry 6", "entry 7 tells once more what entry 6 told"],
        ),
    ],
    ids=[
        "a silence changed",
        "a silence deleted",
        "an entry changed",
        "the newest entry changed",
        "an entry made unreadable",
        "the newest entry deleted",
        "an entry deleted",
        "a state turned round",
        "a state closed",
        "a state that is none",
        "an answer deleted",
        "an answer given another name",
        "a wish given another name",
        "an answer from another account",
        "an answer from nowhere",
        "a wish made a policy's",
        "a promotion changed",
        "an entry doubled",
    ],
)
def test_what_was_changed_by_hand_is_said(url: str, tampered: Ledger, statement: str, sentences: list[str]) -> None:
    by_hand(url, statement)

    found = verify_ledger(tampered)

    for sentence in sentences:
        assert any(sentence in each for each in found), found


@pytest.mark.parametrize(
    ("statement", "sentences"),
    [
        (
            "UPDATE liftings SET body = replace(body, '\"grace\"', '\"eve\"')",
            ["entry 7 and the ledger differ", "actor was entered as 'grace', is kept as 'eve'"],
        ),
        ("DELETE FROM liftings", ["entry 7 tells of what the ledger does not hold (any more): flights: lifted"]),
        (
            "INSERT INTO liftings (id, model, body, silence_id, lifted_by, lifted_at) SELECT 'forged', model, "
            f"replace(body, '{a_silence().id}', '{a_silence(by='bob').id}'), '{a_silence(by='bob').id}', lifted_by, "
            "lifted_at FROM liftings",
            ["no entry tells of what the ledger holds: flights: lifted the silence by grace"],
        ),
        ("DELETE FROM audit WHERE number = 7", ["no entry tells of what the ledger holds: flights: lifted"]),
    ],
    ids=["changed", "removed", "added", "its entry removed"],
)
def test_a_lifting_that_was_changed_by_hand_is_said(
    url: str, tampered: Ledger, statement: str, sentences: list[str]
) -> None:
    tampered.silences.lift(a_lifting())
    assert verify_ledger(tampered) == ()

    by_hand(url, statement)

    found = verify_ledger(tampered)
    for sentence in sentences:
        assert any(sentence in each for each in found), found


@pytest.mark.parametrize(
    ("shelf", "noun", "newer", "differences"),
    [
        ("decisions", a_wish(number=2), '"account"\\:null,', 0),
        ("requests", a_request(bound_to="another digest"), '"needs"\\:1,', 0),
        ("requests", a_request(bound_to="another digest", needs=2), '"needs"\\:2,', 1),
    ],
    ids=["nothing", "its default", "something else"],
)
def test_an_entry_from_before_a_field_was_there_tells_of_the_fields_default(
    url: str, tampered: Ledger, shelf: str, noun: Any, newer: str, differences: int
) -> None:
    getattr(tampered, shelf).record(noun)
    newest = tampered.audit.head()
    assert newest is not None

    by_hand(url, f"UPDATE audit SET says = replace(says, '{newer}', '') WHERE number = {newest.number}")

    assert tampered.audit.head() != newest
    assert len(verify_ledger(tampered)) == differences


def test_a_row_that_cannot_be_read_is_told_beside_what_else_was_changed(url: str, tampered: Ledger) -> None:
    by_hand(
        url,
        "UPDATE silences SET body = 'null' WHERE created_by = 'bob'",
        "UPDATE promotions SET to_version = 'v9'",
        "UPDATE audit SET actor = 'bob' WHERE number = 5",
    )

    found = verify_ledger(tampered)

    unread = f"silence {a_silence(by='bob').id} of the ledger holds no readable Silence"
    assert sum(sentence.startswith(unread) for sentence in found) == 1
    for sentence in ("entry 6 names another hash", "column to_version holds 'v9'", "nothing in the ledger could be"):
        assert any(sentence in each for each in found), found


def test_a_ledger_that_was_cut_back_whole_shows_by_its_head(url: str, tampered: Ledger) -> None:
    head = tampered.audit.head()
    assert head is not None

    by_hand(url, "DELETE FROM audit WHERE number >= 5", "DELETE FROM silences")

    assert verify_ledger(tampered) == ()
    (sentence,) = verify_ledger(tampered, head.hash)
    assert "the chain ends with 4" in sentence
