"""Socket Mode: the door for those without a public address; the app calls Slack, and clicks come back on that line.

https://docs.slack.dev/apis/events-api/using-socket-mode. Slack closes every line after some hours and says so before;
slack_sdk opens the next one. What it does not do is to try again when the very first one fails: that is done here.
"""

from __future__ import annotations

import logging
import threading
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.slack.refusals import word_of

if TYPE_CHECKING:
    from slack_bolt import App

_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 1.0, 60.0
# slack_sdk hangs up at its next ping, so this is also how long stopping takes at the most.
_PING_SECONDS = 4
_REMEDY = "set DRIFTWARDEN_SLACK_APP_TOKEN to the app's own token (xapp-...) with the scope connections:write"
_MENDED_BY_PEOPLE = {"invalid_auth", "not_authed", "not_allowed_token_type", "missing_scope", "token_revoked"}
_log = logging.getLogger(__name__)


class SocketDoor:
    """A line to Slack that is kept open until it is closed; says in the log when it opens and when it drops."""

    def __init__(self, app: App, app_token: str, *, ping_seconds: float = _PING_SECONDS) -> None:
        # Untyped, as slack-bolt leaves its own methods.
        self._handler: Any = SocketModeHandler(app, app_token=app_token, logger=_log, ping_interval=ping_seconds)
        self._handler.client.on_close_listeners.append(self._dropped)
        self._handler.client.message_listeners.append(_greeted)
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._open, name="slack-socket", daemon=True)

    def open(self) -> None:
        """Begin to connect, in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Hang up."""
        self._is_closing.set()
        self._thread.join(timeout=_PING_SECONDS)
        self._handler.close()

    def _open(self) -> None:
        wait = _FIRST_WAIT_SECONDS
        while not self._is_closing.is_set():
            trouble = self._tried()
            if trouble is None:
                return
            _log.warning("Socket Mode: cannot connect (%s); trying again in %.0f s", trouble, wait)
            self._is_closing.wait(wait)
            wait = min(2 * wait, _LONGEST_WAIT_SECONDS)

    def _tried(self) -> str | None:
        try:
            self._handler.connect()
        except SlackApiError as error:
            why = word_of(error)
            return f"{why}; {_REMEDY}" if why in _MENDED_BY_PEOPLE else why
        except (SlackClientError, OSError, HTTPException, ValueError) as error:
            return word_of(error)
        return None

    def _dropped(self, _code: int, _reason: str | None) -> None:
        if not self._is_closing.is_set():
            _log.warning("Socket Mode: the line to Slack dropped; opening another")


def _greeted(_client: Any, message: dict[str, Any], _raw: str | None) -> None:
    if message.get("type") == "hello":
        _log.info("Socket Mode: connected to Slack; clicks are taken")
