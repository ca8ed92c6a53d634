"""What people answer and ask for at the command line, and the record of it."""

from __future__ import annotations

import getpass
import re
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adapters.storage import open_ledger
from domain.approvals import RequestState
from domain.decisions import Action, Ask, Reason
from driftwarden.accounts import account_of_this_machine
from tests.builders import MONDAY, a_candidate, a_decision, a_promotion, a_request, a_signal, a_verdict, a_window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.approvals import ApprovalRequest
    from domain.ports import Ledger
    from tests.driftwarden.front_door import FrontDoor

MODEL = "bike-demand"
DAY = timedelta(days=1)


@pytest.fixture
def ledger(bikes: Path) -> Iterator[Ledger]:
    """The project's ledger: v2 in force, v1 before it, one calm window."""
    (bikes / ".driftwarden").mkdir()
    with closing(open_ledger(f"sqlite:///{bikes / '.driftwarden' / 'ledger.db'}")) as opened:
        first = a_promotion(
            model=MODEL, from_version=None, to_version="v1", approval=None, promoted_at=MONDAY - 30 * DAY
        )
        opened.promotions.record(first)
        opened.promotions.record(a_promotion(model=MODEL, promoted_at=MONDAY - 9 * DAY))
        calm = a_decision(model=MODEL, action=Action.NOTHING, reason=Reason.CALM, signals=())
        opened.decisions.record(calm)
        opened.signals.record(a_signal(model=MODEL, window=a_window()))
        yield opened


def _asked(ledger: Ledger, **fields: Any) -> ApprovalRequest:
    """A question that is open for a day."""
    first = ledger.candidates.record(a_candidate(model=MODEL, training_run=None))
    verdict = ledger.verdicts.record(a_verdict(model=MODEL, candidate=first.id))
    until = datetime.now(UTC) + DAY
    asked = a_request(
        model=MODEL, verdict=verdict.id, candidate=first.id, asked_at=until - 3 * DAY, expires_at=until, **fields
    )
    return ledger.requests.record(asked)


def test_who_does_not_say_who_they_are_is_the_user_of_this_machine_and_is_told_so(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "grace")
    request = _asked(ledger)
    said = driftwarden("approve", request.id, "-p", bikes)
    assert said.out == "bike-demand: grace approved v2; the next run replaces v1 by it\n"
    assert said.err == "in the name of grace, the user of this machine; --by names somebody else\n"
    assert [answer.by for answer in ledger.requests.answers(request.id)] == ["grace"]


def test_a_machine_that_does_not_know_its_user_asks_for_the_name(
    driftwarden: FrontDoor, bikes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise OSError("no username set in the environment")

    monkeypatch.setattr(getpass, "getuser", nobody)
    said = driftwarden("approve", "a", "-p", bikes)
    assert (said.code, "--by" in said.err, "does not know who you are" in said.err) == (2, True, True)


def test_the_first_of_two_is_told_that_another_one_is_needed(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = _asked(ledger, needs=2)
    first = driftwarden("approve", request.id, "--by", "ada", "-p", bikes)
    assert first.out == "bike-demand: ada approved v2; 1 more approval needed, until then v1 stays\n"
    monkeypatch.setattr(socket, "gethostname", lambda: "bobs-laptop")
    second = driftwarden("approve", request.id, "--by", "bob", "-p", bikes)
    assert second.out == "bike-demand: bob approved v2; the next run replaces v1 by it\n"
    assert ledger.requests.state(request.id) is RequestState.APPROVED
    shown = driftwarden("audit", "show", "-p", bikes).out
    assert "bobs-laptop" in shown
    assert "the audit holds" in driftwarden("audit", "verify", "-p", bikes).out


def test_two_names_typed_at_one_machine_are_one_person(driftwarden: FrontDoor, bikes: Path, ledger: Ledger) -> None:
    request = _asked(ledger, needs=2)
    driftwarden("approve", request.id, "--by", "ada", "-p", bikes)
    second = driftwarden("approve", request.id, "--by", "grace", "-p", bikes)
    assert (second.code, second.out) == (1, "")
    assert f"{account_of_this_machine()} has answered request {request.id} already, as ada" in " ".join(
        second.err.split()
    )
    assert [answer.by for answer in ledger.requests.answers(request.id)] == ["ada"]
    assert ledger.requests.state(request.id) is RequestState.PENDING
    rejected = driftwarden("reject", request.id, "--by", "grace", "--why", "not like this", "-p", bikes)
    assert rejected.out == "bike-demand: grace rejected v2; v1 stays the champion\n"


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("ada", "by somebody else, as ada asked for the training, until"),
        ("bob", "by somebody else, as ada asked for the training from the same account, "),
    ],
)
def test_whoever_asked_for_the_training_is_told_that_somebody_else_has_to_approve(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger, by: str, says: str
) -> None:
    request = _asked(ledger, wished_by="ada", wished_from=account_of_this_machine())
    said = driftwarden("approve", request.id, "--by", by, "-p", bikes)
    assert f"1 more approval needed, {says}" in said.out
    assert ledger.requests.state(request.id) is RequestState.PENDING


def test_who_is_listed_by_a_slack_id_alone_is_not_answered_for_at_the_command_line(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger
) -> None:
    request = _asked(ledger, asked_of=("U07ADA", "U07BOB (bob)"))
    said = driftwarden("approve", request.id, "--by", "U07ADA", "-p", bikes)
    assert (said.code, said.out, "answers in Slack alone" in said.err) == (1, "", True)
    assert "U07BOB (bob) approved v2" in driftwarden("approve", request.id, "--by", "bob", "-p", bikes).out


def test_a_retraining_is_noted_once_and_says_what_comes_next(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger
) -> None:
    words = ("retrain", MODEL, "--why", "the season has changed", "--by", "ada", "-p", bikes)
    first, again = driftwarden(*words), driftwarden(*words)
    (wished,) = ledger.decisions.unordered()
    assert wished.asked == Ask(
        by="ada", door="command line", why="the season has changed", account=account_of_this_machine()
    )
    assert f"retrain noted (decision {wished.id[:8]}); the next run orders it" in first.out
    assert "the challenger has to beat v2" in first.out
    assert "was asked for already" in again.out
    other = driftwarden("retrain", MODEL, "--why", "me too", "--by", "bob", "-p", bikes)
    assert (other.code, other.out) == (1, "")
    assert "the retraining that ada asked for at" in other.err


def test_the_only_approver_who_asks_is_told_that_somebody_else_is_needed(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger
) -> None:
    file = bikes / "models" / "bike-demand.yaml"
    file.write_text(file.read_text("utf-8").replace("approvers: []", "approvers: [U07ADA (ada)]"), "utf-8")
    said = driftwarden("retrain", MODEL, "--why", "x", "--by", "ada", "-p", bikes)
    assert "only ada, who asked for it, is asked for approval; name another one in approval.approvers" in said.out


def test_a_roll_back_is_noted_and_says_what_comes_back(driftwarden: FrontDoor, bikes: Path, ledger: Ledger) -> None:
    said = driftwarden("rollback", MODEL, "--why", "complaints", "--by", "ada", "-p", bikes)
    assert "the next run puts v1 back in force in place of v2" in said.out
    assert [decision.action for decision in ledger.decisions.undone()] == [Action.ROLL_BACK]


def test_a_silence_says_until_when_and_ends_by_itself(driftwarden: FrontDoor, bikes: Path, ledger: Ledger) -> None:
    said = driftwarden("silence", MODEL, "--signal", "mae", "--for", "2d", "--why", "known", "--by", "ada", "-p", bikes)
    (muted,) = ledger.silences.of(MODEL)
    assert (muted.signal, muted.until - muted.created_at, muted.door) == ("mae", 2 * DAY, "command line")
    assert f"mae is muted until {muted.until:%Y-%m-%d %H:%M} UTC" in said.out


def test_a_silence_is_lifted_before_its_end_and_says_what_is_acted_on_again(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger
) -> None:
    mute = ("silence", MODEL, "--for", "2d", "--why", "known", "--by", "ada", "-p", bikes)
    driftwarden(*mute)
    driftwarden(*mute, "--signal", "mae")
    whole, mae = ledger.silences.of(MODEL)
    lift = ("silence", MODEL, "--lift", "--by", "bob", "-p", bikes)
    stays = f"the whole model stays muted until {whole.until:%Y-%m-%d %H:%M} UTC"
    assert driftwarden(*lift, "--signal", "mae", "--why", "mended").out == f"{MODEL}: muted no longer: mae; {stays}\n"
    shown = " ".join(driftwarden("status", "-p", bikes).out.split())
    until = f"{MODEL}: muted until {whole.until:%Y-%m-%d %H:%M} UTC by ada (known)"
    assert f"{until}; driftwarden silence {MODEL} --lift --project {bikes} ends it" in shown
    assert "mae is muted" not in shown
    acts = "policies act on it again from the next window on"
    assert driftwarden(*lift).out == f"{MODEL}: muted no longer: the whole model; {acts}\n"
    assert [(each.silence, each.by, each.why, each.door) for each in ledger.silences.liftings(MODEL)] == [
        (mae.id, "bob", "mended", "command line"),
        (whole.id, "bob", None, "command line"),
    ]
    assert "ends it" not in driftwarden("status", "-p", bikes).out
    again = driftwarden(*lift)
    assert (again.code, again.out, f"{MODEL}: nothing of it is muted" in again.err) == (1, "", True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--lift", "--for", "1d"), "cannot be given with --lift"),
        (("--why", "x"), "say how long, such as --for 1d; or end a silence with --lift"),
        (("--for", "1d"), "say why"),
    ],
    ids=" ".join,
)
def test_a_silence_begins_with_its_length_and_reason_or_ends(
    driftwarden: FrontDoor, words: tuple[str, ...], says: str
) -> None:
    said = driftwarden("silence", MODEL, "--by", "ada", *words)
    assert (said.code, said.out) == (2, "")
    assert says in " ".join(said.err.replace("│", "").split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("silence", MODEL, "--signal", "rmse", "--for", "1d"), "no signal 'rmse' in its newest window; there is: mae"),
        (("silence", "bikes", "--for", "1d"), "no model 'bikes' in .*there is: bike-demand"),
        (("retrain", "bikes"), "no model 'bikes' in .*there is: bike-demand"),
        (("rollback", "bikes"), "no model 'bikes' in .*there is: bike-demand"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_what_is_not_there_is_answered_with_what_there_is(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger, words: tuple[str, ...], says: str
) -> None:
    said = driftwarden(*words, "--why", "x", "--by", "ada", "-p", bikes)
    assert (said.code, said.out) == (1, "")
    assert re.search(says, said.err), said.err


def test_before_there_is_a_champion_nothing_can_be_asked_for(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("retrain", MODEL, "--why", "x", "--by", "ada", "-p", bikes)
    assert (said.code, said.out) == (1, "")
    assert "driftwarden adopt" in said.err


@pytest.mark.parametrize(
    "words",
    [("silence", MODEL, "--why", "x"), ("retrain", MODEL), ("rollback", MODEL), ("silence", MODEL, "--for", "soon")],
    ids=" ".join,
)
def test_what_has_to_be_said_is_asked_for(driftwarden: FrontDoor, words: tuple[str, ...]) -> None:
    assert driftwarden(*words, "--by", "ada").code == 2


def test_an_empty_audit_holds(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("audit", "verify", "-p", bikes)
    assert (said.code, said.out) == (0, "the audit is empty: nobody has asked, answered or changed anything yet\n")


def test_an_empty_audit_says_so_where_it_is_shown(driftwarden: FrontDoor, bikes: Path) -> None:
    assert driftwarden("audit", "show", "-p", bikes).out.startswith("the audit is empty")


def test_a_head_that_is_no_hash_is_refused_before_anything_is_compared(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("audit", "verify", "--head", "zz", "-p", bikes)
    assert (said.code, "64 hexadecimal digits" in said.err) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        ("reject", "abc", "--why", " "),
        ("retrain", MODEL, "--why", ""),
        ("rollback", MODEL, "--why", ""),
        ("silence", MODEL, "--for", "1d", "--why", ""),
        ("approve", "abc", "--by", ""),
    ],
)
def test_an_empty_reason_or_name_is_refused(driftwarden: FrontDoor, bikes: Path, words: tuple[str, ...]) -> None:
    said = driftwarden(*words, "-p", bikes)
    assert (said.code, "is empty" in said.err) == (2, True)


def test_who_names_no_open_request_is_told_what_waits(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("approve", "zzz", "--by", "ada", "-p", bikes)
    assert "what waits for an answer: nothing" in said.err


def test_the_audit_holds_and_says_which_hash_to_keep(driftwarden: FrontDoor, bikes: Path, ledger: Ledger) -> None:
    _asked(ledger)
    head = ledger.audit.head()
    assert head is not None
    said = driftwarden("audit", "verify", "-p", bikes)
    assert (said.code, f"head {head.hash}" in said.out) == (0, True)
    assert driftwarden("audit", "verify", "--head", head.hash, "-p", bikes).code == 0
    cut = driftwarden("audit", "verify", "--head", "f" * 64, "-p", bikes)
    assert (cut.code, cut.out) == (1, "")
    assert "no entry has the hash" in cut.err


def test_an_answer_that_was_changed_afterwards_breaks_the_audit(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger
) -> None:
    request = _asked(ledger)
    driftwarden("approve", request.id, "--by", "ada", "-p", bikes)
    with closing(sqlite3.connect(bikes / ".driftwarden" / "ledger.db")) as database:
        database.execute("UPDATE approvals SET body = replace(body, '\"ada\"', '\"eve\"')")
        database.commit()
    said = driftwarden("audit", "verify", "-p", bikes)
    assert (said.code, said.out) == (1, "")
    assert "the audit does not hold" in said.err


def test_the_audit_shows_who_did_what(driftwarden: FrontDoor, bikes: Path, ledger: Ledger) -> None:
    request = _asked(ledger)
    driftwarden("approve", request.id, "--by", "ada", "-p", bikes)
    shown = driftwarden("audit", "show", "--model", MODEL, "-p", bikes).out
    told = " ".join(shown.split())
    for words in ("asked for approval (v2 for v1),", "approved (v2 for v1), command line"):
        assert words in told, words
    other = driftwarden("audit", "show", "--model", "bikes", "-p", bikes)
    assert (other.code, "about a model 'bikes'" in other.err) == (1, True)


def test_the_audit_shows_from_which_account_a_model_was_muted_and_unmuted(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "adas-laptop")
    driftwarden("silence", MODEL, "--for", "2d", "--why", "known", "--by", "grace", "-p", bikes)
    driftwarden("silence", MODEL, "--lift", "--by", "grace", "-p", bikes)
    by_hand = [entry.entered for entry in ledger.audit.entries() if entry.entered.actor == "grace"]
    account = account_of_this_machine()
    assert [(told.deed, told.account) for told in by_hand] == [("silenced", account), ("lifted the silence", account)]
    assert driftwarden("audit", "show", "--model", MODEL, "-p", bikes).out.count("adas-laptop") == 2
    assert "the audit holds" in driftwarden("audit", "verify", "-p", bikes).out
