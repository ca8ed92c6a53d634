"""Which labelled time a challenger may learn from, and which is kept to try it on."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.windows import Window
from trials.spec import TrialSpec

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Time to train on and, after it, time to try on."""

    train_on: Window
    hold_out: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class TooShort:
    """There is not enough time for a fair trial; `because` is a sentence with the numbers."""

    because: str


def split(
    *, labelled_from: datetime, as_of: datetime, champion_trained_until: datetime | None, spec: TrialSpec
) -> Split | TooShort:
    """Keep the last part of [labelled_from, as_of) for the trial: neither model was trained on it.

    What is shared out is the new time: since the champion's training ended, or all of it where there is no
    champion. The hold-out is the longer of `spec.hold_out` and `spec.hold_out_share` of the new time, in whole days,
    but at most half of it (and at least `spec.min_days`), so that the challenger learns something that the champion
    has not. The most recent time is kept, not random rows: those would hold neighbours of rows that were trained on.
    Where labels take long to arrive, `as_of` is the moment up to which they are complete, since the labels that
    arrive early are not like the rest.
    """
    new_from = max(labelled_from, champion_trained_until or labelled_from)
    new = as_of - new_from
    if new < (spec.min_days + 1) * _DAY:
        return TooShort(because=_too_short(new, spec))
    start = as_of - _kept(new, spec)
    return Split(train_on=Window(start=labelled_from, end=start), hold_out=Window(start=start, end=as_of))


def _kept(new: timedelta, spec: TrialSpec) -> timedelta:
    wanted = math.ceil(max(spec.hold_out, spec.hold_out_share * new) / _DAY)
    half = math.floor(new / _DAY / 2)
    return max(min(wanted, half), spec.min_days) * _DAY


def _too_short(new: timedelta, spec: TrialSpec) -> str:
    days = max(new / _DAY, 0.0)
    return (
        f"only {days:.1f} days of labels that the champion was not trained on; a trial keeps at least "
        f"{spec.min_days} of them, and the challenger has to learn from the rest"
    )
