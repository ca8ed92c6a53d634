"""The entries of a model's `monitors:` list: what each monitor may be told, tagged by `monitor`.

Imports pydantic only, so that a model's file is read without pandas. One module a family, as among the monitors.
A newcomer starts at `monitors.entries.entry`, then at the union below.
"""

from typing import Annotated

from pydantic import Field

from monitors.entries.drift import Drift
from monitors.entries.entry import Entry, Need, Task
from monitors.entries.latency import LatencyP95
from monitors.entries.performance import Performance
from monitors.entries.quality import MissingShare
from monitors.entries.volume import RowCount

__all__ = [
    "Drift",
    "Entry",
    "LatencyP95",
    "MissingShare",
    "MonitorEntry",
    "Need",
    "Performance",
    "RowCount",
    "Task",
]

MonitorEntry = Annotated[
    RowCount  # volume
    | MissingShare  # quality
    | Drift  # drift
    | Performance  # performance
    | LatencyP95,  # latency
    Field(discriminator="monitor"),
]
