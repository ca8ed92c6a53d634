"""A real gateway, killed between the acknowledgement and the deed: the next one does what was acknowledged."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from adapters.notices.approvals import approval_asked
from adapters.slack.messenger import SlackMessenger, open_client
from adapters.slack.receipts import read_receipt
from adapters.storage import open_ledger
from domain.approvals import ApprovalRequest
from driftwarden.local_slack.doors import Acknowledged
from tests.builders import a_candidate, a_decision, a_verdict
from tests.gateway.builders import with_request
from tests.local_slack import APP_TOKEN, CHANNEL_ID, GROUP_ID, SIGNING_SECRET, TOKEN, LocalSlack, local_slack

_ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 60

pytestmark = pytest.mark.slow


@contextmanager
def _gateway(project: Path, slack: LocalSlack) -> Iterator[subprocess.Popen[bytes]]:
    """`driftwarden metrics` with both doors open, killed at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DRIFTWARDEN_")} | {
        "PYTHONPATH": str(_ROOT),
        "DRIFTWARDEN_LEDGER_URL": f"sqlite:///{project / 'ledger.db'}",
        "DRIFTWARDEN_SLACK_TOKEN": TOKEN,
        "DRIFTWARDEN_SLACK_CHANNEL": CHANNEL_ID,
        "DRIFTWARDEN_SLACK_APP_TOKEN": APP_TOKEN,
        "DRIFTWARDEN_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "DRIFTWARDEN_SLACK_BASE_URL": slack.base_url,
    }
    command = [sys.executable, "-m", "driftwarden", "metrics", "--port", str(port), "--project", str(project)]
    slack.request_url = f"http://127.0.0.1:{port}/slack/interactive"
    slack.socket_door.connected.clear()
    with (project / "log").open("ab") as log, subprocess.Popen(command, cwd=project, env=environment, stderr=log) as it:
        try:
            any(slack.socket_door.connected.wait(1) or it.poll() for _ in range(_PATIENCE_SECONDS))
            assert slack.socket_door.connected.is_set(), (project / "log").read_text()
            _wait_for_http(port)
            yield it
        finally:
            it.kill()


def _wait_for_http(port: int) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=6), trust_env=False) as client:
        assert client.get(f"http://127.0.0.1:{port}/healthz").status_code == 200


def _asked(project: Path, slack: LocalSlack) -> tuple[ApprovalRequest, str]:
    """A question to a group, of which two have to approve, and where it stands in the channel."""
    now = datetime.now(UTC)
    ledger = open_ledger(f"sqlite:///{project / 'ledger.db'}")
    request = with_request(ledger, asked_of=(GROUP_ID,), needs=2, asked_at=now, expires_at=now + timedelta(days=1))
    ledger.close()
    messenger = SlackMessenger(open_client(TOKEN, base_url=slack.base_url), CHANNEL_ID, clock=lambda: now)
    posted = messenger.deliver(approval_asked(request, a_verdict(), a_candidate(), thread=a_decision().id), thread=None)
    place = read_receipt(posted)
    assert place is not None
    return request, place.ts


def test_what_was_acknowledged_through_either_door_is_done_once_after_a_kill(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    with local_slack() as slack:
        request, ts = _asked(tmp_path, slack)
        # Who is in the group is asked of Slack before anything is done, and Slack says nothing while its lock is held.
        with _gateway(tmp_path, slack) as gateway, slack.workspace.lock:
            acknowledged = [slack.people.press("U07ADA", ts, "approve"), _by_socket(slack, "U07BOB", ts)]
            gateway.kill()
            gateway.wait()
        assert [answer.trouble for answer in acknowledged] == [None, None]
        ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
        assert ledger.requests.answers(request.id) == ()
        assert len(ledger.inbox.waiting(before=datetime.now(UTC))) == 2

        with _gateway(tmp_path, slack):
            told = [_told(slack, user) for user in ("U07ADA", "U07BOB")]

        assert told[0].startswith("You approved flights v2. 1 more approval is needed. (You asked for it on")
        assert told[1].startswith("You approved flights v2. It replaces v1 at the next run. (You asked for it on")
        assert [answer.by for answer in ledger.requests.answers(request.id)] == ["U07ADA (ada)", "U07BOB (bob)"]
        assert all(len(slack.whispered_to(user)) == 1 for user in ("U07ADA", "U07BOB"))
        ledger.close()


def _by_socket(slack: LocalSlack, user: str, ts: str) -> Acknowledged:
    address, slack.request_url = slack.request_url, None
    try:
        return slack.people.press(user, ts, "approve")
    finally:
        slack.request_url = address


def _told(slack: LocalSlack, user: str) -> str:
    assert slack.workspace.wait_for(lambda: slack.whispered_to(user), seconds=_PATIENCE_SECONDS)
    return slack.whispered_to(user)[-1]
