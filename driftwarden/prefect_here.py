"""Prefect inside this process: a temporary server of its own, quiet, and nothing of the user's profile touched."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

from adapters.settings import quiet_the_libraries

if TYPE_CHECKING:
    from collections.abc import Iterator

_STARTUP_SECONDS = "120"


@contextmanager
def in_process() -> Iterator[None]:
    """Run flows in this process. Without a Prefect API of the user's own, a temporary server is started.

    The heartbeat is off: its thread is joined in steps of a second, which would be the longest part of a flow.
    """
    _prepare()
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def start_beside() -> Thread:
    """Begin to start the temporary server, which takes seconds, while other things are done; join it before a flow.

    What goes wrong there goes wrong again, and is told, when the first flow asks for the server.
    """
    _prepare()
    starting = Thread(target=_start, daemon=True)
    starting.start()
    return starting


def _prepare() -> None:
    """Before Prefect is imported: it reads its settings then."""
    quiet_the_libraries()
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", _STARTUP_SECONDS)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")


def _start() -> None:
    from prefect.client.orchestration import get_client

    with suppress(Exception), get_client(sync_client=True):
        pass
