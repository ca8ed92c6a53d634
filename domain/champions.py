"""Which version of a model was in force when, by its promotions."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.approvals import Promotion
from domain.windows import Window


def in_force(promotions: Iterable[Promotion], at: datetime) -> Promotion | None:
    """The promotion that put the version in force there at that moment, of several at once the last one recorded.

    `promotions` are those of one model as they were recorded; None where it had no champion yet.
    """
    past = [promotion for promotion in promotions if promotion.promoted_at <= at]
    return max(reversed(past), key=lambda promotion: promotion.promoted_at, default=None)


def at_the_end_of(window: Window) -> datetime:
    """The last moment in it: a version that is promoted at its very end served none of it."""
    return window.end - timedelta(microseconds=1)


def measured_under(promotions: Iterable[Promotion], window: Window) -> Promotion | None:
    """The promotion that a window is measured under: in force at its end; for one from before the first, the first."""
    made = tuple(promotions)
    first = min((promotion.promoted_at for promotion in made), default=window.end)
    return in_force(made, max(at_the_end_of(window), first))
