"""Somebody at the Slack page, by the requests that a browser sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from domain.errors import Unheard
from domain.notices import Press

if TYPE_CHECKING:
    from collections.abc import Iterator

PRESSES = "U07ADA"


def press_approve(page: str) -> None:
    """Press the newest Approve on the page; raises Unheard where there is none."""
    with httpx.Client(base_url=page, timeout=10, trust_env=False) as browser:
        state = browser.get("/page/state", params={"user": PRESSES}).raise_for_status().json()
        found = [message["ts"] for message in state["messages"] if Press.APPROVE in _buttons(message)]
        if not found:
            raise Unheard(f"{page}: no message has a button to approve with")
        gesture = {"kind": "press", "user": PRESSES, "ts": found[-1], "action": Press.APPROVE.value}
        browser.post("/page/gesture", json=gesture).raise_for_status()


def _buttons(message: dict[str, Any]) -> Iterator[str]:
    for block in message.get("blocks") or []:
        yield from (element.get("action_id", "") for element in block.get("elements") or [])
