"""A workspace with people in it, a gateway with one door, and a ledger in which one question waits."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import httpx
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette

from adapters.memory import MemoryLedger
from adapters.notices.approvals import approval_asked
from adapters.slack.messenger import SlackMessenger, open_client
from adapters.slack.receipts import read_receipt
from domain.approvals import ApprovalRequest
from domain.notices import Notice
from domain.ports import Ledger
from driftwarden.explain import accounts_of
from gateway.app import create_app
from gateway.slack_doors import SlackAccess, SlackDoors, slack_doors
from tests.builders import a_candidate, a_decision, a_moment, a_request, a_run, a_verdict, an_order
from tests.local_slack import APP_TOKEN, CHANNEL_ID, SIGNING_SECRET, TOKEN, LocalSlack, local_slack, serving

NOW = a_moment(days=1)


@dataclass(kw_only=True)
class StoppedClock:
    """A clock that moves when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, length: timedelta) -> None:
        """Time passes."""
        self.now += length


class LedgerInUse:
    """Whatever ledger the test at hand works with, so that servers need not be started for every test."""

    def __init__(self) -> None:
        self.current: Ledger = MemoryLedger()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.current, name)


@dataclass(kw_only=True)
class Workplace:
    """Slack, the gateway and its ledger, with one clock for all."""

    slack: LocalSlack
    in_use: LedgerInUse
    clock: StoppedClock
    doors: SlackDoors
    owners: dict[str, str]
    messenger: SlackMessenger = field(init=False)

    def __post_init__(self) -> None:
        client = open_client(TOKEN, base_url=self.slack.base_url)
        self.messenger = SlackMessenger(client, CHANNEL_ID, clock=self.clock)

    @property
    def ledger(self) -> Ledger:
        """The ledger of the test at hand."""
        return self.in_use.current

    def begin(self, ledger: Ledger) -> None:
        """Everything as on the first day, with this ledger."""
        self.in_use.current = ledger
        self.clock.now = NOW
        self.owners.clear()
        self.slack.clear()

    def post(self, notice: Notice) -> str:
        """Put a message into the channel; gives its timestamp."""
        place = read_receipt(self.messenger.deliver(notice, thread=None))
        assert place is not None
        return place.ts

    def told(self, user: str, *, count: int = 1) -> list[str]:
        """What a person was told, as soon as there are so many answers."""
        assert self.slack.workspace.wait_for(lambda: len(self.slack.whispered_to(user)) >= count, seconds=20), (
            f"{user} was told {self.slack.whispered_to(user)}"
        )
        return self.slack.whispered_to(user)

    def ask(self, request: ApprovalRequest) -> str:
        """Post the question with its buttons; gives its timestamp."""
        return self.post(approval_asked(request, a_verdict(), a_candidate(), thread=a_decision().id))

    def press(self, user: str, ts: str, action: str, *, value: str | None = None) -> str:
        """Press a button, wait for what only this person is told."""
        before = len(self.slack.whispered_to(user))
        answer = self.slack.people.press(user, ts, action, value=value)
        assert answer.trouble is None, answer
        return self.told(user, count=before + 1)[-1]

    def say(self, user: str, text: str) -> str:
        """Type a slash command, wait for the answer."""
        before = len(self.slack.whispered_to(user))
        answer = self.slack.people.command(user, text)
        assert answer.trouble is None, answer
        return self.told(user, count=before + 1)[-1]

    def reject(self, user: str, ts: str, why: str) -> str:
        """Press Reject, fill the form that opens, wait for what the person is told."""
        before = len(self.slack.whispered_to(user))
        self.slack.people.press(user, ts, "reject")
        assert self.slack.workspace.wait_for(lambda: self.slack.workspace.view_of(user))
        assert self.slack.people.submit(user, {"why": why}).trouble is None
        return self.told(user, count=before + 1)[-1]


@contextmanager
def a_workplace(*, door: str) -> Iterator[Workplace]:
    """A gateway whose clicks come through one door: http or socket."""
    clock, in_use, owners = StoppedClock(), LedgerInUse(), dict[str, str]()
    ledger = cast(Ledger, in_use)
    secret = {"signing_secret": SIGNING_SECRET} if door == "http" else {"app_token": APP_TOKEN}
    with ExitStack() as stack:
        slack = stack.enter_context(local_slack(seconds=lambda: clock().timestamp()))
        # A busy machine is not what is tried here; that nobody waits for the work has tests of its own.
        slack.http_door.ack_seconds = slack.socket_door.ack_seconds = 10
        access = SlackAccess(token=TOKEN, base_url=slack.base_url, **secret)
        # The clock of a workplace stands still, so rounds are made when a test says so.
        doors = stack.enter_context(
            slack_doors(
                ledger,
                access,
                clock=clock,
                account_of=accounts_of(ledger),
                owners=lambda: owners,
                look_every=timedelta(hours=1),
            )
        )
        address = stack.enter_context(serving(create_app(ledger, account_of=accounts_of(ledger), door=doors.http)))
        if doors.http is not None:
            slack.request_url = f"{address}/slack/interactive"
        else:
            assert slack.socket_door.connected.wait(10)
        yield Workplace(slack=slack, in_use=in_use, clock=clock, doors=doors, owners=owners)


def with_request(ledger: Ledger, **fields: Any) -> ApprovalRequest:
    """Record `a_request` and everything that it came from."""
    ledger.decisions.record(a_decision())
    ledger.orders.record(an_order())
    ledger.runs.record(a_run())
    ledger.candidates.record(a_candidate())
    ledger.verdicts.record(a_verdict())
    return ledger.requests.record(a_request(**fields))


def an_app(ledger: Ledger) -> Starlette:
    """The app without a door."""
    return create_app(ledger, account_of=accounts_of(ledger))


def signed(body: bytes, *, secret: str = SIGNING_SECRET, at: datetime = NOW) -> dict[str, str]:
    """The headers with which Slack signs a body."""
    timestamp = str(int(at.timestamp()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": str(signature),
    }


def fetch(app: Starlette, path: str, **headers: str) -> httpx.Response:
    """GET; `accept_encoding` is the header Accept-Encoding."""

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
            return await client.get(path, headers={name.replace("_", "-"): told for name, told in headers.items()})

    return asyncio.run(get())
