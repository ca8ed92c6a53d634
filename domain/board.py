"""How everything stands at one moment: what a scrape asks, answered without reading history.

The rows are tuples, because a fleet has a hundred thousand newest signals, and a frozen object for each would cost
more than reading them. Texts instead of nouns where labels are made of them; "" is what a signal is not about.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Protocol

from domain.approvals import Promotion
from domain.signals import Signal
from domain.verdicts import Verdict
from domain.windows import Window


class SignalNow(NamedTuple):
    """The newest signal of one model, name, subject and slice: of its newest window the latest revision.

    `window_start` and `window_end` are in seconds of Unix time; `side` and `state` as in `domain.signals`.
    """

    model: str
    name: str
    subject: str
    segment: str
    window_start: float
    window_end: float
    value: float | None
    threshold: float | None
    low: float | None
    high: float | None
    side: str
    state: str


class DecisionsMade(NamedTuple):
    """How often a model's policy, or a person, decided on an action for a reason, and the newest of them."""

    model: str
    action: str
    reason: str
    times: int
    decided_at: datetime
    window: Window


class Counted(NamedTuple):
    """How often something came about, or what it cost altogether; `what` is a member of a fixed list."""

    model: str
    what: str
    times: float


class InForce(NamedTuple):
    """A model's champion: its version, since when, and whether its probation has not ended."""

    model: str
    version: str
    since: datetime
    is_on_probation: bool


class Waiting(NamedTuple):
    """How many questions about a model wait for an answer, when the oldest was asked, and when the first one lapses."""

    model: str
    requests: int
    oldest_asked_at: datetime
    first_expires_at: datetime


class Beat(NamedTuple):
    """When a flow last ran to its end, and how many troubles it met."""

    flow: str
    ran_at: datetime
    troubles: int


class ChangeKind(StrEnum):
    """How a champion came into force."""

    ADOPTED = "adopted"
    PROMOTED = "promoted"
    ROLLED_BACK = "rolled back"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxDepth:
    """Notices on their way, how many of them were given up, and since when the oldest one should have arrived.

    What waits on purpose, for a digest or for the end of quiet hours, is on its way, but it is late only from then on.
    """

    undelivered: int
    dead_letters: int
    oldest_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How everything stands.

    `trainings` counts ended runs by how they ended, `costs` is what all runs of a model cost in its trainer's own
    unit. `promotions` counts changes of champion by `ChangeKind`, `answers` settled questions by how they were settled
    (see `domain.endings`), `judged` verdicts by outcome; `verdicts` is the newest of each model.
    `silences` counts those in force, of a model or of one of its signals.
    """

    signals: tuple[SignalNow, ...]
    decisions: tuple[DecisionsMade, ...]
    trainings: tuple[Counted, ...]
    costs: tuple[Counted, ...]
    promotions: tuple[Counted, ...]
    champions: tuple[InForce, ...]
    waiting: tuple[Waiting, ...]
    answers: tuple[Counted, ...]
    judged: tuple[Counted, ...]
    verdicts: tuple[Verdict, ...]
    silences: tuple[Counted, ...]
    outbox: OutboxDepth
    beats: tuple[Beat, ...]

    @cached_property
    def models(self) -> tuple[str, ...]:
        """The models about which any of this is, in order."""
        told = (self.signals, self.decisions, self.trainings, self.costs, self.promotions, self.waiting, self.answers)
        return tuple(sorted({row.model for rows in (*told, self.judged, self.silences) for row in rows}))


NOTHING = Standing(
    signals=(),
    decisions=(),
    trainings=(),
    costs=(),
    promotions=(),
    champions=(),
    waiting=(),
    answers=(),
    judged=(),
    verdicts=(),
    silences=(),
    outbox=OutboxDepth(undelivered=0, dead_letters=0, oldest_at=None),
    beats=(),
)


def kind_of(promotion: Promotion) -> ChangeKind:
    """How this change of champion came about."""
    if promotion.rolls_back is not None:
        return ChangeKind.ROLLED_BACK
    return ChangeKind.ADOPTED if promotion.from_version is None else ChangeKind.PROMOTED


def signal_now(signal: Signal) -> SignalNow:
    """A signal as the board has it."""
    low, high = signal.interval or (None, None)
    return SignalNow(
        model=signal.model,
        name=signal.name,
        subject=signal.subject or "",
        segment=str(signal.segment or ""),
        window_start=signal.window.start.timestamp(),
        window_end=signal.window.end.timestamp(),
        value=signal.value,
        threshold=signal.threshold,
        low=low,
        high=high,
        side=signal.side.value,
        state=signal.state.value,
    )


class Board(Protocol):
    """The ledger at a glance."""

    def standing(self, at: datetime) -> Standing:
        """How everything stands; `at` is the moment at which a silence has to be in force.

        The price grows with the number of models and of their signals, not with the length of their history.
        """
        ...

    def beat(self, flow: str, *, ran_at: datetime, troubles: int) -> None:
        """Note that a flow ran to its end; of one flow the latest `ran_at` stays."""
        ...
