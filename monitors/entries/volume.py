"""How much was served."""

from typing import Literal

from pydantic import Field

from monitors.entries.entry import Entry


class RowCount(Entry):
    """How many predictions were served."""

    monitor: Literal["row_count"] = Field(default="row_count", description="Names the monitor.")
    at_least: int = Field(default=100, ge=1, description="Breached by fewer rows in a window than this.")
