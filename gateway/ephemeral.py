"""What only the clicker sees, posted to the address that came with the click.

Slack ignores the body of the answer to a pressed button; `response_url` is the way to say something
(https://docs.slack.dev/interactivity/handling-user-interaction).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http.client import HTTPException
from urllib.parse import urlsplit

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient

Reply = Callable[[str, str], None]

_HOST = "hooks.slack.com"
_TIMEOUT_SECONDS = 5
_log = logging.getLogger(__name__)


def message(text: str) -> dict[str, object]:
    """The sentence as Slack takes it: for the clicker only, leaving the question where it is."""
    return {"response_type": "ephemeral", "replace_original": False, "text": text}


def post_to_slack(response_url: str, text: str) -> None:
    """Post the sentence; the answer itself is kept already, so a failure is logged and nothing more.

    Only Slack's own host is posted to, whatever the payload says; the address is a secret and is never logged.
    """
    address = urlsplit(response_url)
    if (address.scheme, address.hostname) != ("https", _HOST):
        _log.warning("not answering a click at %s: only https://%s is Slack's", address.hostname, _HOST)
        return
    try:
        WebhookClient(response_url, timeout=_TIMEOUT_SECONDS).send_dict(message(text))
    except (SlackClientError, OSError, HTTPException) as error:
        _log.warning("could not answer a click in private: %s", type(error).__name__)
