"""`driftwarden doctor`: one page, exit code 1 where something is to be mended, and letters that are sent again."""

from __future__ import annotations

import json
import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from adapters.storage import open_ledger
from tests.builders import a_moment, a_notice
from tests.outboxes import on_its_way

if TYPE_CHECKING:
    from pathlib import Path

    from domain.ports import Ledger
    from tests.driftwarden.front_door import FrontDoor


def the_ledger(project: Path) -> Ledger:
    (project / ".driftwarden").mkdir(exist_ok=True)
    return open_ledger(f"sqlite:///{project / '.driftwarden' / 'ledger.db'}")


@pytest.fixture
def with_dead_letters(bikes: Path) -> Path:
    """The starter project, in whose outbox two messages were given up."""
    with closing(the_ledger(bikes)) as ledger:
        for key in ("a", "b"):
            ledger.outbox.queue(a_notice(key=key, thread=key))
            ledger.outbox.bury(key, why="Slack refused the message: msg_too_long", at=a_moment())
    return bikes


def test_the_page_says_what_to_mend_and_how_and_the_exit_code_that_there_is_something(
    driftwarden: FrontDoor, bikes: Path
) -> None:
    said = driftwarden("doctor", "--project", bikes)
    assert (said.code, said.err) == (1, "")
    lines = said.out.splitlines()
    assert lines[0].startswith("ok         ledger: can be read")
    at = lines.index("to mend    champion of bike-demand: there is none, so nothing is watched")
    assert lines[at + 1].strip() == f"-> `driftwarden adopt bike-demand --from DAY --to DAY --project {bikes}`"
    assert lines[-1] == "3 things to mend"


def test_every_command_of_a_remedy_can_be_copied_for_a_project_that_lies_elsewhere(
    driftwarden: FrontDoor, with_dead_letters: Path
) -> None:
    shop = with_dead_letters.rename(with_dead_letters.parent / "our shop")
    (shop / "models" / "broken.yaml").write_text("model: [", encoding="utf-8")
    said = driftwarden("doctor", "--project", shop)
    commands = re.findall(r"`driftwarden ([^`]+)`", said.out)
    assert {words.split()[0] for words in commands} >= {"adopt", "check", "doctor", "run"}
    assert [words for words in commands if f"--project '{shop}'" not in words] == []


def test_programs_get_the_same_as_json(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("doctor", "--json", "--project", bikes)
    told = json.loads(said.out)
    assert (said.code, told["is_well"], told["revived"]) == (1, False, [])
    assert {finding["state"] for finding in told["findings"]} == {"ok", "to mend", "not known"}
    assert all((finding["remedy"] is not None) == (finding["state"] == "to mend") for finding in told["findings"])


@pytest.mark.parametrize(("words", "left"), [(("--revive", "a"), ["b"]), (("--revive-all",), [])])
def test_letters_that_were_given_up_are_sent_again(
    words: tuple[str, ...], left: list[str], driftwarden: FrontDoor, with_dead_letters: Path
) -> None:
    said = driftwarden("doctor", *words, "--project", with_dead_letters)
    assert "revived: a; the next round delivers it" in said.out
    with closing(the_ledger(with_dead_letters)) as ledger:
        assert [each.notice.key for each in ledger.outbox.undelivered() if each.buried_at] == left
        assert on_its_way(ledger)[0].key == "a"


def test_a_letter_that_is_none_is_refused_with_those_there_are(driftwarden: FrontDoor, with_dead_letters: Path) -> None:
    said = driftwarden("doctor", "--revive", "c", "--project", with_dead_letters)
    assert (said.code, said.out) == (1, "")
    assert said.err == "driftwarden: no dead letter has the key 'c'; there is: a, b\n"


def test_status_tells_of_letters_that_were_given_up(driftwarden: FrontDoor, with_dead_letters: Path) -> None:
    said = driftwarden("status", "--project", with_dead_letters)
    assert "messages given up: 2; driftwarden doctor --project" in said.out


def test_a_ledger_that_cannot_be_opened_is_a_finding_and_not_a_crash(
    driftwarden: FrontDoor, bikes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRIFTWARDEN_LEDGER_URL", "sqlite:////proc/none/ledger.db")
    said = driftwarden("doctor", "--project", bikes)
    assert said.code == 1
    assert "to mend    project and ledger: ledger sqlite" in said.out
    assert "not known  everything else" in said.out


def test_an_audit_that_somebody_changed_by_hand_is_found(driftwarden: FrontDoor, bikes: Path) -> None:
    import sqlite3

    from tests.builders import a_silence

    with closing(the_ledger(bikes)) as ledger:
        ledger.silences.record(a_silence())
    with closing(sqlite3.connect(bikes / ".driftwarden" / "ledger.db")) as database, database:
        database.execute("UPDATE silences SET body = replace(body, 'known sensor fault', 'nothing')")
    said = driftwarden("doctor", "--project", bikes)
    assert "to mend    audit: does not hold: " in said.out
    assert f"`driftwarden audit verify --project {bikes}`" in said.out
