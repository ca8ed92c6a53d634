"""What a policy may know of the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from adapters.memory import MemoryPredictionLog
from domain.approvals import Answer, Promotion
from domain.costs import Costs
from domain.decisions import Action, Reason
from domain.history import Ending, History
from domain.signals import Signal, SignalState
from domain.training import RunState
from flows.due.histories import history_of, new_labels, past_retrainings
from flows.due.judging import judge_candidates
from policies import catalog
from policies.engine import decide
from policies.shapes import OnUnknown
from tests.builders import a_deed, a_lifting, a_request, a_run, a_signal, a_silence, a_week, an_approval
from tests.flows.builders import (
    HISTORY,
    NOISE,
    SHIFT,
    a_challenger,
    a_document,
    decided,
    noon,
    ordered,
    run_of,
    traffic,
    watched,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.decisions import Decision
    from flows.watch import Watch
    from policies.grammar import Policy

NOW = noon(weeks=4)
TWO_DAYS = timedelta(days=2)


def _ordered(watch: Watch) -> None:
    ordered(watch, decided(watch))


def _launched(watch: Watch) -> None:
    watch.ledger.runs.record(a_run(order=ordered(watch, decided(watch)).id))


def _failed(watch: Watch) -> None:
    run_of(watch, ordered(watch, decided(watch)), RunState.FAILED)


def _tried_again(watch: Watch) -> None:
    _failed(watch)
    ordered(watch, watch.ledger.decisions.of(watch.model)[0], attempt=2)


def _unjudged(watch: Watch) -> None:
    a_challenger(watch)


def _rejected_by_the_judge(watch: Watch) -> None:
    a_challenger(watch, bias=-SHIFT)
    judge_candidates(watch, noon(weeks=3))


def _unasked(watch: Watch) -> None:
    a_challenger(watch)
    judge_candidates(watch, noon(weeks=3))


def _tried_in_shadow(watch: Watch) -> None:
    a_challenger(watch, shadow_only=True)
    judge_candidates(watch, noon(weeks=3))


def _refused_in_shadow(watch: Watch) -> None:
    a_challenger(watch, bias=-SHIFT, shadow_only=True)
    judge_candidates(watch, noon(weeks=3))


def _asked(watch: Watch) -> None:
    _unasked(watch)
    verdict = watch.ledger.verdicts.of(watch.model)[0]
    watch.ledger.requests.record(a_request(verdict=verdict.id, candidate=verdict.candidate))


def _answered(watch: Watch, answer: Answer) -> None:
    _asked(watch)
    watch.ledger.requests.answer(an_approval(watch.ledger.requests.of(watch.model)[0], answer=answer))


def _rejected_by_a_person(watch: Watch) -> None:
    _answered(watch, Answer.REJECT)


def _approved(watch: Watch) -> None:
    _answered(watch, Answer.APPROVE)


def _overtaken(watch: Watch) -> None:
    _approved(watch)
    watch.ledger.requests.overtake(watch.ledger.requests.of(watch.model)[0], now=noon(weeks=4))


def _expired(watch: Watch) -> None:
    _asked(watch)
    request = watch.ledger.requests.of(watch.model)[0]
    watch.ledger.requests.expire(request, now=request.expires_at)


def _promoted(watch: Watch) -> None:
    _approved(watch)
    answer = watch.ledger.requests.answer_to(watch.ledger.requests.of(watch.model)[0].id)
    assert answer is not None
    _promote(watch, approval=answer.id)


def _promote(watch: Watch, *, weeks: int = 3, approval: str = "an answer") -> None:
    watch.ledger.promotions.record(
        Promotion(
            model=watch.model,
            from_version="v1",
            to_version="v2",
            approval=approval,
            promised=NOISE,
            promoted_at=noon(weeks=weeks),
        )
    )


@pytest.mark.parametrize(
    ("happened", "ending"),
    [
        (decided, Ending.RUNNING),
        (_ordered, Ending.RUNNING),
        (_launched, Ending.RUNNING),
        (_failed, Ending.FAILED),
        (_tried_again, Ending.RUNNING),
        (_unjudged, Ending.RUNNING),
        (_rejected_by_the_judge, Ending.REFUSED),
        (_unasked, Ending.RUNNING),
        (_asked, Ending.WAITING),
        (_rejected_by_a_person, Ending.REFUSED),
        (_expired, Ending.REFUSED),
        (_approved, Ending.WAITING),
        (_overtaken, Ending.REFUSED),
        (_promoted, Ending.PROMOTED),
        (_tried_in_shadow, Ending.SHADOWED),
        (_refused_in_shadow, Ending.REFUSED),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_decision_to_retrain_counts_once_and_stands_where_its_last_consequence_stands(
    happened: Callable[[Watch], object], ending: Ending
) -> None:
    watch = watched()
    happened(watch)
    (past,) = past_retrainings(watch, NOW)
    assert (past.decision, past.ending) == (watch.ledger.decisions.of(watch.model)[0].id, ending)


def test_a_refit_is_no_retraining_of_its_own() -> None:
    watch = watched()
    challenger = a_challenger(watch)
    ordered(watch, watch.ledger.decisions.of(watch.model)[0], refits=challenger.id)
    assert len(past_retrainings(watch, NOW)) == 1


def test_signals_of_the_predecessors_time_do_not_count() -> None:
    watch = watched()
    a_challenger(watch)
    _promote(watch, weeks=3)
    for week in range(6):
        watch.ledger.signals.record(a_signal(window=a_week(week)))
    known = history_of(watch, before=a_week(5), now=noon(weeks=6)).signals
    # v2 came on the noon of the Monday with which the week of index 3 begins.
    assert [signal.window for signal in known] == [a_week(3), a_week(4)]


def test_the_first_window_of_a_champion_has_no_signals_before_it() -> None:
    watch = watched()
    watch.ledger.signals.record(a_signal(window=a_week(-1)))
    assert history_of(watch, before=a_week(0), now=noon(weeks=1)).signals == ()


def test_labels_are_counted_from_the_end_of_the_champions_training_data_as_of_now() -> None:
    watch = watched(log=MemoryPredictionLog(traffic(label_after=TWO_DAYS)))
    known = history_of(watch, before=a_week(0), now=noon(weeks=1))
    assert known.trained_until == HISTORY.end
    assert new_labels(watch, noon(weeks=1)) == (7 - 2) * 48 + 24 + 1
    assert known.champion_since == HISTORY.end


def test_a_champion_trained_up_to_this_moment_has_no_new_labels() -> None:
    assert new_labels(watched(), HISTORY.end) == 0


def test_costs_are_known_where_the_models_file_says_them() -> None:
    watch = watched(costs={"retraining": 20, "error": 0.01, "currency": "EUR"})
    known = history_of(watch, before=a_week(0), now=NOW).costs
    assert known == Costs(retraining=20.0, error=0.01, currency="EUR")
    assert history_of(watched(), before=a_week(0), now=NOW).costs is None


@pytest.mark.parametrize("costs", [{"retraining": 20}, {"retraining": 0, "error": 1}, {"retraining": 2, "error": -1}])
def test_costs_are_two_positive_numbers(costs: dict[str, float]) -> None:
    with pytest.raises(ValidationError, match="costs"):
        a_document(costs=costs)


def test_silences_are_known() -> None:
    watch = watched()
    silence = watch.ledger.silences.record(a_silence())
    assert history_of(watch, before=a_week(0), now=NOW).silences == (silence,)


@pytest.mark.parametrize(("hours", "muted_for"), [(2, 24), (3, 3), (30, 3)])
def test_of_a_lifting_is_known_what_was_done_by_then(hours: int, muted_for: int) -> None:
    watch = watched()
    silence = watch.ledger.silences.record(a_silence())
    watch.ledger.silences.lift(a_lifting(silence, lifted_at=silence.created_at + timedelta(hours=3)))
    (known,) = history_of(watch, before=a_week(0), now=silence.created_at + timedelta(hours=hours)).silences
    assert known.until - known.created_at == timedelta(hours=muted_for)


def _watched_by_drift() -> Watch:
    return watched(policy=catalog.read("drift-investigate-only"))


def _alerted(watch: Watch, week: int, *, signal: Signal, policy: Policy | None = None, **fields: Any) -> Decision:
    """What the watch's policy decided over a week with this signal, or what another one did."""
    recorded = watch.ledger.signals.record(replace(signal, window=a_week(week)))
    by = policy or watch.policy
    decision = decide(by, (recorded,), History(), model=watch.model, window=a_week(week), now=a_week(week).end)
    return watch.ledger.decisions.record(replace(decision, **fields))


def _drift(state: SignalState = SignalState.BREACHED) -> Signal:
    return a_signal(name="drift", subject="x", value=0.3, threshold=0.05, state=state)


def test_alerts_that_rest_on_drift_are_counted() -> None:
    watch = _watched_by_drift()
    alert = _alerted(watch, 0, signal=_drift())
    _alerted(watch, 1, signal=_drift(SignalState.CALM))
    known = history_of(watch, before=a_week(2), now=noon(weeks=3))
    assert known.drift_actions == (alert.decided_at,)


@pytest.mark.parametrize(("on_unknown", "counted"), [(OnUnknown.FIRE, 1), (OnUnknown.ALERT, 0)])
def test_what_was_done_because_drift_was_not_known_is_counted(on_unknown: OnUnknown, counted: int) -> None:
    bold = catalog.read("drift-investigate-only").model_copy(update={"on_unknown": on_unknown})
    watch = watched(policy=bold)
    _alerted(watch, 0, signal=_drift(SignalState.UNKNOWN))
    assert len(history_of(watch, before=a_week(2), now=noon(weeks=3)).drift_actions) == counted


def test_what_was_held_back_took_nothing_out_of_the_bucket() -> None:
    watch = _watched_by_drift()
    _alerted(watch, 0, signal=_drift(), action=Action.NOTHING, reason=Reason.HELD_BACK)
    assert history_of(watch, before=a_week(2), now=noon(weeks=3)).drift_actions == ()


def test_the_window_at_hand_does_not_hold_itself_back() -> None:
    watch = _watched_by_drift()
    _alerted(watch, 0, signal=_drift())
    assert history_of(watch, before=a_week(0), now=noon(weeks=3)).drift_actions == ()


def test_of_a_changed_policy_every_action_counts_that_read_breached_drift() -> None:
    watch = _watched_by_drift()
    earlier = watch.policy.model_copy(update={"name": "as-it-was"})
    alert = _alerted(watch, 0, signal=_drift(), policy=earlier)
    _alerted(watch, 1, signal=_drift(SignalState.CALM), policy=earlier, action=Action.ALERT, reason=Reason.FIRED)
    assert history_of(watch, before=a_week(2), now=noon(weeks=3)).drift_actions == (alert.decided_at,)


@pytest.mark.parametrize(("is_started", "counted"), [(True, 1), (False, 0)])
def test_a_run_that_was_amended_counts_only_where_it_had_been_started(is_started: bool, counted: int) -> None:
    watch = watched()
    run = decided(watch, action=Action.RUN)
    assert history_of(watch, before=a_week(2), now=NOW).runs == (run.decided_at,)
    if is_started:
        watch.ledger.deeds.record(a_deed(decision=run.id))
    later = run.decided_at + TWO_DAYS
    watch.ledger.decisions.record(replace(run, action=Action.NOTHING, amends=run.id, decided_at=later))
    assert len(history_of(watch, before=a_week(2), now=NOW).runs) == counted
    assert len(history_of(watch, before=a_week(2), now=run.decided_at).runs) == 1


def test_a_policy_without_a_bucket_counts_nothing() -> None:
    watch = watched()
    decided(watch)
    assert history_of(watch, before=a_week(2), now=noon(weeks=3)).drift_actions == ()


def test_what_was_decided_or_ordered_only_later_is_not_known_at_a_moment() -> None:
    watch = watched()
    order = ordered(watch, decided(watch))
    assert past_retrainings(watch, noon(weeks=0)) == ()
    (in_flight,) = past_retrainings(watch, noon(weeks=2))
    assert (in_flight.order, in_flight.ending) == ("", Ending.RUNNING)
    (now_ordered,) = past_retrainings(watch, noon(weeks=3))
    assert now_ordered.order == order.id
