"""POST /slack/interactive: buttons, forms, slash commands and events, one address for all four."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_bolt import BoltRequest
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

if TYPE_CHECKING:
    from slack_bolt import App
    from starlette.requests import Request

    from gateway.signatures import Signatures

_LARGEST_BODY = 1_000_000


class HttpDoor:
    """Lets in what Slack signed within the last five minutes."""

    def __init__(self, app: App, signatures: Signatures) -> None:
        self._app = app
        self._signatures = signatures

    async def pressed(self, request: Request) -> Response:
        """401 for what Slack did not sign, 413 for a flood, else what the listeners acknowledge with."""
        body = await _body(request)
        if body is None:
            return PlainTextResponse(f"a click has at most {_LARGEST_BODY:,} bytes", status_code=413)
        if not self._signatures.are_sound(body, request.headers):
            return PlainTextResponse("not signed by Slack within the last five minutes", status_code=401)
        asked = BoltRequest(body=body.decode(), headers=dict(request.headers))
        answer = await run_in_threadpool(self._app.dispatch, asked)
        return Response(answer.body, status_code=answer.status, headers=answer.first_headers_without_set_cookie())


async def _body(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is longer than any click of Slack's."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            return None
    return bytes(body)
