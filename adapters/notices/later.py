"""What is told when a decision that was made turns out otherwise, or what it was about is over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.notices.decisions import TO_FIND_OUT, where_to_look
from adapters.notices.opening import UNKNOWN_COURSE, told
from adapters.notices.words import days_of, moment, sentence
from domain.decisions import Action, Reason
from domain.notices import Notice, Press, Severity, decision_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.notices.course import Course
    from domain.decisions import Decision
    from domain.signals import Signal

_NOW = {
    Action.NOTHING: "nothing would have been done",
    Action.ALERT: "a person should look",
    Action.INVESTIGATE: "a person should investigate",
    Action.RETRAIN: "retraining after all",
    Action.ROLL_BACK: "rolling back after all",
    Action.RUN: "running a deployment after all",
}
_SET_IN_MOTION = {Action.RETRAIN, Action.ROLL_BACK, Action.RUN}
_TO_LOOK_AT = {Action.ALERT, Action.INVESTIGATE}


def amended(
    decision: Decision,
    last: Decision,
    signals: Sequence[Signal],
    *,
    course: Course = UNKNOWN_COURSE,
    thread: str | None = None,
) -> Notice:
    """Late rows or labels would have led to another decision, which now stands in place of the first.

    `thread` is the incident in which people were told of what it amends; None opens one, as nobody was.
    """
    is_held = decision.reason is Reason.HELD_BACK
    what = "action held back" if is_held else _NOW[decision.action]
    asks = is_held or decision.action in _TO_LOOK_AT
    notice = told(
        decision,
        signals,
        severity=Severity.WARNING if decision.action is not Action.NOTHING else Severity.INFO,
        title=f"{decision.model}: late data, {what}",
        then=(
            f"Rows or labels came late. Without them it had been decided: {sentence(last.because)}",
            *(("What was set in motion then stays in motion.",) if last.action in _SET_IN_MOTION else ()),
            *((TO_FIND_OUT,) if decision.action is Action.INVESTIGATE else ()),
        ),
        course=course,
        offers=(Press.SNOOZE, Press.RETRAIN, Press.EXPLAIN) if asks else (Press.EXPLAIN,),
    )
    look = (where_to_look(decision),) if decision.action is Action.INVESTIGATE else ()
    notice = replace(notice, asides=(*notice.asides, *look), closes=decision_key(last.id), group=None)
    if thread is None:
        return notice
    is_over = decision.action is Action.NOTHING and not is_held and last.action not in _SET_IN_MOTION
    return replace(notice, thread=thread, status=f"Late data: {what}", resolves=is_over)


def calm_again(decision: Decision, opened: Sequence[Decision]) -> Notice:
    """What the decisions in `opened` told of is over: the condition of the policy is false over a later window.

    If they told of rows that did not come, the window has them again. They are of one incident, oldest first, at least
    one; the newest of several is closed as well.
    """
    first, newest = opened[0], opened[-1]
    is_of_rows = all(each.reason is Reason.UNUSUAL_TRAFFIC for each in opened)
    over = "rows come as usual" if is_of_rows else "calm"
    return Notice(
        key=f"calm {newest.id}",
        model=decision.model,
        thread=first.id,
        severity=Severity.INFO,
        title=f"{decision.model}: {over} again",
        paragraphs=(sentence(decision.because),),
        asides=(f"began in {days_of(first.window)}", f"{over} in {days_of(decision.window)}"),
        created_at=decision.decided_at,
        status=f"{over.capitalize()} again since {moment(decision.window.start)}",
        resolves=True,
        closes=None if newest is first else decision_key(newest.id),
    )
