"""What lasts when a handle is closed, and when a process is killed, on the ledgers that last."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.auditing import verify_ledger
from adapters.storage import open_ledger
from domain.approvals import RequestState
from tests.adapters.story import STORY
from tests.builders import (
    MODEL,
    a_decision,
    a_lifting,
    a_moment,
    a_notice,
    a_request,
    an_approval,
)
from tests.outboxes import on_its_way

LEASE = timedelta(minutes=5)
NOW = a_moment()

durably = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)


@durably
def test_what_one_handle_recorded_another_reads(database_url: str) -> None:
    first, second = open_ledger(database_url), open_ledger(database_url)
    for shelf, noun in STORY:
        getattr(first, shelf).record(noun)
    first.close()

    found = [getattr(second, shelf).of(MODEL) for shelf, _ in STORY]
    second.close()

    assert found == [(noun,) for _, noun in STORY]


DIES_BETWEEN_NOUN_AND_NOTICE = """
import os, signal, sys
from sqlalchemy import Engine, event
from adapters.storage import open_ledger
from tests.builders import a_decision, a_notice

def die(connection, cursor, statement, parameters, context, executemany):
    if statement.startswith("INSERT INTO notices"):
        os.kill(os.getpid(), signal.SIGKILL)

ledger = open_ledger(sys.argv[1])
event.listen(Engine, "before_cursor_execute", die)
ledger.decisions.record(a_decision(), tell=a_notice())
"""

DIES_HOLDING_A_CLAIM = """
import os, signal, sys
from datetime import timedelta
from adapters.storage import open_ledger
from tests.builders import a_moment

with open_ledger(sys.argv[1]).claim("reconcile", now=a_moment(), lease=timedelta(minutes=5)):
    os.kill(os.getpid(), signal.SIGKILL)
"""


DIES_BETWEEN_NOUN_AND_ENTRY = """
import os, signal, sys
from sqlalchemy import Engine, event
from adapters.storage import open_ledger
from tests.builders import a_request, an_approval

def die(connection, cursor, statement, parameters, context, executemany):
    if statement.startswith("INSERT INTO audit"):
        os.kill(os.getpid(), signal.SIGKILL)

ledger = open_ledger(sys.argv[1])
ledger.requests.record(a_request())
event.listen(Engine, "before_cursor_execute", die)
ledger.requests.answer(an_approval())
"""

DIES_BETWEEN_LIFTING_AND_ENTRY = """
import os, signal, sys
from sqlalchemy import Engine, event
from adapters.storage import open_ledger
from tests.builders import a_lifting, a_notice, a_silence

def die(connection, cursor, statement, parameters, context, executemany):
    if statement.startswith("INSERT INTO audit"):
        os.kill(os.getpid(), signal.SIGKILL)

ledger = open_ledger(sys.argv[1])
ledger.silences.record(a_silence())
event.listen(Engine, "before_cursor_execute", die)
ledger.silences.lift(a_lifting(), tell=a_notice())
"""

WRITES_UNTIL_KILLED = """
import itertools, sys
from adapters.storage import open_ledger
from tests.builders import a_lifting, a_moment, a_silence

ledger = open_ledger(sys.argv[1])
for number in itertools.count():
    silence = ledger.silences.record(a_silence(by=sys.argv[2], created_at=a_moment(hours=number)))
    ledger.silences.lift(a_lifting(silence, by=sys.argv[2]))
    print(number, flush=True)
"""


def killed(script: str, url: str) -> None:
    """Run the script in a process of its own, and see it die of the signal it sends itself."""
    with started(script, url) as process:
        _, complaint = process.communicate()
    assert process.returncode == -signal.SIGKILL, complaint


def started(script: str, *arguments: str) -> subprocess.Popen[str]:
    """The script in a process of its own, which runs already."""
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_lines(process: subprocess.Popen[str], lines: int) -> None:
    """Until the process has said so much."""
    assert process.stdout is not None
    for _ in range(lines):
        assert process.stdout.readline()


@durably
def test_a_process_killed_between_noun_and_notice_leaves_neither(database_url: str) -> None:
    killed(DIES_BETWEEN_NOUN_AND_NOTICE, database_url)

    ledger = open_ledger(database_url)
    assert ledger.decisions.of(MODEL) == ()
    assert ledger.outbox.of(MODEL) == ()
    ledger.decisions.record(a_decision(), tell=a_notice())
    assert ledger.decisions.of(MODEL) == (a_decision(),)
    assert on_its_way(ledger) == (a_notice(),)
    ledger.close()


@durably
def test_the_claim_of_a_killed_process_is_free_after_its_lease(database_url: str) -> None:
    killed(DIES_HOLDING_A_CLAIM, database_url)

    ledger = open_ledger(database_url)
    with ledger.claim("reconcile", now=NOW, lease=LEASE) as too_early:
        assert not too_early
    with ledger.claim("reconcile", now=NOW + LEASE, lease=LEASE) as after_the_lease:
        assert after_the_lease
    ledger.close()


@durably
def test_an_answer_whose_process_is_killed_before_its_entry_was_never_given(database_url: str) -> None:
    killed(DIES_BETWEEN_NOUN_AND_ENTRY, database_url)

    ledger = open_ledger(database_url)
    assert ledger.requests.state(a_request().id) is RequestState.PENDING
    assert ledger.requests.answers(a_request().id) == ()
    assert verify_ledger(ledger) == ()
    ledger.requests.answer(an_approval())
    assert [entry.entered.deed for entry in ledger.audit.entries()] == ["asked for approval", "approved"]
    assert verify_ledger(ledger) == ()
    ledger.close()


@durably
def test_a_silence_whose_lifting_is_killed_before_its_entry_stays_in_force(database_url: str) -> None:
    killed(DIES_BETWEEN_LIFTING_AND_ENTRY, database_url)

    ledger = open_ledger(database_url)
    assert ledger.silences.liftings(MODEL) == ()
    assert ledger.outbox.of(MODEL) == ()
    assert verify_ledger(ledger) == ()
    ledger.silences.lift(a_lifting())
    assert [entry.entered.deed for entry in ledger.audit.entries()] == ["silenced", "lifted the silence"]
    ledger.close()


@durably
def test_processes_that_write_at_once_and_are_killed_leave_one_unbroken_chain(database_url: str) -> None:
    open_ledger(database_url).close()
    writers = [started(WRITES_UNTIL_KILLED, database_url, f"person {number}") for number in range(4)]
    for writer in writers:
        with writer:
            wait_for_lines(writer, 10)
            writer.kill()

    ledger = open_ledger(database_url)
    entries = ledger.audit.entries()
    silences, liftings = ledger.silences.of(MODEL), ledger.silences.liftings(MODEL)
    assert len(entries) == len(silences) + len(liftings)
    assert len(silences) >= len(liftings) >= 40
    assert len({entry.entered.actor for entry in entries}) == 4
    assert verify_ledger(ledger) == ()
    ledger.close()
