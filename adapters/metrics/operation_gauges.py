"""Whether Driftwarden itself is well: flows, messages, the ledger, and which build this is."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from adapters.metrics.family import Family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.board import Standing


def operation_families(standing: Standing) -> Iterator[Family]:
    """Flows by when they last ran to their end, and the outbox."""
    beats, outbox = standing.beats, standing.outbox
    yield Family(
        name="driftwarden_flow_last_run_timestamp_seconds",
        said="When a flow last ran to its end, in Unix time.",
        labels=("flow",),
        samples=[((beat.flow,), beat.ran_at.timestamp()) for beat in beats],
    )
    yield Family(
        name="driftwarden_flow_troubles",
        said="What a flow could not do in its newest run; `driftwarden doctor` and its messages say what.",
        labels=("flow",),
        samples=[((beat.flow,), beat.troubles) for beat in beats],
    )
    yield _alone("outbox_undelivered", "Notices that no messenger has taken yet.", outbox.undelivered)
    yield _alone("outbox_dead_letters", "Notices that were given up.", outbox.dead_letters)
    said = "Since when the oldest notice that is still tried should have arrived, in Unix time."
    oldest = [((), outbox.oldest_at.timestamp())] if outbox.oldest_at else []
    yield Family(name="driftwarden_outbox_oldest_undelivered_timestamp_seconds", said=said, samples=oldest)


def build_family() -> Family:
    """Which Driftwarden on which Python."""
    return Family(
        name="driftwarden_build_info",
        kind="info",
        said="The version that is running.",
        labels=("version", "python"),
        samples=[((installed_version(), platform.python_version()), 1)],
    )


def read_family(seconds: float) -> Family:
    """How long the ledger took."""
    return _alone("ledger_read_seconds", "How long this scrape read the ledger.", seconds)


def _alone(name: str, said: str, value: float) -> Family:
    return Family(name=f"driftwarden_{name}", said=said, samples=[((), value)])


def installed_version() -> str:
    """Driftwarden's own version, as its distribution says."""
    try:
        return version("driftwarden")
    except PackageNotFoundError:
        return "not installed"
