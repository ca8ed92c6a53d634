"""What Slack's refusals mean: who must act, whether repeating helps, and when it is worth another try."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from domain.errors import DeliveryFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_NEW_TOKEN = "install the app into the workspace again and set DRIFTWARDEN_SLACK_TOKEN anew"
_REMEDIES = {
    "invalid_auth": "set DRIFTWARDEN_SLACK_TOKEN to the app's bot token (xoxb-...)",
    "not_authed": "set DRIFTWARDEN_SLACK_TOKEN to the app's bot token (xoxb-...)",
    "account_inactive": _NEW_TOKEN,
    "token_revoked": _NEW_TOKEN,
    "token_expired": _NEW_TOKEN,
    "missing_scope": "give the app the scope chat:write and install it again",
    "channel_not_found": "set DRIFTWARDEN_SLACK_CHANNEL to a channel's id, and invite the app to it",
    "not_in_channel": "invite the app to the channel",
    "is_archived": "set DRIFTWARDEN_SLACK_CHANNEL to a channel in use",
    "restricted_action": "let the app post into the channel, in the channel's own settings",
}
# Nothing gets through until a person has mended it, so no other message is worth trying.
_ABOUT_THE_APP = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope"}
_ABOUT_THE_MESSAGE = {"invalid_blocks", "invalid_arguments", "msg_too_long", "no_text", "msg_blocks_too_long"}
_FOREIGN = "the answer is not Slack's own"
OUTCOME_UNKNOWN = frozenset({_FOREIGN, "service_unavailable", "internal_error", "fatal_error", "request_timeout"})

ABOUT_THE_CHANNEL = frozenset({"channel_not_found", "not_in_channel", "is_archived", "restricted_action"})
# The message that was to be changed, or its place, is gone for good.
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", *ABOUT_THE_CHANNEL})


def error_of(response: Any) -> str:
    """Slack's short name for what is wrong; what a proxy on the way says is not repeated."""
    said = str(response.get("error"))
    return said if re.fullmatch(r"[a-z][a-z0-9_]*", said) else _FOREIGN


def word_of(error: Exception) -> str:
    """The one word for what went wrong in a call: Slack's own (`error_of`), else what kind of error it was.

    >>> word_of(TimeoutError("read of 10.0.0.7 timed out"))
    'TimeoutError'
    """
    return error_of(error.response) if isinstance(error, SlackApiError) else type(error).__name__


def is_about_a_picture(response: Any) -> bool:
    """Whether the file in an image block is what is refused: it is not processed yet, or gone."""
    return error_of(response) == "invalid_blocks" and "slack_file" in _details(response)


def failure(response: Any, *, named: str | None, clock: Callable[[], datetime] | None) -> DeliveryFailed:
    """The refusal as the outbox understands it; `named` is the channel that the notice itself names."""
    why, details = error_of(response), _details(response)
    remedy = _REMEDIES.get(why, "the outbox tries again")
    if named is not None and why in ABOUT_THE_CHANNEL:
        remedy = f"invite the app to {named}, or mend `channel` in the policy's action"
    said = f"{why} ({details})" if details else why
    return DeliveryFailed(
        f"Slack refused the message: {said}; {remedy}",
        retry_at=_retry_at(response, clock),
        outage=why == "ratelimited" or why in OUTCOME_UNKNOWN or why in _ABOUT_THE_APP,
        permanent=why in _ABOUT_THE_MESSAGE or why in ABOUT_THE_CHANNEL,
    )


def seconds_to_wait(headers: dict[str, Any]) -> int | None:
    """Retry-After in seconds; slack_sdk gives it as a text or as a list of one."""
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    text = str(value[0] if isinstance(value, list) and value else value)
    return int(text) if text.isdecimal() else None


def _details(response: Any) -> str:
    return "; ".join((response.get("response_metadata") or {}).get("messages") or ())


def _retry_at(response: Any, clock: Callable[[], datetime] | None) -> datetime | None:
    seconds = seconds_to_wait(dict(response.headers))
    return None if seconds is None or clock is None else clock() + timedelta(seconds=seconds)
