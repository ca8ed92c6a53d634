"""What people mute, and how a silence ends before its time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.digests import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A muted model, or one muted signal of it, until a moment, by a person, for a reason.

    `door` as in `Approval`, `account` as in `domain.people.Who`; neither is part of the `id`.
    """

    model: str
    signal: str | None
    until: datetime
    by: str
    why: str
    created_at: datetime
    door: str = "command line"
    account: str | None = None

    @property
    def id(self) -> str:
        """Who muted what, when."""
        return digest("silence", self.model, self.signal or "", self.by, self.created_at.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifting:
    """The end of one silence before its time, by a person; `door` and `account` as in `Silence`."""

    silence: str
    model: str
    by: str
    lifted_at: datetime
    door: str
    why: str | None = None
    account: str | None = None

    @property
    def id(self) -> str:
        """One lifting a silence."""
        return digest("lifting", self.silence)


def as_lifted(silences: Iterable[Silence], liftings: Iterable[Lifting]) -> tuple[Silence, ...]:
    """The silences as long as they really lasted: each ends when it was lifted, if that was before its time.

    A silence keeps its id; one that was lifted in the moment it began was never in force.
    """
    lifted_at = {lifting.silence: lifting.lifted_at for lifting in liftings}
    return tuple(replace(each, until=min(each.until, lifted_at.get(each.id, each.until))) for each in silences)


def in_force(silences: Iterable[Silence], liftings: Iterable[Lifting], *, at: datetime) -> tuple[Silence, ...]:
    """The silences that mute something at a moment, as they were asked for; the moment of an end is not muted."""
    asked = tuple(silences)
    lasted = as_lifted(asked, liftings)
    return tuple(each for each, really in zip(asked, lasted, strict=True) if each.created_at <= at < really.until)
