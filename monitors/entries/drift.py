"""How far distributions have moved."""

from typing import Literal

from pydantic import Field

from monitors.entries.entry import Columns, Entry


class Drift(Entry):
    """How far a column's distribution has moved from the reference.

    The threshold is a fixed one. It says the same of every column and every traffic, which no fixed threshold can
    do well; a rule calibrated on the model's own history is to replace it.
    """

    monitor: Literal["drift"] = Field(default="drift", description="Names the monitor.")
    above: float = Field(
        default=0.1,
        gt=0,
        lt=1,
        description="Breached by a Jensen-Shannon distance (base 2, sampling noise removed) above this. "
        "A mean that moves by a quarter of a standard deviation comes to about 0.1, by half of one to 0.2.",
    )
    columns: Columns | None = Field(default=None, description="Only these; all features and the prediction if absent.")
