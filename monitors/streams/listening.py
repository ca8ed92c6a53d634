"""Monitors that hear every row as it streams by, because no sketch could answer them afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from monitors.quality.pandera_failures import PanderaListener

if TYPE_CHECKING:
    import pyarrow as pa

    from monitors.spec import MonitoringSpec


class Listener(Protocol):
    """Hears each batch of a window once, in any order; the batches may differ in their columns and types."""

    def hear(self, batch: pa.RecordBatch) -> None:
        """Take note of some rows, which stay as they are."""

    def found(self) -> Any:
        """What the monitor finds in `Evidence.heard` under its own name."""


# Each takes the entry of its own tag, so the argument differs from line to line.
LISTENERS: Mapping[str, Callable[[Any], Listener]] = {
    "pandera": PanderaListener,
}


def listeners_of(spec: MonitoringSpec) -> dict[str, Listener]:
    """A fresh listener for each monitor that needs one, by the monitor's name."""
    return {entry.tag: LISTENERS[entry.tag](entry) for entry in spec.monitors if entry.tag in LISTENERS}


def heard_by(listeners: Mapping[str, Listener]) -> dict[str, Any]:
    """What they found, as `Evidence.heard` holds it."""
    return {tag: listener.found() for tag, listener in listeners.items()}
