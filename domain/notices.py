"""What people are told, before any messenger gives it a shape."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_DECISION = "decision "


class Severity(StrEnum):
    """How loud a notice is."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Press(StrEnum):
    """What a button does: the same word in every messenger."""

    APPROVE = "approve"
    REJECT = "reject"
    SNOOZE = "snooze"
    LIFT = "lift"
    RETRAIN = "retrain"
    ROLL_BACK = "roll_back"
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something a person may press; `value` says what it is about, and what an answer is bound to.

    With `choices` (label and value of each) it is a menu, whose choice is sent in place of `value`. With `confirms`
    that is asked once more before anything is sent.
    """

    action: str
    label: str
    value: str
    style: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    confirms: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where to read more."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One number over time, small enough for a phone: values by moment, their intervals, the limit, and events.

    `points` are (moment, value), oldest first, with a hole where nothing is known; `band` are (moment, low, high);
    `marks` are (moment, what happened then), e.g. a promotion.
    """

    title: str
    unit: str = ""
    points: tuple[tuple[datetime, float], ...]
    band: tuple[tuple[datetime, float, float], ...] = ()
    limit: float | None = None
    marks: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to people. `key` makes it unique, so it is queued once however often it is said.

    `thread` is the incident it belongs to, the id of a decision: it goes below the message of that one. Where a
    decision amends another, its message is in the other's thread, and with it whatever follows. `facts` are label and
    value pairs; `paragraphs` and `title` are plain text without markup; `asides` are what a reader in a hurry may skip,
    shown small. `channel` is where it goes instead of the usual place, `owner` who is asked to look at it. `links` are
    filled in on the way to a messenger: the ledger knows no addresses.

    `status` is what the incident's first message says from then on, in place; `resolves` says that the incident is
    over with it. `closes` is the key of the question that is settled by it: that message loses its buttons and says
    so. Notices of different models with the same `group` are one message where they come at once; of that message,
    and of a digest, `gathers` are the keys of the notices that it tells of in their stead.
    """

    key: str
    model: str
    thread: str
    severity: Severity
    title: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    asides: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    created_at: datetime
    channel: str | None = None
    owner: str | None = None
    links: tuple[Link, ...] = ()
    chart: Chart | None = None
    status: str | None = None
    resolves: bool = False
    closes: str | None = None
    group: str | None = None
    gathers: tuple[str, ...] = ()


def decision_key(decision: str) -> str:
    """The key of the notice that tells of a decision; it opens a thread, or stands in that of a decision it amends."""
    return f"{_DECISION}{decision}"


def decision_in(key: str) -> str | None:
    """The id of the decision that a notice of this key tells of; None for any other notice.

    >>> decision_in(decision_key("3f2a")), decision_in("request 3f2a")
    ('3f2a', None)
    """
    return key.removeprefix(_DECISION) if key.startswith(_DECISION) else None


def request_key(request: str) -> str:
    """The key of the notice that asks for an approval."""
    return f"request {request}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A notice that has not arrived: how often it failed and why, when it is tried again, or when it was given up.

    `is_outage`: with its last failure nothing else got through either. `failures` counts those since it last failed for
    the other of these two causes: no outage uses up the tries of what is refused. Until `postponed_until` it waits on
    purpose, for a digest or for quiet hours to end.
    """

    notice: Notice
    failures: int
    last_failure: str | None
    is_outage: bool
    retry_at: datetime | None
    buried_at: datetime | None
    postponed_until: datetime | None = None

    def is_due(self, at: datetime) -> bool:
        """Whether it should have arrived: it does not wait on purpose, or it has been tried in vain."""
        return self.failures > 0 or self.postponed_until is None or self.postponed_until <= at

    def due_since(self, at: datetime) -> datetime:
        """Since when it should have arrived: since it no longer waits on purpose, or since it was made."""
        until = self.postponed_until
        return until if until is not None and until <= at else self.notice.created_at
