"""Socket Mode: the line is opened, kept and opened again, and the log says so."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest

from adapters.memory import MemoryLedger
from domain.approvals import RequestState
from driftwarden.explain import accounts_of
from gateway.people import socket_door
from gateway.slack_doors import SlackAccess, SlackDoors, slack_doors
from tests.gateway.builders import StoppedClock, a_workplace, with_request
from tests.local_slack import APP_TOKEN, TOKEN, LocalSlack, local_slack


class _Log(logging.Handler):
    """Keeps what was logged, and tells when something was."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._news = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._news:
            self.lines.append(record.getMessage())
            self._news.notify_all()

    def wait_for(self, text: str) -> str:
        with self._news:
            assert self._news.wait_for(lambda: any(text in line for line in self.lines), timeout=10), self.lines
        return next(line for line in self.lines if text in line)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[_Log]:
    handler = _Log()
    caplog.set_level(logging.INFO, logger=socket_door.__name__)
    logging.getLogger(socket_door.__name__).addHandler(handler)
    yield handler
    logging.getLogger(socket_door.__name__).removeHandler(handler)


def _doors(slack: LocalSlack, app_token: str) -> AbstractContextManager[SlackDoors]:
    ledger = MemoryLedger()
    access = SlackAccess(token=TOKEN, app_token=app_token, base_url=slack.base_url)
    return slack_doors(ledger, access, clock=StoppedClock(), account_of=accounts_of(ledger))


@pytest.mark.slow
def test_when_slack_renews_the_line_clicks_go_on(log: _Log) -> None:
    with a_workplace(door="socket") as place:
        request = with_request(place.ledger)
        ts = place.ask(request)
        log.wait_for("Socket Mode: connected to Slack")
        place.slack.socket_door.disconnect()
        assert place.slack.socket_door.connected.wait(10)
        assert place.press("U07ADA", ts, "approve").startswith("You approved")
        assert place.ledger.requests.state(request.id) is RequestState.APPROVED
        assert sum("connected to Slack" in line for line in log.lines) == 2


@pytest.mark.slow
def test_of_fifty_clicks_through_the_socket_one_answers() -> None:
    with a_workplace(door="socket") as place:
        users = [f"U07P{n:02}" for n in range(50)]
        request = with_request(place.ledger)
        ts = place.ask(request)
        with ThreadPoolExecutor(max_workers=50) as crowd:
            answers = list(crowd.map(lambda user: place.slack.people.press(user, ts, "approve"), users))
        assert [answer.trouble for answer in answers] == [None] * 50
        told = [place.told(user)[-1] for user in users]
        assert sum(said.startswith("You approved") for said in told) == 1
        assert sum("already approved v2" in said and not said.startswith("You") for said in told) == 49


@pytest.mark.slow
def test_a_wrong_app_token_is_named_with_its_remedy_and_never_itself(log: _Log) -> None:
    with local_slack() as slack, _doors(slack, "xapp-wrong-planted"):
        said = log.wait_for("cannot connect")
        assert "invalid_auth; set DRIFTWARDEN_SLACK_APP_TOKEN" in said
    assert "planted" not in "\n".join(log.lines)


@pytest.mark.slow
def test_a_slack_that_is_down_at_the_start_is_tried_again(log: _Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_door, "_FIRST_WAIT_SECONDS", 0.05)
    with local_slack() as slack:
        slack.is_down = True
        with _doors(slack, APP_TOKEN):
            log.wait_for("cannot connect")
            slack.is_down = False
            assert slack.socket_door.connected.wait(10)
            log.wait_for("connected to Slack")
