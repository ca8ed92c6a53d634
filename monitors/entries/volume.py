"""How much was served, and whether the log is whole."""

from typing import ClassVar, Literal

from pydantic import Field

from monitors.entries.entry import Entry, Need, Task


class RowCount(Entry):
    """How many predictions were served."""

    monitor: Literal["row_count"] = Field(default="row_count", description="Names the monitor.")
    at_least: int = Field(default=100, ge=1, description="Breached by fewer rows in a window than this.")


class Volume(Entry):
    """How much the volume differs from what is usual: in earlier windows of the same kind, such as other Mondays."""

    needs: ClassVar[frozenset[Need]] = frozenset({Need.PRECEDING})

    monitor: Literal["volume"] = Field(default="volume", description="Names the monitor.")
    min_change: float = Field(
        default=0.25,
        gt=0,
        description="Smaller changes are always calm: 0.25 is a quarter more rows than usual, or a fifth fewer.",
    )
    factor: float = Field(
        default=2.0,
        ge=1,
        description="Breached by a change so many times larger than the largest that earlier windows show among "
        "themselves. With 2 and eight such windows, expect about one false alarm in 90 windows.",
    )

    def signals(self, task: Task) -> tuple[str, ...]:
        """By what it measures."""
        del task
        return ("volume_change",)


class Throughput(Entry):
    """Rows per second, on average over the window."""

    monitor: Literal["throughput"] = Field(default="throughput", description="Names the monitor.")
    below: float | None = Field(
        default=None, gt=0, description="Breached by fewer rows per second than this; never if absent."
    )


class Freshness(Entry):
    """Hours from the newest row of the window to the window's end: whether the log stopped in between."""

    monitor: Literal["freshness"] = Field(default="freshness", description="Names the monitor.")
    above: float = Field(
        default=0.25,
        gt=0,
        lt=1,
        description="Breached when more than this share of the window passed after its newest row; 0.25 is 6 hours of "
        "a day. Set it higher where nights are quiet.",
    )


class LogHealth(Entry):
    """What the log shows of itself: rows out of order or without a time, clocks that run ahead, two time zones."""

    monitor: Literal["log_health"] = Field(default="log_health", description="Names the monitor.")
    out_of_order_above: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="out_of_order is breached by a share of rows above this that lie in the log behind a later one. "
        "Files written side by side are rarely in order, which harms nothing.",
    )
    early_above: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="clock_skew is breached by a share of rows above this whose event lies after its logging.",
    )
    untimed_above: int = Field(
        default=0, ge=0, description="untimed_rows is breached by more rows without an event time than this."
    )

    def signals(self, task: Task) -> tuple[str, ...]:
        """Four."""
        del task
        return ("out_of_order", "clock_skew", "time_zones", "untimed_rows")
