"""How long the answers took."""

from typing import Literal

from pydantic import Field

from monitors.entries.entry import Entry


class LatencyP95(Entry):
    """The latency that 95 % of the predictions stay within."""

    monitor: Literal["latency_p95"] = Field(default="latency_p95", description="Names the monitor.")
    above: float = Field(default=500.0, gt=0, description="Breached by a 95th percentile above this, in milliseconds.")
