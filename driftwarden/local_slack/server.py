"""A Slack on a port of this machine."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from driftwarden.local_slack.simulated import LocalSlack
from driftwarden.local_slack.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["LocalSlack", "local_slack", "serving"]


@contextmanager
def local_slack(
    *, port: int = 0, seconds: Callable[[], float] = time.time, request_url: str | None = None
) -> Iterator[LocalSlack]:
    """A running Slack on loopback, on a port of its own choice or on `port`; its page for people is at `address`.

    `seconds` is its clock (since the epoch). `request_url` is the app's door, such as
    http://127.0.0.1:9108/slack/interactive, and may be set later (`slack.request_url = ...`); without one, the app's
    socket is used. The app is given DRIFTWARDEN_SLACK_BASE_URL=`slack.base_url`, _TOKEN=TOKEN, _APP_TOKEN=APP_TOKEN,
    _SIGNING_SECRET=SIGNING_SECRET and _CHANNEL=CHANNEL_ID of `driftwarden.local_slack.workspace`.
    """
    slack = LocalSlack(workspace=Workspace(seconds=seconds), request_url=request_url)
    with serving(slack.app(), port=port) as address:
        slack.address = address
        try:
            yield slack
        finally:
            slack.http_door.close()


@contextmanager
def serving(app: Any, *, port: int = 0) -> Iterator[str]:
    """An ASGI app on loopback in a thread of its own, for as long as the block lasts; gives its address."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        config = uvicorn.Config(app, log_level="error", ws="websockets-sansio", timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)
