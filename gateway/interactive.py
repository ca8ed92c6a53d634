"""A pressed button: verified, read, answered in the ledger, and told to the clicker within Slack's three seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response

from adapters.notices import answered, incident_of
from adapters.slack import replies
from adapters.slack.clicks import Click, read_click
from domain.errors import AnswerNotBound, EvidenceUnavailable, InvalidDocument, NotAnApprover, NotPending, Unheard
from gateway.ephemeral import message

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request

    from domain.approvals import Approval, ApprovalRequest
    from domain.ports import Ledger
    from gateway.ephemeral import Reply
    from gateway.signatures import Signatures

_LARGEST_BODY = 1_000_000


class Interactive:
    """The door for Slack's clicks."""

    def __init__(self, ledger: Ledger, signatures: Signatures, clock: Callable[[], datetime], reply: Reply) -> None:
        self._ledger = ledger
        self._signatures = signatures
        self._clock = clock
        self._reply = reply

    async def pressed(self, request: Request) -> Response:
        """POST /slack/interactive: 401 for what Slack did not sign, else 200 with a sentence for the clicker."""
        body = await _body(request)
        if body is None:
            return PlainTextResponse(f"a click has at most {_LARGEST_BODY:,} bytes", status_code=413)
        if not self._signatures.are_sound(body, request.headers):
            return PlainTextResponse("not signed by Slack within the last five minutes", status_code=401)
        try:
            click = read_click(_payload(body))
        except InvalidDocument:
            return JSONResponse(message(replies.NO_CLICK))
        said = await run_in_threadpool(self.take, click)
        return JSONResponse(message(said), background=self._told(click, said))

    def take(self, click: Click) -> str:
        """Answer the request that was clicked on; returns the sentence for the clicker."""
        try:
            asked = self._ledger.requests.get(click.request)
            return self._answer(asked, click.approval(asked, at=self._clock()))
        except Unheard:
            return replies.UNKNOWN
        except EvidenceUnavailable:
            return replies.UNAVAILABLE

    def _answer(self, asked: ApprovalRequest, approval: Approval) -> str:
        thread = incident_of(self._ledger, self._ledger.candidates.get(asked.candidate))
        try:
            kept = self._ledger.requests.answer(approval, tell=answered(asked, approval, thread=thread))
        except NotAnApprover:
            return replies.not_asked(asked)
        except AnswerNotBound:
            return replies.NOT_BOUND
        except NotPending:
            return self._too_late(asked, approval)
        return replies.taken(asked, kept)

    def _too_late(self, asked: ApprovalRequest, approval: Approval) -> str:
        return replies.too_late(
            asked,
            state=self._ledger.requests.state(asked.id),
            first=self._ledger.requests.answer_to(asked.id),
            by=approval.by,
            now=approval.answered_at,
        )

    def _told(self, click: Click, said: str) -> BackgroundTask | None:
        return BackgroundTask(self._reply, click.response_url, said) if click.response_url else None


async def _body(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is longer than any click of Slack's."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            return None
    return bytes(body)


def _payload(body: bytes) -> str:
    """The form field `payload`; an empty text where there is none."""
    return parse_qs(body.decode()).get("payload", [""])[0]
