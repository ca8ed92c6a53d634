"""Stretches of event time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_KEY_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Window:
    """A half-open stretch [start, end) of event time in UTC, never empty.

    Raises ValueError for naive or non-UTC ends and for an empty stretch.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for moment in (self.start, self.end):
            if moment.utcoffset() != timedelta(0):
                raise ValueError(f"a window's ends are in UTC, not {moment.isoformat()}")
        if self.start >= self.end:
            raise ValueError(f"a window is never empty: {self.start.isoformat()} to {self.end.isoformat()}")

    @property
    def duration(self) -> timedelta:
        """How long the window is."""
        return self.end - self.start

    @property
    def key(self) -> str:
        """The window as text that sorts by time, e.g. `2013-04-01T00:00:00Z/2013-04-08T00:00:00Z`."""
        return _key(self.start, self.end)

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M} UTC"

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in [start, end)."""
        return self.start <= moment < self.end

    def overlaps(self, other: Window) -> bool:
        """Whether the two windows share any moment."""
        return self.start < other.end and other.start < self.end

    @classmethod
    def parse(cls, key: str) -> Window:
        """Read a window back from its `key`; raises ValueError for anything else."""
        start, end = (datetime.strptime(part, _KEY_FORMAT).replace(tzinfo=UTC) for part in key.split("/"))
        return cls(start=start, end=end)


@lru_cache(maxsize=4096)
def _key(start: datetime, end: datetime) -> str:
    """Asked for once for each of a window's many signals, hence remembered."""
    return f"{start.strftime(_KEY_FORMAT)}/{end.strftime(_KEY_FORMAT)}"
