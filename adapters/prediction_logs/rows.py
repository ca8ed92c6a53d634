"""What every kind of place gives: named, dated batches of rows in the user's own columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from adapters.prediction_logs.wanted import Wanted
from domain.windows import Window

BATCH_ROWS = 65_536

# From the columns that there are (an Arrow schema) to those to read, by the user's names.
Choose = Callable[[Any], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """The rows that are needed: of this user's column, times in [start, end). Others may be skipped, none must be."""

    column: str
    start: datetime
    end: datetime
    zone: ZoneInfo | None


class Rows(Protocol):
    """One file, or one query."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    @property
    def day(self) -> date | None:
        """The day that its rows are of, where it says so."""
        ...

    def batches(self, choose: Choose, *, within: Within | None) -> Iterator[Any]:
        """Arrow record batches with the chosen columns, in order; one even without rows, where the columns are known.

        `choose` is asked before the first batch, and again before a batch whose columns differ. Types may differ
        from batch to batch.
        Raises EvidenceUnavailable naming the place and what is wrong with it.
        """
        ...


class Source(Protocol):
    """A place with predictions or with labels."""

    @property
    def wanted(self) -> Wanted:
        """What is taken from it."""
        ...

    @property
    def in_order(self) -> bool:
        """Whether rows have an order there that means something."""
        ...

    def rows(self, window: Window) -> list[Rows]:
        """What may hold rows, or labels, of the window."""
        ...

    def sample(self) -> Rows | None:
        """What knows at least which columns there are, where nothing holds rows of the window."""
        ...
