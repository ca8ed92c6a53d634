"""The message that opens an incident: what a phone shows of it in ten seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notices.breaches import breached, counted, fault_of, how_sure, moved_most, where_it_moved
from adapters.notices.course import Course, chart_of, streak_of, version_before
from adapters.notices.pressed import explain_button, retrain_button, roll_back_button, snooze_button
from adapters.notices.words import days_of, explained, sentence, short_moment
from domain.notices import Notice, Press, Severity, decision_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.decisions import Decision
    from domain.notices import Button
    from domain.signals import Signal

UNKNOWN_COURSE = Course()


def told(
    decision: Decision,
    signals: Sequence[Signal],
    *,
    severity: Severity,
    title: str,
    then: tuple[str, ...],
    course: Course,
    offers: tuple[Press, ...],
) -> Notice:
    """The message that opens an incident: the reason, where it moved, since when, how sure, a chart, what is offered.

    `offers` are what may be pressed; what makes no sense for the model as it stands is left out. What does not fit one
    screen of a phone is counted beside the rest; whoever wants to know asks why.
    """
    because = decision.because
    return Notice(
        key=decision_key(decision.id),
        model=decision.model,
        thread=decision.id,
        severity=severity,
        title=title,
        paragraphs=(
            sentence(because),
            *((where,) if (where := where_it_moved(decision.what_changed)) else ()),
            *then,
        ),
        facts=_facts(decision, signals, course),
        asides=(
            days_of(decision.window),
            counted(signals, because=because),
            decision.policy,
            explained(decision.id),
        ),
        buttons=_buttons(decision, offers, course),
        created_at=decision.decided_at,
        chart=chart_of(signals, course, because=because),
        group=fault_of(signals, because=because),
    )


def _facts(decision: Decision, signals: Sequence[Signal], course: Course) -> tuple[tuple[str, str], ...]:
    known = (
        ("Since", _since(signals, course, because=decision.because)),
        ("How sure", how_sure(signals, because=decision.because)),
        ("Moved most", moved_most(signals, because=decision.because)),
    )
    return tuple((label, value) for label, value in known if value)


def _since(signals: Sequence[Signal], course: Course, *, because: str) -> str | None:
    """The start of the first of the breached windows in a row, of the breach that comes first."""
    first = next(iter(breached(signals, because=because)), None)
    if first is None or not course.signals:
        return None
    streak = streak_of(first, course)
    start = f"{short_moment(streak.first.start)}{'' if streak.is_whole else ' or before'}"
    return f"{start}, {streak.windows} windows in a row" if streak.windows > 1 else f"{start}, for the first time"


def _back(decision: Decision, before: str, course: Course) -> Button:
    version = course.promotions[-1].to_version
    return roll_back_button(decision.model, to=before, version=version, decision=decision.id)


def _buttons(decision: Decision, offers: tuple[Press, ...], course: Course) -> tuple[Button, ...]:
    before = version_before(course.promotions)
    model, id_ = decision.model, decision.id
    known = {
        Press.SNOOZE: snooze_button(model, decision=id_),
        Press.RETRAIN: retrain_button(model, decision=id_),
        Press.ROLL_BACK: _back(decision, before, course) if before else None,
        Press.EXPLAIN: explain_button(model, decision=id_),
    }
    return tuple(button for press in offers if (button := known[press]))
