"""Everything that a monitor may know of one window, and how a measured value becomes a signal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.signals import Maturity, Side, Signal, SignalState

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from domain.profiles import Profile
    from domain.windows import Window

NO_ROWS = "the window has no rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One window of a model's traffic, as it was known at `as_of`.

    `version` is the one in force, `promised` the error that it showed on rows it had never seen (None: nobody
    measured it). `rows` have the names of `domain.columns` and are those that `profile` sketches; `reference` is
    what drift is measured against (None: there is nothing to compare with). Monitors leave `rows` as they are.
    """

    model: str
    version: str
    window: Window
    as_of: datetime
    rows: pd.DataFrame
    profile: Profile
    reference: Profile | None
    promised: float | None

    @property
    def reference_in_words(self) -> str | None:
        """Whose rows the reference holds, and of which time."""
        return f"{self.reference.origin}, {self.reference.window}" if self.reference else None

    def judge(
        self,
        name: str,
        value: float | None,
        threshold: float | None,
        *,
        rows: int,
        side: Side = Side.ABOVE,
        subject: str | None = None,
        reference: str | None = None,
        baseline: float | None = None,
        maturity: Maturity = Maturity.FINAL,
        note: str | None = None,
    ) -> Signal:
        """A value held against a threshold; unknown when either is missing, and then `note` says why."""
        return Signal(
            model=self.model,
            name=name,
            subject=subject,
            segment=self.profile.segment,
            window=self.window,
            reference=reference,
            baseline=baseline,
            value=value,
            threshold=threshold,
            side=side,
            state=_state(value, threshold, side),
            rows=rows,
            maturity=maturity,
            note=note,
        )


def _state(value: float | None, threshold: float | None, side: Side) -> SignalState:
    if value is None or threshold is None:
        return SignalState.UNKNOWN
    breached = value > threshold if side is Side.ABOVE else value < threshold
    return SignalState.BREACHED if breached else SignalState.CALM
