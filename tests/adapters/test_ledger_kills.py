"""What lasts when a handle is closed, and when a process is killed, on the ledgers that last."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.storage import open_ledger
from tests.adapters.story import STORY
from tests.builders import (
    MODEL,
    a_decision,
    a_moment,
    a_notice,
)

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


def killed(script: str, url: str) -> None:
    """Run the script in a process of its own, and see it die of the signal it sends itself."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, url],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@durably
def test_a_process_killed_between_noun_and_notice_leaves_neither(database_url: str) -> None:
    killed(DIES_BETWEEN_NOUN_AND_NOTICE, database_url)

    ledger = open_ledger(database_url)
    assert ledger.decisions.of(MODEL) == ()
    assert ledger.outbox.of(MODEL) == ()
    ledger.decisions.record(a_decision(), tell=a_notice())
    assert ledger.decisions.of(MODEL) == (a_decision(),)
    assert ledger.outbox.due(NOW) == (a_notice(),)
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
