"""One Slack: its Web API, uploads, response addresses, sockets, the page for people, and its bad days."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from driftwarden.local_slack import files, page
from driftwarden.local_slack.answering import answer_at
from driftwarden.local_slack.doors import HttpDoor, SocketDoor
from driftwarden.local_slack.gestures import Gestures
from driftwarden.local_slack.methods import METHODS, SCOPES
from driftwarden.local_slack.refusing import Refused
from driftwarden.local_slack.workspace import APP_TOKEN, CHANNEL_ID, SIGNING_SECRET, TOKEN, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from driftwarden.local_slack.doors import Door
    from driftwarden.local_slack.workspace import JSON

_AS_JSON = {"attachments", "blocks", "files", "metadata", "view"}
_DOWN = "<html>upstream is down</html>"


@dataclass(kw_only=True)
class LocalSlack:
    """A running workspace.

    `base_url` is what DRIFTWARDEN_SLACK_BASE_URL is set to. Clicks go to `request_url` (the app's
    /slack/interactive), or through the app's socket where there is none. `calls` and `bodies` are of the Web API;
    `missing_scopes` are those that the app was not given.
    """

    workspace: Workspace = field(default_factory=Workspace)
    address: str = ""
    request_url: str | None = None
    calls: int = 0
    bodies: list[str] = field(default_factory=list)
    missing_scopes: set[str] = field(default_factory=set)
    is_down: bool = False
    _trouble: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.socket_door = SocketDoor(serial=self.workspace.serial)
        self.http_door = HttpDoor(url="", signing_secret=SIGNING_SECRET, seconds=self.workspace.seconds)
        self.people = Gestures(self.workspace, self._door, lambda: self.address)

    @property
    def base_url(self) -> str:
        """Where slack_sdk finds the Web API."""
        return f"{self.address}/api/"

    @property
    def messages(self) -> list[JSON]:
        """The channel as it stands, in the order in which things were posted."""
        return self.workspace.messages

    def whispered_to(self, user: str) -> list[str]:
        """What only this person was told, oldest first."""
        return [whisper.get("text", "") for whisper in self.workspace.whispers if whisper["user"] == user]

    def limit_next(self, *, retry_after: int, times: int = 1) -> None:
        """Answer the next calls with 429."""
        said = {"ok": False, "error": "ratelimited"}
        headers = {"Retry-After": str(retry_after)}
        self._trouble += [JSONResponse(said, status_code=429, headers=headers) for _ in range(times)]

    def break_next(self) -> None:
        """Answer the next call with what a broken proxy says."""
        self._trouble.append(PlainTextResponse(_DOWN, status_code=503))

    def clear(self) -> None:
        """Everything as it was when the server started; sockets stay open."""
        self._trouble.clear()
        self.bodies.clear()
        self.missing_scopes.clear()
        self.calls, self.is_down = 0, False
        self.http_door.sent.clear()
        self.socket_door.sent.clear()
        self.workspace.clear()

    def rename_channel(self, name: str) -> None:
        """Give the channel another name; its id stays."""
        self.workspace.channels[CHANNEL_ID].name = name

    def app(self) -> Starlette:
        """The server's routes."""
        methods = [Route(f"/api/{name}", self._method(name), methods=["GET", "POST"]) for name in METHODS]
        return Starlette(
            routes=[
                *methods,
                Route("/api/apps.connections.open", self._open_socket, methods=["POST"]),
                WebSocketRoute("/link", self.socket_door.listen),
                Route("/upload/{file}", self._upload, methods=["POST"]),
                Route("/hooks/{address}", self._hook, methods=["POST"]),
                *page.routes(self.workspace, self.people),
            ]
        )

    def _door(self) -> Door:
        if self.request_url is None:
            return self.socket_door
        self.http_door.url = self.request_url
        return self.http_door

    def _method(self, name: str) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            body = (await request.body()).decode()
            refused = self._refused(request, body, TOKEN)
            if refused is not None:
                return refused
            arguments = dict(request.query_params) | _arguments(body, request.headers.get("content-type", ""))
            return await run_in_threadpool(self._called, name, arguments)

        return endpoint

    def _called(self, name: str, arguments: JSON) -> Response:
        try:
            self._must_be_in_scope(name)
            with self.workspace.lock:
                told = METHODS[name](self.workspace, arguments)
                self.workspace.changed()
        except Refused as refused:
            return JSONResponse(refused.answer())
        if "upload_url" in told:
            told["upload_url"] = self.address + told["upload_url"]
        return JSONResponse({"ok": True, **told})

    def _must_be_in_scope(self, name: str) -> None:
        if SCOPES.get(name) in self.missing_scopes:
            raise Refused("missing_scope", more={"needed": SCOPES[name]})

    async def _open_socket(self, request: Request) -> Response:
        refused = self._refused(request, "", APP_TOKEN)
        if refused is not None:
            return refused
        ticket = str(self.workspace.serial())
        self.socket_door.tickets.add(ticket)
        return JSONResponse({"ok": True, "url": f"{self.address.replace('http', 'ws', 1)}/link?ticket={ticket}"})

    def _refused(self, request: Request, body: str, token: str) -> Response | None:
        """The answer that is given whatever the method: during an outage, over the limit, with a wrong token."""
        self.calls += 1
        if self.is_down:
            return PlainTextResponse(_DOWN, status_code=503)
        if self._trouble:
            return self._trouble.pop(0)
        self.bodies.append(body)
        if request.headers.get("authorization") != f"Bearer {token}":
            error = "invalid_auth" if "authorization" in request.headers else "not_authed"
            return JSONResponse({"ok": False, "error": error})
        return None

    async def _upload(self, request: Request) -> Response:
        content = await request.body()
        is_known = files.take(self.workspace, request.path_params["file"], content)
        return PlainTextResponse(f"OK - {len(content)}" if is_known else "no such upload", 200 if is_known else 404)

    async def _hook(self, request: Request) -> Response:
        said = await request.json()
        status, text = answer_at(self.workspace, request.path_params["address"], said)
        return PlainTextResponse(text, status_code=status)


def _arguments(body: str, content_type: str) -> JSON:
    if content_type.startswith("application/json"):
        fields: JSON = json.loads(body or "{}")
    else:
        fields = {name: values[0] for name, values in parse_qs(body).items()}
    return {name: _read(name, value) for name, value in fields.items()}


def _read(name: str, value: Any) -> Any:
    return json.loads(value) if name in _AS_JSON and isinstance(value, str) else value
