"""How a gesture reaches the app: a signed request to its address, or an envelope through its socket.

Both wait three seconds for the acknowledgement and no longer, as Slack does.
"""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.websockets import WebSocket

    from driftwarden.local_slack.workspace import JSON

ACK_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """What the app answered at once: a body, or the trouble that the person is shown."""

    body: JSON | str = ""
    trouble: str | None = None


class Door(Protocol):
    """A way to the app; `kind` is Slack's own word: interactive, slash_commands, events_api."""

    def knock(self, kind: str, payload: JSON) -> Acknowledged:
        """Hand over a payload and wait for the acknowledgement."""
        ...


@dataclass(kw_only=True)
class HttpDoor:
    """Signed requests to one address; `sent` keeps bodies and headers, so that a replay can be tried."""

    url: str
    signing_secret: str
    seconds: Callable[[], float]
    sent: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    ack_seconds: float = ACK_SECONDS
    # One client for all gestures: the app is on loopback, and opening one costs more than a click does.
    _client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, verify=False))

    def close(self) -> None:
        """No more gestures."""
        self._client.close()

    def knock(self, kind: str, payload: JSON) -> Acknowledged:
        """POST the payload in the shape that its kind has."""
        body, content_type = _encoded(kind, payload)
        headers = {**self._signed(body), "Content-Type": content_type}
        self.sent.append((body, headers))
        return self.send(body, headers)

    def send(self, body: bytes, headers: dict[str, str]) -> Acknowledged:
        """POST anything, e.g. what was sent before."""
        try:
            response = self._client.post(self.url, content=body, headers=headers, timeout=self.ack_seconds)
        except httpx.TimeoutException:
            return Acknowledged(trouble="operation_timeout")
        except httpx.TransportError:
            return Acknowledged(trouble="dispatch_failed")
        if response.status_code != httpx.codes.OK:
            return Acknowledged(trouble=f"http_{response.status_code}")
        is_json = response.headers.get("content-type", "").startswith("application/json")
        return Acknowledged(body=response.json() if is_json and response.content else response.text)

    def _signed(self, body: bytes) -> dict[str, str]:
        at = str(int(self.seconds()))
        signature = SignatureVerifier(self.signing_secret).generate_signature(timestamp=at, body=body)
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": str(signature)}


@dataclass(kw_only=True)
class SocketDoor:
    """Envelopes through the newest of the sockets that the app has opened (Socket Mode); `sent` keeps what was sent."""

    serial: Callable[[], int]
    opened: list[tuple[WebSocket, asyncio.AbstractEventLoop]] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    connected: threading.Event = field(default_factory=threading.Event)
    ack_seconds: float = ACK_SECONDS
    sent: list[tuple[str, JSON]] = field(default_factory=list)
    _waiting: dict[str, Future[JSON]] = field(default_factory=dict)

    def knock(self, kind: str, payload: JSON) -> Acknowledged:
        """Send an envelope, wait for the one that acknowledges it."""
        if not self.opened:
            return Acknowledged(trouble="dispatch_failed")
        envelope_id = f"e-{self.serial()}"
        accepts = kind != "events_api"
        envelope = {"type": kind, "envelope_id": envelope_id, "payload": payload, "accepts_response_payload": accepts}
        self._waiting[envelope_id] = Future()
        self.sent.append((kind, payload))
        self._send(envelope)
        try:
            answer = self._waiting[envelope_id].result(timeout=self.ack_seconds)
        except FutureTimeoutError:
            return Acknowledged(trouble="operation_timeout")
        finally:
            del self._waiting[envelope_id]
        said: JSON = answer.get("payload") or {}
        return Acknowledged(body=said["text"] if set(said) == {"text"} else said or "")

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell the app to open another socket, and close this one: Slack does that every few hours."""
        socket, loop = self.opened[-1]
        self.connected.clear()
        asyncio.run_coroutine_threadsafe(socket.send_json({"type": "disconnect", "reason": reason}), loop).result(2)
        asyncio.run_coroutine_threadsafe(socket.close(), loop).result(2)

    async def listen(self, socket: WebSocket) -> None:
        """The server's end of one socket."""
        await socket.accept()
        if socket.query_params.get("ticket") not in self.tickets:
            await socket.close(code=4001)
            return
        opened = (socket, asyncio.get_running_loop())
        await socket.send_json({"type": "hello", "num_connections": len(self.opened) + 1})
        self.opened.append(opened)
        self.connected.set()
        try:
            async for text in socket.iter_text():
                self._acknowledge(json.loads(text))
        finally:
            self.opened.remove(opened)

    def _send(self, envelope: JSON) -> None:
        socket, loop = self.opened[-1]
        asyncio.run_coroutine_threadsafe(socket.send_json(envelope), loop)

    def _acknowledge(self, answer: JSON) -> None:
        waiting = self._waiting.get(str(answer.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)


def _encoded(kind: str, payload: JSON) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode(), form
    if kind == "slash_commands":
        return urlencode(_as_fields(payload)).encode(), form
    return json.dumps(payload).encode(), "application/json"


def _as_fields(payload: JSON) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if value is not None}
