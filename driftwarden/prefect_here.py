"""Prefect inside this process: a temporary server of its own, quiet, and nothing of the user's profile touched."""

from __future__ import annotations

import os
from contextlib import contextmanager
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
    quiet_the_libraries()
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", _STARTUP_SECONDS)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
