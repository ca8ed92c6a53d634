"""Whether a challenger has proved itself against the champion."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.digests import digest
from domain.models import Segment
from domain.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate with the interval that covers the truth with probability `confidence`."""

    low: float
    estimate: float
    high: float
    confidence: float

    def __str__(self) -> str:
        return f"{self.estimate:+.3g} ({self.confidence:.0%} interval {self.low:+.3g} to {self.high:+.3g})"


class Result(StrEnum):
    """What one comparison says of the challenger."""

    BETTER = "better"
    EQUIVALENT = "equivalent"
    WORSE = "worse"
    INCONCLUSIVE = "inconclusive"


class Role(StrEnum):
    """What a comparison is for: a goal is to be won, a guardrail is not to be broken."""

    GOAL = "goal"
    GUARDRAIL = "guardrail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Champion and challenger on one metric over the same rows.

    `champion` and `challenger` are the metric's own values. `difference` is champion minus challenger in the
    direction in which positive is better for the challenger; None where it could not be measured. `margin` is
    the loss that would still be tolerated, in the metric's unit, never negative.
    """

    metric: str
    role: Role
    segment: Segment | None = None
    champion: float | None
    challenger: float | None
    difference: Interval | None
    margin: float
    result: Result
    rows: int
    note: str | None = None


class Outcome(StrEnum):
    """What the judge says: nothing is promoted by default."""

    PROMOTE = "promote"
    REJECT = "reject"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judge's answer on one candidate against one champion under one trial's rules.

    `spec_digest` names the rules, `hold_out` the window on which both were scored; `reasons` are sentences.
    """

    model: str
    candidate: str
    challenger: str
    champion: str
    spec_digest: str
    hold_out: Window
    outcome: Outcome
    reasons: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    judged_at: datetime

    @property
    def id(self) -> str:
        """The question: this candidate against this champion under these rules."""
        return digest("verdict", self.candidate, self.champion, self.spec_digest)
