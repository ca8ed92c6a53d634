"""A window whose rows did not come is never called calm, whatever the policy asks about."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.decisions import Action, Reason
from domain.models import Segment
from domain.signals import Side, Signal, SignalState
from domain.silences import Silence
from policies import catalog
from policies.explaining.account import account, question
from policies.explaining.telling import ways_told
from tests.builders import MODEL, a_week
from tests.policies.builders import NOW, a_policy, decided, mae, missing, outcome

TOLD = (Action.ALERT, Reason.UNUSUAL_TRAFFIC)
GONE: dict[str, Any] = {"value": None, "rows": 0, "note": "the window has no rows; 100 are needed"}


def rows_of(count: int, *, name: str = "row_count", week: int = 0, **fields: Any) -> Signal:
    """How many rows came in a week, breached below a hundred."""
    state = SignalState.BREACHED if count < 100 else SignalState.CALM
    shape = {"name": name, "baseline": None, "threshold": 100.0, "side": Side.BELOW, "state": state, "rows": count}
    return mae(float(count), week=week, **{**shape, **fields})


def silenced(signal: str | None) -> Silence:
    return Silence(
        model=MODEL, signal=signal, until=NOW + timedelta(days=1), by="ana", why="new sensor", created_at=NOW
    )


@pytest.mark.parametrize("name", catalog.names())
@pytest.mark.parametrize("error", [mae(**GONE), mae(7.6)], ids=["nothing known", "calm else"])
def test_every_shipped_policy_tells_people_of_a_log_that_stopped(name: str, error: Signal) -> None:
    decision = decided(
        catalog.read(name), error, rows_of(0), rows_of(900, week=-2), rows_of(0, week=-1), labels_since=0
    )
    assert outcome(decision) == TOLD
    since = f"{a_week(-2).end:%Y-%m-%d %H:%M} UTC"
    assert f"the traffic is not as it should be, no predictions since {since}: row_count 0 (limit 100)." in (
        decision.because
    )
    assert rows_of(0).id in decision.signals


@pytest.mark.parametrize("name", ["row_count", "throughput", "volume_change", "freshness"])
def test_whatever_counts_the_rows_speaks_for_them(name: str) -> None:
    decision = decided(a_policy(), mae(7.6), rows_of(54, name=name))
    assert outcome(decision) == TOLD
    assert decision.because.startswith(f"Alert, as the traffic is not as it should be, {name} 54 (limit 100). Nothing")


def test_where_nothing_counts_rows_a_signal_that_found_none_is_enough() -> None:
    decision = decided(a_policy(), mae(**GONE))
    assert outcome(decision) == TOLD
    assert "not as it should be, the window has no rows. Holding" in decision.because
    for other in (
        {"note": "no labels yet", "value": None, "rows": 0},
        {**GONE, "segment": Segment(column="origin", value="JFK")},
    ):
        assert outcome(decided(a_policy(), mae(**other))) == (Action.NOTHING, Reason.NOT_KNOWN)


def test_other_broken_data_do_not_make_a_calm_window_an_alert() -> None:
    assert outcome(decided(a_policy(), mae(7.6), missing("temp", 0.5))) == (Action.NOTHING, Reason.CALM)


def test_what_the_policy_asks_for_anyway_stays_its_own() -> None:
    fired = decided(a_policy(then="{alert: {}}"), mae(12.5), rows_of(54))
    paged = decided(a_policy(), mae(12.5), rows_of(54))
    assert (outcome(fired), outcome(paged)) == ((Action.ALERT, Reason.FIRED), (Action.ALERT, Reason.HELD_BACK))


def test_an_action_that_only_waits_hides_no_log_that_stopped() -> None:
    policy = a_policy(gates="{broken_data: [], min_new_labels: 1000}")
    decision = decided(policy, mae(12.5), rows_of(0), labels_since=5)
    assert outcome(decision) == TOLD
    assert "min_new_labels until 1,000 labels arrived" in decision.because


@pytest.mark.parametrize(
    ("signal", "expected"),
    [
        (None, (Action.NOTHING, Reason.HELD_BACK)),
        ("row_count", (Action.NOTHING, Reason.CALM)),
        ("drift", TOLD),
    ],
)
def test_people_may_mute_it(signal: str | None, expected: tuple[Action, Reason]) -> None:
    decision = decided(a_policy(), mae(7.6), rows_of(0), silences=(silenced(signal),))
    assert outcome(decision) == expected


def test_quiet_hours_and_a_dry_run_hold_it_back_and_it_is_still_no_calm() -> None:
    night = a_policy(gates='{quiet_hours: {from: "00:00", to: "23:59"}}')
    held = decided(night, mae(7.6), rows_of(0))
    assert outcome(held) == (Action.NOTHING, Reason.HELD_BACK)
    assert "people were to be told that the traffic is not as it should be" in held.because
    assert outcome(decided(a_policy(dry_run="true"), mae(7.6), rows_of(0))) == (Action.NOTHING, Reason.DRY_RUN)


def test_it_explains_itself() -> None:
    decision = decided(a_policy(), mae(7.6), rows_of(0))
    told = account(replace(decision), [rows_of(0)])
    assert question(decision) == "what would have told nobody"
    assert ways_told(told) == ("rows as usual: row_count, throughput, volume_change and freshness within their limits",)
