"""The decision as a whole: what it says, what it read, and what its ids rest on."""

import subprocess
import sys

import pytest

from domain.decisions import Action, Reason
from domain.signals import Maturity
from policies.action_shapes import Expanding, Sliding
from policies.grammar import policy_digest
from tests.builders import MODEL, a_week
from tests.policies.builders import NOW, a_policy, a_retraining, decided, drift, mae, missing, outcome

WORSE = "{signal: mae, worse_than_baseline_by: 10%, sustained: {windows: 2, of: 3}}"


def test_a_decision_that_fires_says_why_in_a_sentence() -> None:
    decision = decided(a_policy(when=WORSE), mae(9), mae(9.5, week=-1), mae(7.6, week=-2))
    assert outcome(decision) == (Action.RETRAIN, Reason.FIRED)
    assert decision.because == (
        "Retrain: mae 9 is 20% above its baseline 7.5 (limit 10%), 900 rows, 2 of the last 3 windows (2 needed)"
    )


def test_a_calm_decision_says_how_calm() -> None:
    decision = decided(a_policy(when=WORSE), mae(7.6), mae(7.6, week=-1), mae(7.6, week=-2))
    assert outcome(decision) == (Action.NOTHING, Reason.CALM)
    assert decision.because == (
        "Nothing to do: mae 7.6 is 1.3% above its baseline 7.5 (limit 10%), 900 rows, "
        "0 of the last 3 windows (2 needed)"
    )


def test_a_decision_without_evidence_holds_and_says_so() -> None:
    decision = decided(a_policy(), mae(9, maturity=Maturity.PROVISIONAL))
    assert outcome(decision) == (Action.NOTHING, Reason.NOT_KNOWN)
    assert decision.because == (
        "Holding, as it is not known whether to act: mae 9 is provisional, later labels may change it "
        "(provisional: true accepts it)"
    )


def test_a_decision_names_its_question() -> None:
    policy = a_policy()
    decision = decided(policy, mae(12.5))
    assert (decision.model, decision.policy, decision.window, decision.decided_at) == (
        MODEL,
        "some-policy",
        a_week(0),
        NOW,
    )
    assert decision.policy_digest == policy_digest(policy)


def test_a_decision_names_the_signals_that_it_read_and_no_others() -> None:
    both = "{any: [" + WORSE + ", {signal: drift, column: temp, above: 1}]}"
    read = (mae(9), mae(9.5, week=-1), drift("temp"), missing("wind", 0.5))
    others = (drift("wind"), mae(9, week=-3), drift("temp", week=-1), missing("temp", 0.01))
    decision = decided(a_policy(when=both), *read, *others)
    assert set(decision.signals) == {signal.id for signal in read}
    assert len(decision.signals) == len(read)


def test_a_dry_run_does_nothing_and_says_what_it_would_have_done() -> None:
    decision = decided(a_policy(dry_run="true"), mae(12.5))
    assert outcome(decision) == (Action.NOTHING, Reason.DRY_RUN)
    assert decision.because == (
        "Dry run, nothing is done; otherwise: Retrain: mae 12.5 is breached, limit 10, 900 rows"
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"gates": "{cooldown: 2w}"}, (Action.NOTHING, Reason.HELD_BACK)),
        ({"when": "{signal: mae, is: calm}"}, (Action.NOTHING, Reason.CALM)),
        ({"when": "{signal: other, is: calm}", "on_unknown": "alert"}, (Action.NOTHING, Reason.DRY_RUN)),
    ],
)
def test_a_dry_run_tells_apart_what_would_not_have_acted_anyway(
    fields: dict[str, str], expected: tuple[Action, Reason]
) -> None:
    decision = decided(a_policy(dry_run="true", **fields), mae(12.5), retrainings=(a_retraining(7),))
    assert outcome(decision) == expected


def test_a_dry_run_does_not_page_for_broken_data() -> None:
    decision = decided(a_policy(dry_run="true"), mae(12.5), missing("temp", 0.42))
    assert outcome(decision) == (Action.NOTHING, Reason.DRY_RUN)
    assert len(decision.held_back_by) == 1


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"description": "for people"}, True),
        ({"on_unknown": "hold"}, True),
        ({"gates": "{}"}, True),
        ({"then": "{retrain: {training_window: {kind: expanding}}}"}, True),
        ({"when": "{is: breached, signal: mae}"}, True),
        ({"when": "{signal: mae, is: calm}"}, False),
        ({"on_unknown": "alert"}, False),
        ({"gates": "{cooldown: 4w}"}, False),
        ({"then": "{retrain: {training_window: {kind: sliding, length: 90d}}}"}, False),
    ],
)
def test_the_digest_names_what_a_policy_says_and_not_how(other: dict[str, str], same: bool) -> None:
    assert (policy_digest(a_policy(**other)) == policy_digest(a_policy())) is same


def test_two_ways_of_writing_a_duration_are_one_policy() -> None:
    assert policy_digest(a_policy(gates="{cooldown: 28d}")) == policy_digest(a_policy(gates="{cooldown: 4w}"))


def test_a_policy_knows_from_which_time_it_retrains() -> None:
    assert isinstance(a_policy().training_window, Expanding)
    sliding = a_policy(then="{retrain: {training_window: {kind: sliding, length: 90d}}}").training_window
    assert isinstance(sliding, Sliding)
    assert sliding.length.days == 90
    assert a_policy(then="{alert: {}}").training_window is None


def test_deciding_loads_neither_pandas_nor_prefect() -> None:
    slow = ["pandas", "numpy", "prefect", "yaml", "sqlalchemy", "scipy"]
    program = f"import sys, policies.engine; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
