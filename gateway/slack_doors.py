"""Slack's side of the gateway: one set of listeners, and the doors that the settings ask for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slack_sdk import WebClient

from adapters.slack.members import Members
from adapters.slack.messenger import open_client
from gateway.people.desk import Desk
from gateway.people.http_door import HttpDoor
from gateway.people.intake import Intake
from gateway.people.left_behind import EVERY, LeftBehind
from gateway.people.listeners import listening
from gateway.people.socket_door import SocketDoor
from gateway.people.telling import Teller
from gateway.signatures import Signatures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, timedelta

    from adapters.settings import Settings
    from domain.ports import Ledger
    from gateway.people.desk import Accounts, Owners

_WORKERS = 16
_KEEPERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackAccess:
    """What opens the doors: a signing secret for requests, an app token for Socket Mode, a bot token to answer with."""

    signing_secret: str | None = None
    app_token: str | None = None
    token: str | None = None
    base_url: str = WebClient.BASE_URL

    @classmethod
    def of(cls, settings: Settings) -> SlackAccess:
        """As the settings say."""
        secrets = (settings.slack_signing_secret, settings.slack_app_token, settings.slack_token)
        signing, app, bot = (secret.get_secret_value() if secret else None for secret in secrets)
        return cls(signing_secret=signing, app_token=app, token=bot, base_url=str(settings.slack_base_url))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackDoors:
    """The doors that are open, None for those that the settings leave shut; and what was left behind at them."""

    http: HttpDoor | None
    socket: SocketDoor | None
    left_behind: LeftBehind


@contextmanager
def slack_doors(
    ledger: Ledger,
    access: SlackAccess,
    *,
    clock: Callable[[], datetime],
    account_of: Accounts,
    owners: Owners = dict,
    look_every: timedelta = EVERY,
) -> Iterator[SlackDoors]:
    """Both doors over one ledger for the length of the block; what was acknowledged by then is finished.

    What other gateways acknowledged and did not finish is worked, at once and whenever `look_every` has passed.
    Without a signing secret there is no HTTP door: it would let anybody in. Raises ValueError for a blank secret.
    """
    answering = open_client(access.token, base_url=access.base_url) if access.token else None
    desk = Desk(
        ledger=ledger,
        clock=clock,
        members=Members(answering, clock),
        teller=Teller(answering, base_url=access.base_url),
        account_of=account_of,
        owners=owners,
    )
    with ExitStack() as stack:
        keepers = stack.enter_context(ThreadPoolExecutor(max_workers=_KEEPERS, thread_name_prefix="slack-inbox"))
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="slack"))
        intake = Intake(ledger, keepers)
        left_behind = stack.enter_context(closing(LeftBehind(desk, intake, every=look_every)))
        left_behind.open()
        app = listening(desk, intake, pool, WebClient(base_url=access.base_url), token=access.token)
        secret = access.signing_secret
        http = HttpDoor(app, Signatures(secret, clock)) if secret is not None else None
        socket = SocketDoor(app, access.app_token) if access.app_token else None
        if socket is not None:
            stack.enter_context(closing(socket)).open()
        yield SlackDoors(http=http, socket=socket, left_behind=left_behind)
