"""What a person may ask of a backtest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from domain.costs import Costs
from domain.errors import InvalidDocument
from domain.windows import Window
from flows.worlds import moment

if TYPE_CHECKING:
    from pathlib import Path

    from flows.watch import Watch

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks of a backtest; None where the model's file, or all there is, decides."""

    model: str
    policies: tuple[str, ...]
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    retraining_cost: float | None = None
    error_cost: float | None = None
    approval_lag: timedelta = timedelta(hours=1)
    grid: int | None = None
    incidents: Path | None = None
    html: Path | None = None
    json: Path | None = None

    @property
    def span(self) -> Window | None:
        """The time that is replayed; None for all there is. Raises InvalidDocument for one that is empty."""
        if self.since is None and self.until is None and self.as_of is None:
            return None
        known = moment(self.as_of)
        start, end = self.since or _LONG_AGO, min(self.until or known, known)
        if start >= end:
            raise InvalidDocument([f"--from: {start:%Y-%m-%d %H:%M} is not before {end:%Y-%m-%d %H:%M}, the end"])
        return Window(start=start, end=end)

    def costs(self, watch: Watch) -> Costs | None:
        """What errors and retrainings cost: as given, else as the model's file says; None where one is not known."""
        known = watch.document.costs
        retraining, error = self.retraining_cost, self.error_cost
        if known is not None:
            retraining = known.retraining if retraining is None else retraining
            error = known.error if error is None else error
        if retraining is None or error is None:
            return None
        return Costs(retraining=retraining, error=error, currency=known.currency if known else "")
