"""One set of listeners for both doors: each keeps what asks for a change, acknowledges, and has it worked afterwards.

Keeping it is one row in the ledger's inbox, waited for a second at the most; the work, in a thread of its own, delays
no acknowledgement. A process that dies in between leaves the row, and `gateway.people.left_behind` works it.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from adapters.slack import replies
from adapters.slack.kept import Kind, keep, kept
from domain.errors import EvidenceUnavailable, InvalidDocument
from gateway.people import home
from gateway.people.doing import done, understood

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from slack_bolt import Ack, BoltRequest
    from slack_sdk import WebClient

    from gateway.people.desk import Desk
    from gateway.people.doing import Doing
    from gateway.people.intake import InHand, Intake

_ANY = re.compile(".*")
_log = logging.getLogger(__name__)

Body = dict[str, Any]


def listening(desk: Desk, intake: Intake, pool: Executor, client: WebClient, *, token: str | None) -> App:
    """The app behind both doors. The doors verify signatures and tokens themselves, before anything gets here."""
    app = App(
        # Without a name, Bolt reads the source of every caller to make one up: a third of a second.
        name="driftwarden",
        client=client,
        authorize=_authorized(token),
        token_verification_enabled=False,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        process_before_response=True,
        listener_executor=pool,
    )

    def listener(kind: Kind) -> Callable[[Ack, BoltRequest], None]:
        def listen(ack: Ack, request: BoltRequest) -> None:
            _begin(desk, intake, pool, kind, request)
            ack()

        return listen

    def on_home(event: Body) -> None:
        home.show(desk, str(event.get("user")))

    app.action(_ANY)(listener(Kind.PRESS))
    app.view(_ANY)(listener(Kind.FORM))
    app.command(_ANY)(listener(Kind.COMMAND))
    app.event("app_home_opened")(ack=_acknowledge, lazy=[on_home])
    return app


def _acknowledge(ack: Ack) -> None:
    ack()


def _begin(desk: Desk, intake: Intake, pool: Executor, kind: Kind, request: BoltRequest) -> None:
    """Keep what asks for a change, and have it worked; nobody can be answered whose payload cannot be read."""
    try:
        doing, in_hand = _taken_in(desk, intake, kind, request)
    except InvalidDocument as error:
        _log.warning("not understood: %s", error)
        return
    pool.submit(_work, desk, intake, doing, in_hand)


def _taken_in(desk: Desk, intake: Intake, kind: Kind, request: BoltRequest) -> tuple[Doing, InHand | None]:
    """What is asked for, named by the moment at which it first came in: through a socket, Slack signs none."""
    received_at, body = desk.clock(), request.body
    doing = understood(kind, body, signed_at=_signed_at(request), received_at=received_at)
    if not doing.acts:
        return doing, None
    gesture = keep(kind, body, sent_at=doing.where.sent_at or received_at, received_at=received_at)
    in_hand = intake.take_in(gesture)
    if in_hand.first not in {None, gesture}:
        doing = understood(kind, body, signed_at=kept(in_hand.first)[1].sent_at, received_at=received_at)
    return doing, in_hand


def _signed_at(request: BoltRequest) -> datetime | None:
    """What Slack signed as the moment of sending; through a socket there is none."""
    seconds = (request.headers.get("x-slack-request-timestamp") or [""])[0]
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() else None


def _work(desk: Desk, intake: Intake, doing: Doing, in_hand: InHand | None) -> None:
    """Do what was asked, and tell who asked; what the ledger keeps and cannot do now is left for a later round."""
    try:
        said = done(desk, doing)
    except EvidenceUnavailable as error:
        _log.warning("a gesture of %s came to nothing: %s", doing.where.user, error)
        if in_hand is not None and in_hand.is_kept:
            intake.leave(in_hand)
            desk.teller.tell(doing.where, replies.KEPT)
            return
        said = replies.UNAVAILABLE
    if said is not None:
        desk.teller.tell(doing.where, said)
    if in_hand is not None:
        intake.let_go(in_hand, at=desk.clock())


def _authorized(token: str | None) -> Callable[..., AuthorizeResult]:
    """One workspace, one token: nothing is asked of Slack before the acknowledgement."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize
