"""What a run has to tell, as the report needs it: no ledger, no clock, no files."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from domain.decisions import Decision
from domain.signals import Signal, SignalState
from domain.verdicts import Verdict
from domain.windows import Window
from driftwarden.backtest.tried import Tried


class EventKind(StrEnum):
    """What happened, in the words that the page and the terminal print."""

    RETRAINED = "retrained"
    PROMOTED = "promoted"
    REFUSED = "refused"
    INCONCLUSIVE = "inconclusive"
    ROLLED_BACK = "rolled back"
    CONFIRMED = "confirmed"
    ALERT = "alert"
    HELD_BACK = "held back"


def _refuse_elsewhere(href: str) -> None:
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or href.startswith("/"):
        raise ValueError(f"the report travels with its folder: link {href!r} by a path relative to the page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A file beside the page. Raises ValueError unless `href` is a relative path."""

    label: str
    href: str
    what: str

    def __post_init__(self) -> None:
        _refuse_elsewhere(self.href)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that the agent did; `version` is the one it is about, `link` a relative path to evidence.

    `what_changed` are the sentences on where error and prediction moved, where the event rests on a decision.
    """

    at: datetime
    kind: EventKind
    sentence: str
    version: str | None = None
    link: str | None = None
    what_changed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.link is not None:
            _refuse_elsewhere(self.link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One monitored window; `error` is the metric of what `version` served in it, None where it is not known.

    `interval` is the error's 95 % confidence interval, where it has one.
    """

    number: int
    window: Window
    version: str
    rows: int
    error: float | None
    interval: tuple[float, float] | None = None
    signals: tuple[Signal, ...] = ()

    @property
    def states(self) -> Mapping[SignalState, int]:
        """How many signals are in each state; a state that none is in counts 0."""
        return Counter(signal.state for signal in self.signals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The same weeks served by a fixed schedule instead: its error by week (None: not known), in the weeks' order."""

    name: str
    label: str
    retrainings: int
    by_week: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything that the page and the closing lines say.

    `never` is the first champion left in service throughout, `baselines` are the other schedules. `metric` is an
    error (lower is better) in `unit`. `drift_signal` is the name of the signals that the heat map shows,
    `drift_measure` what their values are and `drift_rule` a sentence on when one of them alarms. `notes` are
    sentences about how this run measured, and `tried` is what other policies would have done with the same weeks.
    Raises ValueError for a story without weeks and for a baseline that does not cover exactly these weeks.
    """

    title: str
    model: str
    policy: str
    champion_first: str
    metric: str = "MAE"
    unit: str = "minutes"
    built_at: datetime
    seconds: float
    weeks: tuple[Week, ...]
    never: Baseline
    baselines: tuple[Baseline, ...] = ()
    events: tuple[Event, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    decisions: tuple[Decision, ...] = ()
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    tried: Tried | None = None
    drift_signal: str = "drift"
    drift_measure: str = "Jensen-Shannon distance"
    drift_rule: str = "A column alarms when its distance is above its limit."

    def __post_init__(self) -> None:
        if not self.weeks:
            raise ValueError(f"{self.title}: a story has at least one week")
        for baseline in (self.never, *self.baselines):
            if len(baseline.by_week) != len(self.weeks):
                raise ValueError(f"{baseline.name}: {len(baseline.by_week)} errors for {len(self.weeks)} weeks")

    @property
    def errors(self) -> tuple[float | None, ...]:
        """Driftwarden's own error by week."""
        return tuple(week.error for week in self.weeks)

    def count(self, kind: EventKind) -> int:
        """How many events are of this kind."""
        return sum(event.kind is kind for event in self.events)

    def week_of(self, window: Window) -> Week | None:
        """The week that covers exactly this window."""
        return next((week for week in self.weeks if week.window == window), None)
