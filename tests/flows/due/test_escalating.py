"""Nobody answers: a reminder before a question expires, and in the end somebody else is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adapters.lifting import lift
from adapters.wishes import ask_for, silence
from domain.decisions import Action, Ask
from domain.notices import Severity
from flows.due.asking import ask, expire
from flows.due.escalating import escalate, remind
from flows.due.judging import judge_candidates
from tests.builders import a_notice, a_week, an_approval
from tests.flows.builders import a_challenger, decided, noon, told, watched

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from domain.approvals import ApprovalRequest
    from flows.watch import Watch

NOW = noon(weeks=3)
FOUR_HOURS = timedelta(hours=4)
TO_THE_BOSS = {"escalate": {"after": "4h", "to": "U07BOSS"}}
NO_REFIT = {"callable": "training:train", "refit": False}


def _asked(*, approval: dict[str, Any] | None = None, **fields: Any) -> tuple[Watch, ApprovalRequest]:
    watch = watched(training=NO_REFIT, approval=approval or {}, **fields)
    a_challenger(watch)
    judge_candidates(watch, NOW)
    ask(watch, NOW)
    return watch, watch.ledger.requests.of(watch.model)[0]


def _reminded(watch: Watch, *moments: datetime) -> list[str | None]:
    """Who was mentioned in reminders, after the errand ran at each of the moments."""
    for moment in moments:
        remind(watch, moment)
    return [notice.owner for notice in watch.ledger.outbox.of(watch.model) if notice.key.startswith("reminder ")]


def test_everybody_who_was_asked_is_reminded_once_before_the_question_expires() -> None:
    watch, request = _asked(
        approval={"approvers": ["U07ADA", "S07OWNERS"], "expires_after": "3d", "remind_before": "1d"}
    )
    due = request.expires_at - timedelta(days=1)
    assert _reminded(watch, due - timedelta(seconds=1)) == []
    assert _reminded(watch, due, due + timedelta(hours=1)) == ["U07ADA, S07OWNERS"]


@pytest.mark.parametrize(
    "approval",
    [{"remind_before": None}, {"expires_after": "2h"}, {"remind_before": "3d", "expires_after": "3d"}],
    ids=str,
)
def test_who_wants_no_reminder_or_leaves_no_time_for_one_gets_none(approval: dict[str, Any]) -> None:
    watch, request = _asked(approval=approval)
    assert _reminded(watch, NOW, request.expires_at - timedelta(minutes=1)) == []


def test_of_what_was_answered_or_has_expired_nobody_is_reminded() -> None:
    watch, request = _asked(approval={"remind_before": "1d"})
    assert _reminded(watch, request.expires_at) == []
    watch.ledger.requests.answer(an_approval(request, answered_at=NOW))
    assert _reminded(watch, request.expires_at - timedelta(hours=1)) == []


def _escalated(watch: Watch, *moments: datetime) -> list[str | None]:
    """Who was told that nobody reacted, after the errand ran at each of the moments."""
    for moment in moments:
        escalate(watch, moment)
    return [notice.owner for notice in watch.ledger.outbox.of(watch.model) if notice.key.startswith("escalated ")]


def test_a_question_that_nobody_answers_is_escalated_once() -> None:
    watch, _ = _asked(people=TO_THE_BOSS)
    assert _escalated(watch, NOW + FOUR_HOURS - timedelta(seconds=1)) == []
    assert _escalated(watch, NOW + FOUR_HOURS, NOW + 2 * FOUR_HOURS) == ["U07BOSS"]
    notice = watch.ledger.outbox.of(watch.model)[-1]
    assert notice.title == "Nobody has reacted yet. flights: approve v2 in place of v1?"
    assert [button.action for button in notice.buttons] == ["approve", "reject"]


def test_without_somebody_to_tell_nobody_is_told() -> None:
    watch, _ = _asked()
    assert _escalated(watch, NOW + FOUR_HOURS) == []


@pytest.mark.parametrize("needs", [1, 2])
def test_a_question_that_somebody_answered_is_not_escalated(needs: int) -> None:
    watch, request = _asked(people=TO_THE_BOSS, approval={"needs": needs})
    watch.ledger.requests.answer(an_approval(request, answered_at=NOW))
    assert _escalated(watch, NOW + FOUR_HOURS) == []


def test_an_expired_question_is_not_escalated() -> None:
    watch, request = _asked(people=TO_THE_BOSS, approval={"expires_after": "3h"})
    expire(watch, request.expires_at)
    assert _escalated(watch, NOW + FOUR_HOURS) == []


def _critical(*, severity: Severity = Severity.CRITICAL) -> Watch:
    """A decision over the week before, told at this severity."""
    watch = watched(people=TO_THE_BOSS)
    decision = decided(watch, action=Action.ALERT, window=a_week(2), at=NOW)
    watch.ledger.outbox.queue(
        a_notice(
            key=f"decision {decision.id}", thread=decision.id, severity=severity, created_at=NOW, title="flights: bad"
        )
    )
    return watch


def test_a_critical_incident_that_nobody_acts_on_is_escalated_once() -> None:
    watch = _critical()
    assert _escalated(watch, NOW + FOUR_HOURS, NOW + 2 * FOUR_HOURS) == ["U07BOSS"]


def test_what_is_not_critical_waits_for_whoever_looks() -> None:
    assert _escalated(_critical(severity=Severity.WARNING), NOW + FOUR_HOURS) == []


def test_what_lies_weeks_back_when_escalation_is_turned_on_is_left_alone() -> None:
    assert _escalated(_critical(), NOW + timedelta(days=8)) == []


def _mute(watch: Watch) -> None:
    later = NOW + timedelta(hours=1)
    silence(watch.ledger, watch.model, until=later + FOUR_HOURS, by="ada", why="known", door="slack", at=later)


def _mute_and_lift(watch: Watch) -> None:
    _mute(watch)
    lift(watch.ledger, watch.model, by="bob", why=None, door="slack", at=NOW + timedelta(hours=2))


def _lift(watch: Watch) -> None:
    earlier = NOW - timedelta(days=1)
    silence(watch.ledger, watch.model, until=NOW + FOUR_HOURS, by="ada", why="known", door="slack", at=earlier)
    lift(watch.ledger, watch.model, by="ada", why=None, door="slack", at=NOW + timedelta(hours=1))


def _wish(watch: Watch) -> None:
    ask_for(watch.ledger, watch.model, Action.RETRAIN, Ask(by="ada", door="slack"), at=NOW + timedelta(hours=1))


def _resolve(watch: Watch) -> None:
    (incident,) = watch.ledger.outbox.of(watch.model)
    watch.ledger.outbox.queue(a_notice(key="calm again", thread=incident.thread, resolves=True))


@pytest.mark.parametrize("acted", [_mute, _mute_and_lift, _lift, _wish, _resolve])
def test_an_incident_is_left_alone_when_a_person_did_anything_or_it_is_over(acted: Callable[[Watch], None]) -> None:
    watch = _critical()
    acted(watch)
    assert _escalated(watch, NOW + FOUR_HOURS) == []


def test_what_was_done_before_the_incident_does_not_count() -> None:
    watch = _critical()
    earlier = NOW - timedelta(days=1)
    silence(watch.ledger, watch.model, until=NOW, by="ada", why="known", door="slack", at=earlier)
    assert _escalated(watch, NOW + FOUR_HOURS) == ["U07BOSS"]
    assert told(watch)[0] == "decision"
