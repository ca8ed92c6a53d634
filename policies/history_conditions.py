"""Conditions on the clock and on what came before: schedule, age, new labels, follow-up."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from cronsim import CronSim

from domain.decisions import Truth
from domain.durations import duration_words
from domain.history import Ending, History, PastRetraining
from policies.condition_shapes import FollowUp, MaxAge, MinNewLabels, Schedule
from policies.evidence import Evidence
from policies.logic import truth_of
from policies.signal_tests import Answer
from policies.wording import day


def answer_schedule(condition: Schedule, evidence: Evidence) -> Answer:
    """Whether the clock struck in (window.start, window.end], so that each stroke falls into one window only."""
    zone = ZoneInfo(condition.schedule.timezone)
    stroke = next(CronSim(condition.schedule.cron, evidence.window.start.astimezone(zone)), None)
    if stroke is None:
        return Truth.FALSE, f"'{condition.schedule.cron}' never comes due"
    told = f"'{condition.schedule.cron}' {{}} due {stroke:%a %Y-%m-%d %H:%M} {condition.schedule.timezone}"
    due = stroke <= evidence.window.end
    return truth_of(holds=due), told.format("came" if due else "is next")


def answer_max_age(condition: MaxAge, evidence: Evidence) -> Answer:
    """How long ago the champion's training data ended; where that is not known, how long ago it was promoted."""
    history = evidence.history
    born = history.trained_until or history.champion_since
    if born is None:
        return Truth.UNKNOWN, "the champion's age is not known: neither its training data nor its promotion has a date"
    what = "training data end" if history.trained_until else "promotion was"
    age = f"the champion's {what} {day(born)}, {(evidence.now - born).days} days ago"
    return truth_of(
        holds=evidence.now - born >= condition.max_age
    ), f"{age} (limit {duration_words(condition.max_age)})"


def answer_min_new_labels(condition: MinNewLabels, evidence: Evidence) -> Answer:
    """How many labels have arrived for events after the champion's training data."""
    arrived, needed = evidence.history.labels_since, condition.min_new_labels
    if arrived is None:
        return Truth.UNKNOWN, "how many labels arrived since the champion's training data is not known"
    said = f"{arrived:,} labels arrived since the champion's training data ({needed:,} needed)"
    return truth_of(holds=arrived >= needed), said


def answer_follow_up(condition: FollowUp, evidence: Evidence) -> Answer:
    """Whether the last retraining was a first one, was promoted, and was ordered at least `after` ago."""
    after, last = condition.follow_up.after, evidence.history.last_retraining
    if last is None:
        return Truth.FALSE, "there is no retraining to follow up"
    ordered = f"the retraining ordered {day(last.ordered_at)}"
    if last.ending is not Ending.PROMOTED:
        return Truth.FALSE, f"{ordered} asks for no follow-up: it is {last.ending.value}"
    if was_follow_up(evidence.history, after):
        return Truth.FALSE, f"{ordered} was a follow-up itself"
    due = evidence.has_passed(after, since=last.ordered_at)
    return truth_of(
        holds=due
    ), f"{ordered} {'is' if due else 'will be'} due for its follow-up {day(last.ordered_at + after)}"


def was_follow_up(history: History, after: timedelta) -> bool:
    """Whether the last retraining did a follow-up's work, whatever condition asked for it.

    It did if it came `after` or more later than a promoted retraining that was no follow-up itself. Told from the
    dates alone, so the history must hold every retraining of the model.
    """
    answer = False
    for earlier, later in pairwise(_in_order(history.retrainings)):
        first = earlier.ending is Ending.PROMOTED and not answer
        answer = first and later.ordered_at - earlier.ordered_at >= after
    return answer


def _in_order(retrainings: Sequence[PastRetraining]) -> list[PastRetraining]:
    return sorted(retrainings, key=lambda retraining: retraining.ordered_at)
