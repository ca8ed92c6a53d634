"""One set of listeners for both doors: each acknowledges at once, and works in a thread of its own afterwards.

slack-bolt runs the acknowledgement in the request and everything `lazy` in the pool, so a slow ledger delays no
acknowledgement. A worker that dies in between loses the gesture and nothing else: the button is still there.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from adapters.slack import replies
from adapters.slack.clicks import read_command, read_press, read_submission
from domain.errors import EvidenceUnavailable, InvalidDocument
from gateway.people import commands, home, pressed, submitted

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from slack_bolt import Ack, BoltRequest
    from slack_sdk import WebClient

    from adapters.slack.clicks import Where
    from gateway.people.desk import Desk

_ANY = re.compile(".*")
_log = logging.getLogger(__name__)

Body = dict[str, Any]


def listening(desk: Desk, pool: Executor, client: WebClient, *, token: str | None) -> App:
    """The app behind both doors. The doors verify signatures and tokens themselves, before anything gets here."""
    app = App(
        client=client,
        authorize=_authorized(token),
        token_verification_enabled=False,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        process_before_response=True,
        listener_executor=pool,
    )

    def on_press(request: BoltRequest) -> None:
        press = _read(read_press, request)
        if press is not None:
            _work(desk, press.where, lambda: pressed.do(desk, press), replies.NO_CLICK)

    def on_submission(request: BoltRequest) -> None:
        read = _read(read_submission, request)
        if read is not None:
            submission = submitted.placed(read)
            _work(desk, submission.where, lambda: submitted.do(desk, submission), replies.NO_FORM)

    def on_command(request: BoltRequest) -> None:
        command = _read(read_command, request)
        if command is not None:
            _work(desk, command.where, lambda: commands.do(desk, command), commands.HELP)

    def on_home(event: Body) -> None:
        home.show(desk, str(event.get("user")))

    app.action(_ANY)(ack=_acknowledge, lazy=[on_press])
    app.view(_ANY)(ack=_acknowledge, lazy=[on_submission])
    app.command(_ANY)(ack=_acknowledge, lazy=[on_command])
    app.event("app_home_opened")(ack=_acknowledge, lazy=[on_home])
    return app


def _acknowledge(ack: Ack) -> None:
    ack()


def _read(read: Callable[[Body, datetime | None], Any], request: BoltRequest) -> Any:
    """What Slack sent, or None with a warning: nobody can be answered whose payload cannot be read."""
    try:
        return read(request.body, _sent_at(request))
    except InvalidDocument as error:
        _log.warning("not understood: %s", error)
        return None


def _sent_at(request: BoltRequest) -> datetime | None:
    """What Slack signed as the moment of sending; through a socket there is none."""
    seconds = (request.headers.get("x-slack-request-timestamp") or [""])[0]
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() else None


def _work(desk: Desk, where: Where, do: Callable[[], str | None], not_understood: str) -> None:
    """Do what was asked, and tell who asked; nobody is left without an answer."""
    try:
        said = do()
    except ValueError:
        said = not_understood
    except EvidenceUnavailable as error:
        _log.warning("a gesture of %s came to nothing: %s", where.user, error)
        said = replies.UNAVAILABLE
    except Exception:  # noqa: BLE001 - the outermost line of a gesture: whoever made it is told, whatever went wrong.
        _log.exception("a gesture of %s came to nothing", where.user)
        said = replies.BROKEN
    if said is not None:
        desk.teller.tell(where, said)


def _authorized(token: str | None) -> Callable[..., AuthorizeResult]:
    """One workspace, one token: nothing is asked of Slack before the acknowledgement."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize
