"""The demo's approver: a person's click, signed as Slack signs it, through the same door."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from httpx import ASGITransport, AsyncClient
from slack_sdk.signature import SignatureVerifier

from driftwarden.explain import accounts_of
from gateway.app import create_app
from gateway.slack_doors import SlackAccess, slack_doors

if TYPE_CHECKING:
    from datetime import datetime

    from domain.approvals import ApprovalRequest
    from domain.notices import Button, Notice
    from domain.ports import Ledger

APPROVER = {"id": "U0DEMOMINA", "username": "mina", "name": "mina"}
_SECRET = "the demo signs its own clicks"


def approve_what_is_asked(ledger: Ledger, now: datetime) -> int:
    """Press Approve on every pending request; returns how many were answered."""
    pending = ledger.requests.pending()
    for request in pending:
        asyncio.run(_press(ledger, _button(ledger, request), now))
    return len(pending)


async def _press(ledger: Ledger, button: Button, now: datetime) -> None:
    payload = {
        "type": "block_actions",
        "user": APPROVER,
        "actions": [{"action_id": button.action, "value": button.value, "type": "button"}],
    }
    body = urlencode({"payload": json.dumps(payload)})
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": str(SignatureVerifier(_SECRET).generate_signature(timestamp=timestamp, body=body)),
    }
    accounts = accounts_of(ledger)
    # What was acknowledged is done by the end of the block.
    with slack_doors(ledger, SlackAccess(signing_secret=_SECRET), clock=lambda: now, account_of=accounts) as doors:
        app = create_app(ledger, account_of=accounts, door=doors.http)
        async with AsyncClient(transport=ASGITransport(app), base_url="http://driftwarden") as client:
            answer = await client.post("/slack/interactive", content=body, headers=headers)
            answer.raise_for_status()


def _button(ledger: Ledger, request: ApprovalRequest) -> Button:
    buttons = [button for notice in ledger.outbox.of(request.model) for button in _approve_buttons(notice, request)]
    return buttons[-1]


def _approve_buttons(notice: Notice, request: ApprovalRequest) -> list[Button]:
    return [b for b in notice.buttons if request.id in b.value and "approve" in b.action]
