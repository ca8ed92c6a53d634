"""Everything that a monitor may know of one window, and how a measured value becomes a signal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from domain.log_facts import LogFacts
from domain.signals import NO_ROWS, Maturity, Side, Signal, SignalState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pandas as pd

    from domain.models import Segment
    from domain.profiles import Profile
    from domain.windows import Window

__all__ = ["NO_ROWS", "Evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One window of a model's traffic, as it was known at `as_of`.

    `version` is the one in force, `promised` the error that it showed on rows it had never seen (None: nobody
    measured it). `rows` are those that `profile` sketches, with the roles of `domain.columns` and the columns that
    make segments, but without the other features; `facts` is what the log showed of itself. `reference` is what
    drift is measured against (None: there is nothing to compare with). Monitors leave all of it as it is.

    The rest is gathered only for monitors that need it (`monitors.entries.Need`): `reference_windows` are the parts
    of `reference`, a profile for each whole window, oldest first; `preceding` the profiles of served windows before
    this one, oldest first, whatever version served them, `in_force_since` the moment from which on it was this
    version; `segments` the profiles of slices of this window. `sample` holds up to `monitoring.sample_rows` whole
    rows of the window, `reference_samples` the same of each reference window, oldest first, and `preceding_samples` of
    the last windows of `preceding`, at least three of them where there are, the newest last. `labelled_before` are
    rows, roles only, which the version in force answered before this window, labelled or not, with their labels as
    known at `as_of`, and not among its training data. `second_source` are the features of the sample's rows as another
    record has them, by id. `heard` is what the listeners to the stream of rows found, by monitor.
    """

    model: str
    version: str
    window: Window
    as_of: datetime
    rows: pd.DataFrame
    profile: Profile
    reference: Profile | None
    promised: float | None
    facts: LogFacts = field(default_factory=LogFacts)
    segments: tuple[Profile, ...] = ()
    reference_windows: tuple[Profile, ...] = ()
    preceding: tuple[Profile, ...] = ()
    in_force_since: datetime | None = None
    sample: pd.DataFrame | None = None
    reference_samples: tuple[pd.DataFrame, ...] = ()
    preceding_samples: tuple[pd.DataFrame, ...] = ()
    labelled_before: pd.DataFrame | None = None
    second_source: pd.DataFrame | None = None
    heard: Mapping[str, Any] = field(default_factory=dict)

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
        interval: tuple[float, float] | None = None,
        state: SignalState | None = None,
        segment: Segment | None = None,
        note: str | None = None,
    ) -> Signal:
        """A value held against a threshold; unknown when either is missing, and then `note` says why.

        A monitor whose answer is not the comparison of the two gives the `state` itself. `interval` is the value's
        95 % confidence interval. `segment` is the slice that it is about, that of the profile unless given.
        """
        return Signal(
            model=self.model,
            name=name,
            subject=subject,
            segment=segment or self.profile.segment,
            window=self.window,
            reference=reference,
            baseline=baseline,
            value=value,
            threshold=threshold,
            side=side,
            state=state or _state(value, threshold, side),
            interval=interval,
            rows=rows,
            maturity=maturity,
            note=note,
        )


def _state(value: float | None, threshold: float | None, side: Side) -> SignalState:
    if value is None or threshold is None:
        return SignalState.UNKNOWN
    breached = value > threshold if side is Side.ABOVE else value < threshold
    return SignalState.BREACHED if breached else SignalState.CALM
