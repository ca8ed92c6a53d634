"""Whether a message was posted already: the newest ones of its place, searched for the key that each carries."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from adapters.slack.receipts import Receipt
from adapters.slack.refusals import error_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from slack_sdk import WebClient

    from domain.notices import Notice

_EVENT = "driftwarden_notice"
_PAGES, _PAGE = 3, 200
# Our clock and Slack's need not agree to the minute.
_SKEW = timedelta(minutes=10)
_ID = re.compile(r"[CGD][A-Z0-9]{2,}")


def metadata_of(notice: Notice) -> dict[str, Any]:
    """What every message carries unseen, by which it is found again."""
    return {"event_type": _EVENT, "event_payload": {"key": notice.key, "model": notice.model}}


def find_posted(client: WebClient, notice: Notice, *, channel: str, opener: Receipt | None) -> Receipt | None:
    """The message with the notice's key in its thread, or else in the channel; None where Slack does not let us look.

    A channel is searched by its id only. Raises SlackApiError when Slack asks to wait.
    """
    place = opener.channel if opener else channel
    if not _ID.fullmatch(place):
        return None
    try:
        found = (m for m in _newest(client, place, opener, notice.created_at) if _key_of(m) == notice.key)
        message = next(found, None)
    except SlackApiError as error:
        if error_of(error.response) == "ratelimited":
            raise
        return None
    return Receipt(channel=place, ts=message["ts"], file=_file_of(message)) if message else None


def _newest(client: WebClient, channel: str, opener: Receipt | None, since: datetime) -> Iterator[dict[str, Any]]:
    wanted: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{(since - _SKEW).timestamp():.6f}",
        "limit": _PAGE,
        "include_all_metadata": True,
    }
    for _ in range(_PAGES):
        answer: Any = (
            client.conversations_replies(ts=opener.ts, **wanted) if opener else client.conversations_history(**wanted)
        )
        yield from answer["messages"]
        wanted["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
        if not wanted["cursor"]:
            return


def _key_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return payload.get("key") if metadata.get("event_type") == _EVENT else None


def _file_of(message: dict[str, Any]) -> str | None:
    shown = (block.get("slack_file") or {} for block in message.get("blocks", ()))
    return next((file["id"] for file in shown if "id" in file), None)
