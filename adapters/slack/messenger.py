"""Posts notices to a Slack channel through slack_sdk; threads by incident, waits out short rate limits only."""

from __future__ import annotations

from datetime import timedelta
from http.client import HTTPException
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from adapters.slack.blocks import to_message
from domain.errors import DeliveryFailed, InvalidDocument

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from adapters.settings import Settings
    from domain.notices import Notice

_TIMEOUT_SECONDS = 10
_PATIENCE_SECONDS = 5
_SEPARATOR = "/"
_REMEDIES = {
    "invalid_auth": "set DRIFTWARDEN_SLACK_TOKEN to the app's bot token (xoxb-...)",
    "not_authed": "set DRIFTWARDEN_SLACK_TOKEN to the app's bot token (xoxb-...)",
    "account_inactive": "install the app into the workspace again and set DRIFTWARDEN_SLACK_TOKEN anew",
    "token_revoked": "install the app into the workspace again and set DRIFTWARDEN_SLACK_TOKEN anew",
    "missing_scope": "give the app the scope chat:write and install it again",
    "channel_not_found": "set DRIFTWARDEN_SLACK_CHANNEL to a channel's id, and invite the app to it",
    "not_in_channel": "invite the app to the channel",
    "is_archived": "set DRIFTWARDEN_SLACK_CHANNEL to a channel in use",
}


_ABOUT_THE_CHANNEL = {"channel_not_found", "not_in_channel", "is_archived"}


class SlackMessenger:
    """A `Messenger` for one channel, and for those that notices name.

    Receipts are `channel id/ts`, which is what chat.update asks for.
    """

    def __init__(self, client: WebClient, channel: str, *, clock: Callable[[], datetime] | None = None) -> None:
        """`clock` turns Slack's Retry-After into a moment; without one, DeliveryFailed names none."""
        self._client = client
        self._channel = channel
        self._clock = clock

    def deliver(self, notice: Notice, *, thread: str | None) -> str:
        """Post the notice: in its thread, or in the channel that it names, or in the usual one.

        The text never holds the token.
        """
        channel, thread_ts = self._place(notice, thread)
        message = to_message(notice)
        try:
            answer = self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata=_metadata(notice),
                unfurl_links=False,
                unfurl_media=False,
            )
        except SlackApiError as error:
            raise self._refused(error.response, named=notice.channel if thread_ts is None else None) from error
        except (SlackClientError, OSError, HTTPException, JSONDecodeError) as error:
            raise DeliveryFailed(f"Slack cannot be reached: {error}; the outbox tries again", outage=True) from error
        return f"{answer['channel']}{_SEPARATOR}{answer['ts']}"

    def _place(self, notice: Notice, thread: str | None) -> tuple[str, str | None]:
        channel, is_ours, thread_ts = (thread or "").partition(_SEPARATOR)
        # Another messenger's receipt, from before Slack was set up, names no place in Slack.
        return (channel, thread_ts) if is_ours else (notice.channel or self._channel, None)

    def _refused(self, response: Any, *, named: str | None) -> DeliveryFailed:
        why = str(response.get("error"))
        details = "; ".join((response.get("response_metadata") or {}).get("messages", ()))
        remedy = _REMEDIES.get(why, "the outbox tries again")
        if named is not None and why in _ABOUT_THE_CHANNEL:
            remedy = f"invite the app to {named}, or mend `channel` in the policy's action"
        said = f"{why} ({details})" if details else why
        return DeliveryFailed(
            f"Slack refused the message: {said}; {remedy}",
            retry_at=self._retry_at(response),
            outage=why == "ratelimited",
        )

    def _retry_at(self, response: Any) -> datetime | None:
        seconds = _seconds_to_wait(dict(response.headers))
        if seconds is None or self._clock is None:
            return None
        return self._clock() + timedelta(seconds=seconds)


class ShortRateLimit(RateLimitErrorRetryHandler):
    """Waits out a rate limit once if it is short; a long one is the outbox's to wait for, not a worker's."""

    def _can_retry(self, *, state: Any, request: Any, response: Any = None, error: Exception | None = None) -> bool:
        if not super()._can_retry(state=state, request=request, response=response, error=error):
            return False
        seconds = _seconds_to_wait(response.headers)
        return seconds is not None and seconds <= _PATIENCE_SECONDS


def connect(settings: Settings, *, clock: Callable[[], datetime] | None = None) -> SlackMessenger:
    """The messenger that the settings describe; raises InvalidDocument without a token or a channel."""
    if settings.slack_token is None or settings.slack_channel is None:
        raise InvalidDocument(["Slack needs both DRIFTWARDEN_SLACK_TOKEN and DRIFTWARDEN_SLACK_CHANNEL: set both"])
    client = open_client(settings.slack_token.get_secret_value(), base_url=str(settings.slack_base_url))
    return SlackMessenger(client, settings.slack_channel, clock=clock)


def open_client(token: str, *, base_url: str = WebClient.BASE_URL) -> WebClient:
    """A client that waits out short rate limits and gives up on a silent Slack after ten seconds."""
    return WebClient(token=token, base_url=base_url, timeout=_TIMEOUT_SECONDS, retry_handlers=[ShortRateLimit()])


def _metadata(notice: Notice) -> dict[str, Any]:
    return {"event_type": "driftwarden_notice", "event_payload": {"key": notice.key, "model": notice.model}}


def _seconds_to_wait(headers: dict[str, Any]) -> int | None:
    """Retry-After in seconds; slack_sdk gives it as a text or as a list of one."""
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    text = str(value[0] if isinstance(value, list) and value else value)
    return int(text) if text.isdecimal() else None
