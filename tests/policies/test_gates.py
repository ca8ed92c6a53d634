"""What holds a retraining back, until when, and what is said."""

from datetime import timedelta

import pytest

from domain.decisions import Action, Reason
from domain.history import Ending
from domain.silences import Silence
from policies.gates import GATES
from tests.builders import MODEL
from tests.policies.builders import NOW, a_policy, a_retraining, days, decided, drift, mae, missing, outcome

FIRED = (Action.RETRAIN, Reason.FIRED)
HELD = (Action.NOTHING, Reason.HELD_BACK)
PAGED = (Action.ALERT, Reason.HELD_BACK)
REFUSED = Ending.REFUSED


def a_silence(signal: str | None = None, *, until: float = 3, since: float = -1) -> Silence:
    """Muted by ana, in days from now."""
    return Silence(
        model=MODEL, signal=signal, until=NOW + days(until), by="ana", why="new sensor", created_at=NOW + days(since)
    )


def test_without_gates_in_the_way_it_retrains() -> None:
    decision = decided(a_policy(), mae(12.5))
    assert outcome(decision) == FIRED
    assert decision.held_back_by == ()


def test_broken_data_page_people_instead() -> None:
    decision = decided(a_policy(), mae(12.5), missing("temp", 0.42), missing("wind", 0.01))
    assert outcome(decision) == PAGED
    assert decision.held_back_by == (
        "broken data: missing_share of temp 42% (limit 5%); the next window is looked at anew",
    )


def test_many_columns_that_break_alike_are_one_short_sentence() -> None:
    broken = [missing(column, 0.5 + rank / 100) for rank, column in enumerate(("dewp", "humid", "precip", "temp"))]
    (told,) = decided(a_policy(), mae(12.5), *broken).held_back_by
    assert told == (
        "broken data: missing_share of dewp, humid, precip and 1 more 50% to 53% (limit 5%); "
        "the next window is looked at anew"
    )


def test_data_that_are_merely_not_known_are_not_broken() -> None:
    unknown = mae(None, name="row_count")
    assert outcome(decided(a_policy(), mae(12.5), unknown)) == FIRED


def test_what_counts_as_broken_is_for_the_policy_to_say() -> None:
    policy = a_policy(gates="{broken_data: [drift]}")
    assert outcome(decided(policy, mae(12.5), missing("temp", 0.42))) == FIRED
    assert outcome(decided(policy, mae(12.5), drift("temp", 0.5))) == PAGED


def test_broken_data_do_not_stop_an_alert() -> None:
    decision = decided(a_policy(then="{alert: {}}"), mae(12.5), missing("temp", 0.42))
    assert outcome(decision) == (Action.ALERT, Reason.FIRED)


@pytest.mark.parametrize(("ending", "said"), [(Ending.RUNNING, "running"), (Ending.WAITING, "waiting for approval")])
def test_one_retraining_at_a_time(ending: Ending, said: str) -> None:
    decision = decided(a_policy(), mae(12.5), retrainings=(a_retraining(90, ending=ending),))
    assert outcome(decision) == HELD
    assert decision.held_back_by == (f"in flight until it ends: the retraining ordered 2013-01-08 is {said}",)


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [(14, FIRED), (14 - 0.3, FIRED), (14 - 0.4, HELD), (7, HELD), (0, HELD), (100, FIRED)],
)
def test_cooldown_ends_with_its_window_give_or_take_some_jitter(
    days_ago: float, expected: tuple[Action, Reason]
) -> None:
    policy = a_policy(gates="{cooldown: 2w}")
    assert outcome(decided(policy, mae(12.5), retrainings=(a_retraining(days_ago, ending=REFUSED),))) == expected


def test_cooldown_says_until_when_and_why() -> None:
    decision = decided(a_policy(gates="{cooldown: 2w}"), mae(12.5), retrainings=(a_retraining(7),))
    assert decision.held_back_by == ("cooldown until Mon 2013-04-15 00:00 UTC: last retraining was ordered 2013-04-01",)
    assert decision.because == (
        "Held back, cooldown until Mon 2013-04-15 00:00 UTC: last retraining was ordered 2013-04-01 "
        "(it was asked for because mae 12.5 is breached, limit 10, 900 rows)"
    )


@pytest.mark.parametrize(
    ("ago", "expected"),
    [([10, 50], FIRED), ([10, 50, 80], HELD), ([10, 50, 90], FIRED), ([10, 50, 95], FIRED), ([1, 2, 3, 4], HELD)],
)
def test_the_budget_counts_the_retrainings_of_a_period(ago: list[float], expected: tuple[Action, Reason]) -> None:
    policy = a_policy(gates="{budget: {retrainings: 3, per: 90d}}")
    assert outcome(decided(policy, mae(12.5), retrainings=tuple(a_retraining(each) for each in ago))) == expected


@pytest.mark.parametrize(("ago", "free_in"), [([80, 50, 10], 10), ([85, 80, 50, 10], 10)])
def test_the_budget_is_free_when_enough_retrainings_have_left_the_period(ago: list[float], free_in: float) -> None:
    policy = a_policy(gates="{budget: {retrainings: 3, per: 90d}}")
    retrainings = tuple(a_retraining(each) for each in ago)
    until = NOW + days(free_in)
    (reason,) = decided(policy, mae(12.5), retrainings=retrainings).held_back_by
    assert reason.startswith(f"budget until {until:%a %Y-%m-%d} 00:00 UTC: {len(ago)} of 3 retrainings in 90 days")
    then = decided(policy, mae(12.5), retrainings=retrainings, now=until)
    assert outcome(then) == FIRED


@pytest.mark.parametrize(
    ("labels", "expected", "said"),
    [
        (1000, FIRED, None),
        (312, HELD, "min_new_labels until 1,000 labels arrived: 312 so far since the champion's training data"),
        (None, HELD, "min_new_labels until it is known how many labels arrived (1,000 are needed)"),
    ],
)
def test_a_challenger_needs_labels(labels: int | None, expected: tuple[Action, Reason], said: str | None) -> None:
    decision = decided(a_policy(gates="{min_new_labels: 1000}"), mae(12.5), labels_since=labels)
    assert outcome(decision) == expected
    assert decision.held_back_by == ((said,) if said else ())


DRIFT = "{signal: drift, columns: any, is: breached}"
BUCKET = "{drift_actions: {at_most: 1, per: 90d}}"


@pytest.mark.parametrize("then", ["{alert: {}}", "{retrain: {}}"])
@pytest.mark.parametrize(
    ("ago", "is_free"), [([], True), ([90], True), ([200, 90], True), ([10], False), ([89, 3], False)]
)
def test_so_many_actions_because_of_drift_a_period(then: str, ago: list[float], is_free: bool) -> None:
    policy = a_policy(when=DRIFT, then=then, gates=BUCKET)
    decision = decided(policy, drift("temp", 0.5), drift_actions=tuple(NOW - days(each) for each in ago))
    assert (decision.reason is Reason.FIRED) is is_free


def test_the_bucket_says_until_when_and_what_was_spent() -> None:
    policy = a_policy(when=DRIFT, then="{alert: {}}", gates=BUCKET)
    decision = decided(policy, drift("temp", 0.5), drift_actions=(NOW - days(7),))
    (reason,) = decision.held_back_by
    assert reason == (
        "drift_actions until Sun 2013-06-30 00:00 UTC: "
        "1 of 1 actions because of drift in 90 days were taken, 2013-04-01"
    )


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (f"{{any: [{{signal: mae, is: breached}}, {DRIFT}]}}", FIRED),
        (f"{{all: [{{signal: mae, is: breached}}, {DRIFT}]}}", HELD),
        ("{signal: mae, is: breached}", FIRED),
    ],
)
def test_only_what_would_not_be_done_without_drift_rests_on_it(when: str, expected: tuple[Action, Reason]) -> None:
    policy = a_policy(when=when, gates=BUCKET)
    spent = (NOW - days(7),)
    assert outcome(decided(policy, mae(12.5), drift("temp", 0.5), drift_actions=spent)) == expected


@pytest.mark.parametrize(
    ("when", "on_unknown", "expected"),
    [
        (DRIFT, "fire", HELD),
        (f"{{any: [{DRIFT}]}}", "fire", HELD),
        (f"{{any: [{{signal: mae, is: breached}}, {DRIFT}]}}", "fire", FIRED),
        (f"{{any: [{{signal: mae, is: breached, on_unknown: hold}}, {DRIFT}]}}", "fire", HELD),
        ("{signal: mae, is: breached}", "fire", FIRED),
        (DRIFT, "alert", (Action.ALERT, Reason.NOT_KNOWN)),
        (DRIFT, "hold", (Action.NOTHING, Reason.NOT_KNOWN)),
    ],
)
def test_what_is_done_because_drift_is_not_known_rests_on_it_too(
    when: str, on_unknown: str, expected: tuple[Action, Reason]
) -> None:
    policy = a_policy(when=when, gates=BUCKET, on_unknown=on_unknown)
    spent = (NOW - days(7),)
    assert outcome(decided(policy, mae(None), drift("temp", None), drift_actions=spent)) == expected


def test_what_counts_as_drift_is_for_the_policy_to_say() -> None:
    policy = a_policy(gates="{drift_actions: {at_most: 1, per: 90d, signals: [mae]}}")
    assert outcome(decided(policy, mae(12.5), drift_actions=(NOW - days(7),))) == HELD


def test_a_spent_bucket_does_not_keep_broken_data_from_people() -> None:
    policy = a_policy(when=DRIFT, gates=BUCKET)
    decision = decided(policy, drift("temp", 0.5), missing("temp", 0.42), drift_actions=(NOW - days(7),))
    assert outcome(decision) == PAGED


def test_every_gate_that_holds_back_is_named() -> None:
    policy = a_policy(gates="{cooldown: 2w, budget: {retrainings: 1, per: 90d}, min_new_labels: 1000}")
    decision = decided(
        policy, mae(12.5), missing("temp", 0.5), retrainings=(a_retraining(7, ending=Ending.RUNNING),), labels_since=1
    )
    assert [reason.split()[0] for reason in decision.held_back_by] == [
        "broken", "in", "cooldown", "budget", "min_new_labels",
    ]  # fmt: skip


@pytest.mark.parametrize("then", ["{retrain: {}}", "{alert: {}}"])
def test_a_muted_model_does_nothing(then: str) -> None:
    decision = decided(a_policy(then=then), mae(12.5), missing("temp", 0.42), silences=(a_silence(),))
    assert outcome(decision) == HELD
    assert "silence until Thu 2013-04-11 00:00 UTC: ana muted the model (new sensor)" in decision.held_back_by


@pytest.mark.parametrize("silence", [a_silence(until=0), a_silence(since=1)], ids=["over", "not begun"])
def test_a_silence_has_its_time(silence: Silence) -> None:
    assert outcome(decided(a_policy(), mae(12.5), silences=(silence,))) == FIRED


EITHER = "{any: [{signal: mae, is: breached}, {signal: drift, columns: any, is: breached}]}"


@pytest.mark.parametrize(
    ("when", "muted", "expected"),
    [
        ("{signal: mae, is: breached}", "mae", HELD),
        ("{signal: mae, is: breached}", "drift", FIRED),
        (EITHER, "drift", FIRED),
        ("{all: [{signal: mae, is: breached}, {signal: drift, columns: any, is: breached}]}", "drift", HELD),
        ("{not: {signal: mae, is: calm}}", "mae", HELD),
        ("{any: [{signal: mae, is: breached}, {max_age: 1w}]}", "mae", FIRED),
        ("{signal: mae, is: breached, on_unknown: fire}", "mae", HELD),
    ],
)
def test_a_muted_signal_moves_nothing_by_itself(when: str, muted: str, expected: tuple[Action, Reason]) -> None:
    decision = decided(a_policy(when=when), mae(12.5), drift("temp", 0.5), silences=(a_silence(muted),))
    assert outcome(decision) == expected


def test_a_muted_signal_that_is_not_known_alerts_nobody() -> None:
    policy = a_policy(on_unknown="alert")
    assert outcome(decided(policy, mae(None))) == (Action.ALERT, Reason.NOT_KNOWN)
    muted = decided(policy, mae(None), silences=(a_silence("mae"),))
    assert outcome(muted) == (Action.NOTHING, Reason.NOT_KNOWN)


def test_muting_a_quality_signal_stops_the_page_but_not_the_gate() -> None:
    decision = decided(a_policy(), mae(12.5), missing("temp", 0.42), silences=(a_silence("missing_share"),))
    assert outcome(decision) == HELD


def test_what_was_ordered_a_moment_late_does_not_cost_a_window() -> None:
    late = a_retraining(28 - timedelta(minutes=7) / timedelta(days=1))
    policy = a_policy(gates="{cooldown: 4w, budget: {retrainings: 1, per: 4w}}")
    assert outcome(decided(policy, mae(12.5), retrainings=(late,))) == FIRED


EVERY_ACTION = ["{alert: {}}", "{investigate: {}}", "{roll_back: {}}", "{run: {deployment: a/b}}", "{retrain: {}}"]


@pytest.mark.parametrize("then", EVERY_ACTION)
def test_a_muted_signal_sets_nothing_in_motion(then: str) -> None:
    assert outcome(decided(a_policy(then=then), mae(12.5), silences=(a_silence("mae"),))) == HELD


@pytest.mark.parametrize("then", EVERY_ACTION[:4])
def test_gates_on_training_hold_back_nothing_else(then: str) -> None:
    gates = "{budget: {retrainings: 1, per: 90d}, min_new_labels: 1000, circuit_breaker: {after: 1, for: 8w}}"
    policy = a_policy(then=then, gates=gates)
    past = (a_retraining(7, ending=REFUSED), a_retraining(2, ending=Ending.RUNNING))
    decision = decided(policy, mae(12.5), missing("temp", 0.5), retrainings=past, labels_since=1)
    assert outcome(decision) == (policy.then.action, Reason.FIRED)


@pytest.mark.parametrize(("ago", "expected"), [(7, HELD), (14, (Action.RUN, Reason.FIRED))])
def test_runs_of_a_deployment_keep_their_distance_too(ago: float, expected: tuple[Action, Reason]) -> None:
    policy = a_policy(then="{run: {deployment: a/b}}", gates="{cooldown: 2w}")
    decision = decided(policy, mae(12.5), runs=(NOW - days(ago),), retrainings=(a_retraining(1),))
    assert outcome(decision) == expected


@pytest.mark.parametrize("then", ["{investigate: {}}", "{run: {deployment: a/b}}"])
def test_the_bucket_of_drift_counts_for_whatever_rests_on_it(then: str) -> None:
    policy = a_policy(when=DRIFT, then=then, gates=BUCKET)
    assert outcome(decided(policy, drift("temp", 0.5), drift_actions=(NOW - days(7),))) == HELD


def test_every_action_has_its_gates() -> None:
    assert set(GATES) == set(Action)
