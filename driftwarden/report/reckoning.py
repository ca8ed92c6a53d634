"""The figures that the page and the terminal share, so that they cannot disagree.

Series are compared over the same weeks: those in which the error of every series is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean

from driftwarden.report.story import Baseline, EventKind, Story

DRIFTWARDEN = "Driftwarden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Means over the compared weeks that start in one calendar month; None where there is none."""

    label: str
    weeks: int
    compared: int
    ours: float | None
    never: float | None
    baselines: tuple[float | None, ...]

    @property
    def gain(self) -> float | None:
        """By how much Driftwarden's error is lower than that of the model left alone; negative where it is higher."""
        return None if self.ours is None or self.never is None else self.never - self.ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One way of keeping the model: its mean error over the compared weeks and what it took."""

    label: str
    mean: float | None
    retrainings: int
    is_ours: bool = False


def compared_weeks(story: Story) -> tuple[int, ...]:
    """Positions of the weeks in which every series has a known error."""
    series = (story.errors, *(b.by_week for b in _schedules(story)))
    return tuple(i for i, errors in enumerate(zip(*series, strict=True)) if None not in errors)


def mean_over(errors: tuple[float | None, ...], weeks: Iterable[int]) -> float | None:
    """The mean of the known errors at these positions; None where there is none.

    >>> mean_over((8.0, None, 10.0), (0, 1, 2))
    9.0
    >>> mean_over((None,), (0,)) is None
    True
    """
    known = [error for week in weeks if (error := errors[week]) is not None]
    return fmean(known) if known else None


def standings(story: Story) -> tuple[Standing, ...]:
    """Driftwarden first, then never, then the other schedules."""
    weeks = compared_weeks(story)
    ours = Standing(
        label=DRIFTWARDEN,
        mean=mean_over(story.errors, weeks),
        retrainings=story.count(EventKind.RETRAINED),
        is_ours=True,
    )
    others = (
        Standing(label=b.label, mean=mean_over(b.by_week, weeks), retrainings=b.retrainings) for b in _schedules(story)
    )
    return (ours, *others)


def months(story: Story) -> tuple[Month, ...]:
    """The calendar months of the story in order; a week belongs to the month in which it starts (UTC)."""
    compared = set(compared_weeks(story))
    by_month = groupby(range(len(story.weeks)), key=lambda i: f"{story.weeks[i].window.start:%b %Y}")
    return tuple(_month(story, label, tuple(weeks), compared) for label, weeks in by_month)


def _month(story: Story, label: str, weeks: tuple[int, ...], compared: set[int]) -> Month:
    usable = tuple(week for week in weeks if week in compared)
    return Month(
        label=label,
        weeks=len(weeks),
        compared=len(usable),
        ours=mean_over(story.errors, usable),
        never=mean_over(story.never.by_week, usable),
        baselines=tuple(mean_over(b.by_week, usable) for b in story.baselines),
    )


def _schedules(story: Story) -> tuple[Baseline, ...]:
    return (story.never, *story.baselines)
