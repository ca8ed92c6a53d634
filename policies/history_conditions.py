"""Conditions on the clock and on what came before: schedule, age, new labels, follow-up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from cronsim import CronSim

from domain.decisions import Reading, Truth
from domain.durations import duration_words
from domain.history import Ending, History, PastRetraining
from policies.evidence import Evidence
from policies.history_shapes import FollowUp, MaxAge, MinNewLabels, Schedule
from policies.logic import truth_of
from policies.verdicts import Verdict
from policies.wording import day

_DAY = timedelta(days=1)


def answer_schedule(condition: Schedule, evidence: Evidence) -> Verdict:
    """Whether the clock struck in (window.start, window.end], so that each stroke falls into one window only."""
    cron, timezone = condition.schedule.cron, condition.schedule.timezone
    stroke = next(CronSim(cron, evidence.window.start.astimezone(ZoneInfo(timezone))), None)
    wait = None if stroke is None else (stroke - evidence.window.end) / _DAY
    reading = Reading(
        of=f"days until '{cron}' is due", value=wait, limit=0.0, is_true_above=False, is_true_at_limit=True
    )
    if stroke is None or wait is None:
        return Verdict(truth=Truth.FALSE, said=f"'{cron}' never comes due", readings=(reading,))
    said = f"'{cron}' {'came' if wait <= 0 else 'is next'} due {stroke:%a %Y-%m-%d %H:%M} {timezone}"
    return Verdict(truth=truth_of(holds=wait <= 0), said=said, readings=(reading,))


def answer_max_age(condition: MaxAge, evidence: Evidence) -> Verdict:
    """How long ago the champion's training data ended; where that is not known, how long ago it was promoted."""
    history, limit = evidence.history, condition.max_age
    born = history.trained_until or history.champion_since
    if born is None:
        said = "the champion's age is not known: neither its training data nor its promotion has a date"
        return Verdict(truth=Truth.UNKNOWN, said=said, readings=(_days(_AGE, None, limit),))
    age, what = evidence.now - born, "training data end" if history.trained_until else "promotion was"
    said = f"the champion's {what} {day(born)}, {age.days} days ago (limit {duration_words(limit)})"
    return Verdict(truth=truth_of(holds=age >= limit), said=said, readings=(_days(_AGE, age, limit),))


def answer_min_new_labels(condition: MinNewLabels, evidence: Evidence) -> Verdict:
    """How many labels have arrived for events after the champion's training data."""
    arrived, needed = evidence.history.labels_since, condition.min_new_labels
    reading = Reading(of=_LABELS, value=arrived, limit=needed, is_true_at_limit=True)
    if arrived is None:
        return Verdict(truth=Truth.UNKNOWN, said=f"how many {_LABELS} is not known", readings=(reading,))
    said = f"{arrived:,} {_LABELS} ({needed:,} needed)"
    return Verdict(truth=truth_of(holds=arrived >= needed), said=said, readings=(reading,))


def answer_follow_up(condition: FollowUp, evidence: Evidence) -> Verdict:
    """Whether the last retraining was a first one, was promoted, and its follow-up has come due."""
    delay, last = _delay(condition, evidence), evidence.history.last_retraining
    if last is None:
        return _no_follow_up("there is no retraining to follow up", delay)
    ordered = f"the retraining ordered {day(last.ordered_at)}"
    if last.ending is not Ending.PROMOTED:
        return _no_follow_up(f"{ordered} asks for no follow-up: it is {last.ending.value}", delay)
    if was_follow_up(evidence.history, delay, from_change=_from_change(condition)):
        return _no_follow_up(f"{ordered} was a follow-up itself", delay)
    since = _counts_from(last, from_change=_from_change(condition))
    if _needs_none(last, delay, from_change=_from_change(condition)):
        return _no_follow_up(f"{ordered} learnt only from after the change of {day(since)} already", delay)
    due = evidence.has_passed(delay, since=since)
    said = f"{ordered} {'is' if due else 'will be'} due for its follow-up {day(since + delay)}"
    what = f"the change of {day(since)}" if _from_change(condition) else ordered
    reading = _days(f"days since {what}", evidence.now - since, delay)
    return Verdict(truth=truth_of(holds=due), said=said, readings=(reading,))


def was_follow_up(history: History, after: timedelta, *, from_change: bool = False) -> bool:
    """Whether the last retraining did a follow-up's work, whatever condition asked for it.

    It did if it came `after` or more later than a promoted retraining that was no follow-up itself (`from_change`:
    than the change that the promoted one was for). Told from the dates alone, so the history must hold every retraining
    of the model.
    """
    answer = False
    for earlier, later in pairwise(_in_order(history.retrainings)):
        first = (
            earlier.ending is Ending.PROMOTED
            and not answer
            and not _needs_none(earlier, after, from_change=from_change)
        )
        answer = first and later.ordered_at - _counts_from(earlier, from_change=from_change) >= after
    return answer


def _delay(condition: FollowUp, evidence: Evidence) -> timedelta:
    """How long after the retraining, or after its change, the follow-up is due."""
    after = condition.follow_up.after
    if isinstance(after, timedelta):
        return after
    assert evidence.training_length is not None  # the policy has a sliding training window: its shape saw to it
    return evidence.training_length


def _from_change(condition: FollowUp) -> bool:
    return not isinstance(condition.follow_up.after, timedelta)


def _counts_from(retraining: PastRetraining, *, from_change: bool) -> datetime:
    """The moment that the delay counts from; a change that no window tells of began in the window decided over."""
    return (retraining.change_began or retraining.window.start) if from_change else retraining.ordered_at


def _needs_none(retraining: PastRetraining, delay: timedelta, *, from_change: bool) -> bool:
    """Whether the retraining's own training window lay after the change already."""
    return from_change and _counts_from(retraining, from_change=True) + delay <= retraining.ordered_at


def _in_order(retrainings: Sequence[PastRetraining]) -> list[PastRetraining]:
    return sorted(retrainings, key=lambda retraining: retraining.ordered_at)


def _no_follow_up(said: str, delay: timedelta) -> Verdict:
    reading = _days("days since a promoted retraining that nothing followed", None, delay)
    return Verdict(truth=Truth.FALSE, said=said, readings=(reading,))


def _days(of: str, length: timedelta | None, limit: timedelta) -> Reading:
    value = None if length is None else length / _DAY
    return Reading(of=of, value=value, limit=limit / _DAY, is_true_at_limit=True)


_AGE = "age of the champion in days"
_LABELS = "labels arrived since the champion's training data"
