"""How one person is told something that nobody else sees, and shown what is only theirs: a modal, a home tab."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from adapters.slack.refusals import word_of

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from adapters.slack.clicks import Where

_HOOKS = "hooks.{host}"
_TIMEOUT_SECONDS = 5
_OK = 200
_TROUBLE = (SlackClientError, OSError, HTTPException, ValueError)
_log = logging.getLogger(__name__)


class Teller:
    """Tells by the address that came with the click, else in the thread, else directly.

    The answer itself is kept already, so a failure to tell is logged and nothing more; addresses are secrets and are
    never logged.
    """

    def __init__(self, client: WebClient | None, *, base_url: str = "https://slack.com/api/") -> None:
        """Addresses are posted to only where they are Slack's own, or those of the Slack at `base_url`."""
        self._client = client
        self._own = _origins(base_url)

    def tell(self, where: Where, text: str) -> None:
        """Say something to who did something."""
        if where.response_url and self._is_posted(where.response_url, text):
            return
        if self._client is None:
            _log.info("could not answer %s in private: DRIFTWARDEN_SLACK_TOKEN is not set", where.user)
            return
        if not any(way(self._client, where, text) for way in (self._whispered, self._written)):
            _log.warning("could not answer %s in private", where.user)

    def open_modal(self, trigger: str, view: dict[str, Any]) -> str | None:
        """Open a modal; returns why it did not open, in Slack's word, or None."""
        return self._shown(lambda client: client.views_open(trigger_id=trigger, view=view))

    def publish_home(self, user: str, view: dict[str, Any]) -> str | None:
        """Show a person their home tab; returns why not, or None."""
        return self._shown(lambda client: client.views_publish(user_id=user, view=view))

    def _is_posted(self, address: str, text: str) -> bool:
        parts = urlsplit(address)
        if (parts.scheme, parts.netloc) not in self._own:
            _log.warning("not answering a click at %s: that is not Slack", parts.hostname)
            return False
        message = {"response_type": "ephemeral", "replace_original": False, "text": text}
        try:
            answer = WebhookClient(address, timeout=_TIMEOUT_SECONDS).send_dict(message)
        except _TROUBLE as error:
            _log.warning("could not answer a click at its address: %s", word_of(error))
            return False
        return answer.status_code == _OK

    def _whispered(self, client: WebClient, where: Where, text: str) -> bool:
        if where.channel is None:
            return False
        channel, thread = where.channel, where.thread
        return _went_through(
            lambda: client.chat_postEphemeral(channel=channel, user=where.user, thread_ts=thread, text=text)
        )

    def _written(self, client: WebClient, where: Where, text: str) -> bool:
        return _went_through(lambda: client.chat_postMessage(channel=where.user, text=text))

    def _shown(self, show: Callable[[WebClient], Any]) -> str | None:
        if self._client is None:
            return "DRIFTWARDEN_SLACK_TOKEN is not set"
        try:
            show(self._client)
        except SlackApiError as error:
            _log.warning("Slack did not show a view: %s", word_of(error))
            return word_of(error)
        except _TROUBLE as error:
            _log.warning("Slack could not be asked to show a view: %s", word_of(error))
            return "Slack cannot be reached"
        return None


def _went_through(say: Callable[[], Any]) -> bool:
    try:
        say()
    except _TROUBLE as error:
        _log.info("one way to answer in private failed: %s", word_of(error))
        return False
    return True


def _origins(base_url: str) -> frozenset[tuple[str, str]]:
    """Slack's hooks beside its Web API; a Slack elsewhere (a test's, a proxy's) answers for itself."""
    base = urlsplit(base_url)
    hooks = ("https", _HOOKS.format(host=base.hostname))
    return frozenset({hooks, ("https", "hooks.slack.com"), (base.scheme, base.netloc)})
