"""Whether serving itself worked."""

from typing import Literal

from pydantic import Field

from monitors.entries.entry import Entry


class ServingErrors(Entry):
    """The share of requests that ended in an error, by the log's own column of errors."""

    monitor: Literal["serving_errors"] = Field(default="serving_errors", description="Names the monitor.")
    above: float = Field(default=0.01, ge=0, lt=1, description="Breached by a share above this; 0.01 is 1 %.")
