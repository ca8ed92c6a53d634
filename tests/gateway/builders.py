"""A ledger in which one question waits, and clicks on it, signed as Slack signs them."""

import asyncio
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette

from adapters.notices.approvals import bound_value
from domain.approvals import ApprovalRequest
from domain.ports import Ledger
from gateway.app import create_app
from tests.builders import a_candidate, a_decision, a_moment, a_request, a_run, a_verdict, an_order

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # Slack's own example.
NOW = a_moment(days=1)


def with_request(ledger: Ledger, **fields: Any) -> ApprovalRequest:
    """Record `a_request` and everything that it came from."""
    ledger.decisions.record(a_decision())
    ledger.orders.record(an_order())
    ledger.runs.record(a_run())
    ledger.candidates.record(a_candidate())
    ledger.verdicts.record(a_verdict())
    return ledger.requests.record(a_request(**fields))


def an_app(ledger: Ledger, *, now: datetime = NOW, replies: list[tuple[str, str]] | None = None) -> Starlette:
    """The app with a clock that stands still; what the clicker is told in private ends up in `replies`."""
    told = replies if replies is not None else []
    return create_app(
        ledger, signing_secret=SECRET, clock=lambda: now, reply=lambda url, text: told.append((url, text))
    )


def a_click(request: ApprovalRequest, *, user: str = "U07ADA", action: str = "approve", **fields: Any) -> bytes:
    """The body of one click, as Slack sends it."""
    payload = {
        "type": "block_actions",
        "user": {"id": user, "name": user.removeprefix("U07").lower()},
        "actions": [{"action_id": action, "value": bound_value(request)}],
    }
    return urlencode({"payload": json.dumps(payload | fields)}).encode()


def signed(body: bytes, *, secret: str = SECRET, at: datetime = NOW) -> dict[str, str]:
    """The headers with which Slack signs a body."""
    timestamp = str(int(at.timestamp()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": str(signature),
    }


def press(app: Starlette, *bodies: bytes, headers: dict[str, str] | None = None) -> list[httpx.Response]:
    """Send all the clicks at once; the answers in the order of the clicks."""

    async def send() -> list[httpx.Response]:
        async with _client(app) as client:
            clicks = (_post(client, body, signed(body) if headers is None else headers) for body in bodies)
            return list(await asyncio.gather(*clicks))

    return asyncio.run(send())


def fetch(app: Starlette, path: str) -> httpx.Response:
    """GET."""

    async def get() -> httpx.Response:
        async with _client(app) as client:
            return await client.get(path)

    return asyncio.run(get())


def said(response: httpx.Response) -> str:
    """The sentence for the clicker, who alone sees it."""
    assert response.status_code == 200
    told = response.json()
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    return str(told["text"])


def _client(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway")


async def _post(client: httpx.AsyncClient, body: bytes, headers: dict[str, str]) -> httpx.Response:
    return await client.post("/slack/interactive", content=body, headers=headers)
