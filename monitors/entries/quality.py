"""Whether the values can be used."""

from typing import Literal

from pydantic import Field

from monitors.entries.entry import Columns, Entry


class MissingShare(Entry):
    """The share of a column's values that are missing or unusable, against the reference's own share.

    A column may well be missing more often than not, as a gust is where there is no wind: what matters is the change.
    """

    monitor: Literal["missing_share"] = Field(default="missing_share", description="Names the monitor.")
    above: float = Field(
        default=0.3,
        ge=0,
        lt=1,
        description="Breached by a share this far above the reference's own, or above this where there is no "
        "reference; 0.3 is 30 points. A column that lost all its values is always breached.",
    )
    columns: Columns | None = Field(default=None, description="Only these; all features and the prediction if absent.")
