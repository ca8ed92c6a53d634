"""A Slack on loopback: it checks what Slack checks, and answers in Slack's own shapes.

Knows chat.postMessage, chat.update and auth.test; bearer tokens, thread parents, blocks by `check_blocks`, rate
limits with Retry-After, and outages. Real clients talk to it: `with local_slack() as slack: slack.base_url`.
"""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters.slack.limits import check_blocks

TOKEN = "xoxb-local-0000-planted-secret"
CHANNEL_ID = "C0LOCAL"
CHANNEL_NAME = "model-watch"


@dataclass(kw_only=True)
class LocalSlack:
    """The channel as it stands: `messages` in the order in which they were posted; `calls` counts every request."""

    base_url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0
    bodies: list[str] = field(default_factory=list)
    _trouble: list[Response] = field(default_factory=list)

    def limit_next(self, *, retry_after: int) -> None:
        """Answer the next call with 429."""
        said = {"ok": False, "error": "ratelimited"}
        self._trouble.append(JSONResponse(said, status_code=429, headers={"Retry-After": str(retry_after)}))

    def break_next(self) -> None:
        """Answer the next call with what a broken proxy says."""
        self._trouble.append(PlainTextResponse("<html>upstream is down</html>", status_code=503))

    def app(self) -> Starlette:
        """The server."""
        methods = {"chat.postMessage": self._post, "chat.update": self._update, "auth.test": self._test}
        return Starlette(
            routes=[Route(f"/api/{name}", self._guarded(do), methods=["POST"]) for name, do in methods.items()]
        )

    def _guarded(self, do: Any) -> Any:
        async def endpoint(request: Request) -> Response:
            self.calls += 1
            if self._trouble:
                return self._trouble.pop(0)
            body = (await request.body()).decode()
            self.bodies.append(body)
            if request.headers.get("authorization") != f"Bearer {TOKEN}":
                return _refused("invalid_auth" if "authorization" in request.headers else "not_authed")
            answer: Response = do(_arguments(body, request.headers.get("content-type", "")))
            return answer

        return endpoint

    def _test(self, _arguments: dict[str, Any]) -> Response:
        return JSONResponse({"ok": True, "url": "https://local.slack.com/", "team_id": "T0LOCAL", "user_id": "U0BOT"})

    def _post(self, arguments: dict[str, Any]) -> Response:
        if arguments.get("channel") not in {CHANNEL_ID, CHANNEL_NAME, f"#{CHANNEL_NAME}"}:
            return _refused("channel_not_found")
        parent = arguments.get("thread_ts")
        if parent and not any(m["ts"] == parent and not m.get("thread_ts") for m in self.messages):
            return _refused("thread_not_found")
        return self._checked(arguments) or self._kept(arguments)

    def _update(self, arguments: dict[str, Any]) -> Response:
        found = [m for m in self.messages if m["ts"] == arguments.get("ts")]
        if arguments.get("channel") != CHANNEL_ID:
            return _refused("channel_not_found")
        if not found:
            return _refused("message_not_found")
        refused = self._checked(arguments)
        if refused is None:
            found[0].update(arguments)
        return refused or JSONResponse({"ok": True, "channel": CHANNEL_ID, "ts": found[0]["ts"]})

    def _checked(self, arguments: dict[str, Any]) -> Response | None:
        if not arguments.get("text") and not arguments.get("blocks"):
            return _refused("no_text")
        problems = check_blocks(arguments["blocks"]) if "blocks" in arguments else []
        return _refused("invalid_blocks", [f"[ERROR] {problem}" for problem in problems]) if problems else None

    def _kept(self, arguments: dict[str, Any]) -> Response:
        ts = f"1365379200.{len(self.messages):06d}"
        self.messages.append({**arguments, "ts": ts})
        return JSONResponse({"ok": True, "channel": CHANNEL_ID, "ts": ts, "message": {"ts": ts}})


@contextmanager
def local_slack() -> Iterator[LocalSlack]:
    """A running server on a port of its own choice."""
    slack = LocalSlack()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        slack.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}/api/"
        server = uvicorn.Server(uvicorn.Config(slack.app(), log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield slack
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def _arguments(body: str, content_type: str) -> dict[str, Any]:
    if content_type.startswith("application/json"):
        parsed: dict[str, Any] = json.loads(body or "{}")
        return parsed
    fields = {name: values[0] for name, values in parse_qs(body).items()}
    return {name: json.loads(text) if name in {"blocks", "metadata"} else text for name, text in fields.items()}


def _refused(error: str, messages: list[str] | None = None) -> Response:
    details = {"errors": messages, "response_metadata": {"messages": messages}} if messages else {}
    return JSONResponse({"ok": False, "error": error, **details})
