"""What the judge says in which situation."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import pytest

from domain.verdicts import Outcome, Result, Role, Verdict
from tests.trials.builders import HOLD_OUT, NOW, a_candidate, some_pairs, some_rows
from trials.guardrails import guard_segments
from trials.judge import judge, reject_unscorable, undecided_without_labels
from trials.pairing import PairedLosses, pair
from trials.spec import TrialKind, TrialSpec

REFRESH = TrialSpec()
CANDIDATE = TrialSpec(kind=TrialKind.CANDIDATE)


def _judge(pairs: PairedLosses, spec: TrialSpec = REFRESH) -> Verdict:
    return judge(pairs, candidate=a_candidate(), champion="v1", spec=spec, hold_out=HOLD_OUT, now=NOW)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Paired losses and rules, and what is to be said of them."""

    name: str
    outcome: Outcome
    says: str
    spec: TrialSpec = field(default=REFRESH)
    pairs: PairedLosses


SITUATIONS = [
    Situation(name="better", pairs=some_pairs(gain=1), outcome=Outcome.PROMOTE, says="the challenger is better"),
    Situation(
        name="as good",
        pairs=some_pairs(gain=0.02),
        outcome=Outcome.PROMOTE,
        says="at least as good on average, and a loss beyond the tolerated 0.2 is ruled out",
    ),
    Situation(
        name="as good, but a candidate",
        pairs=some_pairs(gain=0.02),
        spec=CANDIDATE,
        outcome=Outcome.INCONCLUSIVE,
        says="a candidate has to be better",
    ),
    Situation(name="worse", pairs=some_pairs(gain=-1), outcome=Outcome.REJECT, says="the challenger is worse"),
    Situation(
        name="slightly worse on average",
        pairs=some_pairs(gain=-0.03, day_sd=0.2),
        outcome=Outcome.INCONCLUSIVE,
        says="slightly worse on average",
    ),
    Situation(
        name="too noisy",
        pairs=some_pairs(gain=0.1, day_sd=2, seed=11),
        outcome=Outcome.INCONCLUSIVE,
        says="rows would settle it",
    ),
    Situation(
        name="too few rows",
        pairs=some_pairs(gain=5, rows=5),
        outcome=Outcome.INCONCLUSIVE,
        says="140 rows that both models scored, a trial needs 200",
    ),
    Situation(
        name="no rows",
        pairs=some_pairs(days=0),
        outcome=Outcome.INCONCLUSIVE,
        says="0 rows that both models scored",
    ),
    Situation(
        name="too few days",
        pairs=some_pairs(gain=5, days=6),
        outcome=Outcome.INCONCLUSIVE,
        says="rows of 6 days, a trial needs 7",
    ),
    Situation(
        name="fewer days than the rules ask for",
        pairs=some_pairs(gain=5, days=9),
        spec=TrialSpec(min_days=10),
        outcome=Outcome.INCONCLUSIVE,
        says="rows of 9 days, a trial needs 10",
    ),
    Situation(
        name="leaves hard rows out",
        pairs=some_pairs(gain=5, unscored=100),
        outcome=Outcome.REJECT,
        says="no finite prediction for 100 of 2,900 labelled rows (3.4%)",
    ),
    Situation(
        name="leaves everything out",
        pairs=some_pairs(days=0, unscored=100),
        outcome=Outcome.REJECT,
        says="100 of 100 labelled rows",
    ),
]


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_the_judge_says_what_and_why(situation: Situation) -> None:
    verdict = _judge(situation.pairs, situation.spec)
    assert verdict.outcome is situation.outcome
    assert situation.says in " ".join(verdict.reasons)


def test_a_verdict_names_its_question() -> None:
    verdict = _judge(some_pairs(gain=1))
    candidate = a_candidate()
    assert (verdict.candidate, verdict.challenger, verdict.champion) == (candidate.id, "v2", "v1")
    assert verdict.spec_digest == REFRESH.spec_digest()
    assert (verdict.hold_out, verdict.judged_at) == (HOLD_OUT, NOW)


def test_the_numbers_of_the_goal_are_in_the_reasons() -> None:
    verdict = _judge(some_pairs(gain=1))
    goal = verdict.comparisons[0]
    assert goal.champion == 10
    assert goal.margin == pytest.approx(0.2)
    assert "Over 2,800 rows of 28 days the champion's mean absolute error is 10 " in verdict.reasons[0]
    assert str(goal.difference) in verdict.reasons[0]


def test_a_noisier_trial_needs_more_rows() -> None:
    needed = []
    for day_sd in (2.0, 4.0):
        reasons = _judge(some_pairs(gain=0.1, day_sd=day_sd, seed=11)).reasons
        sentence = next(reason for reason in reasons if "would settle it" in reason)
        needed.append(int(sentence.split()[1].replace(",", "")))
    assert needed[1] > 3 * needed[0]


def test_dropped_rows_are_told() -> None:
    verdict = _judge(replace(some_pairs(gain=1), unlabelled=12, champion_unscored=3))
    assert "Rows that did not count: 12 without a label, 3 that the champion could not score." in verdict.reasons


def test_the_share_left_out_is_of_all_labelled_rows_whoever_could_not_score_the_others() -> None:
    labels = np.full(1000, 10.0)
    champion, challenger = labels.copy(), labels.copy()
    champion[:50], challenger[-50:] = np.nan, np.nan
    pairs = pair(some_rows(labels.tolist()), champion=champion, challenger=challenger, loss="absolute_error")
    assert "no finite prediction for 50 of 1,000 labelled rows (5.0%)" in _judge(pairs).reasons[0]


def test_exactly_one_row_in_a_hundred_may_be_left_out() -> None:
    few = replace(some_pairs(gain=1), labelled=3000, champion_unscored=170, challenger_unscored=30)
    assert _judge(few).outcome is Outcome.PROMOTE


def test_a_challenger_that_cannot_be_tried_is_rejected_with_the_reason() -> None:
    verdict = reject_unscorable(
        candidate=a_candidate(),
        champion="v1",
        spec=REFRESH,
        hold_out=HOLD_OUT,
        now=NOW,
        why="flights/order/model.joblib is gone",
    )
    assert verdict.outcome is Outcome.REJECT
    assert verdict.reasons == ("Rejected: the challenger could not be tried: flights/order/model.joblib is gone.",)


@pytest.mark.parametrize(
    ("rows", "because"),
    [
        (1344, "Inconclusive: none of the hold-out's 1,344 rows had a label by 2013-04-29 00:00 UTC."),
        (0, "Inconclusive: the hold-out has no rows."),
    ],
)
def test_a_hold_out_without_labels_decides_nothing_and_says_so(rows: int, because: str) -> None:
    verdict = undecided_without_labels(
        candidate=a_candidate(), champion="v1", spec=REFRESH, hold_out=HOLD_OUT, now=NOW, rows=rows, as_of=NOW
    )
    assert (verdict.outcome, verdict.comparisons) == (Outcome.INCONCLUSIVE, ())
    assert verdict.reasons == (because, "A training that is ordered once labels are there can be tried.")
    assert verdict.id == _judge(some_pairs(gain=1)).id


def test_judging_later_answers_the_same_question() -> None:
    pairs = some_pairs(gain=1)
    later = judge(
        pairs,
        candidate=a_candidate(),
        champion="v1",
        spec=REFRESH,
        hold_out=HOLD_OUT,
        now=NOW + timedelta(days=1),
    )
    assert later.id == _judge(pairs).id


def _with_segment(*, harm: float, seed: int = 7, days: int = 28) -> PairedLosses:
    """Every tenth row is the carrier OO, in which the challenger is worse by `harm`."""
    pairs = some_pairs(gain=0.5, seed=seed, days=days)
    regional = np.arange(pairs.rows) % 10 == 0
    challenger = np.where(regional, pairs.challenger + 0.5 + harm, pairs.challenger)
    return replace(pairs, challenger=challenger, segments={"carrier": np.where(regional, "OO", "UA")})


def test_harm_to_a_guarded_slice_rejects_a_challenger_that_is_better_on_the_whole() -> None:
    verdict = _judge(_with_segment(harm=2))
    assert verdict.outcome is Outcome.REJECT
    assert "Rejected: where carrier=OO" in " ".join(verdict.reasons)
    assert verdict.comparisons[0].result is Result.BETTER
    guardrails = {str(c.segment): c.result for c in verdict.comparisons if c.role is Role.GUARDRAIL}
    assert guardrails == {"carrier=OO": Result.WORSE, "carrier=UA": Result.BETTER}


def test_certain_harm_within_the_margin_breaks_no_guardrail() -> None:
    pairs = _with_segment(harm=0)
    regional = pairs.segments["carrier"] == "OO"
    slightly = replace(pairs, challenger=np.where(regional, 10.1, pairs.challenger))
    verdict = _judge(slightly)
    assert verdict.outcome is Outcome.PROMOTE
    assert verdict.comparisons[1].result is Result.EQUIVALENT


def test_slices_of_fewer_than_200_rows_are_not_judged_and_the_verdict_says_so() -> None:
    verdict = _judge(_with_segment(harm=9, days=19))
    judged, small = (c for c in verdict.comparisons if c.segment)
    assert (str(judged.segment), str(small.segment)) == ("carrier=UA", "carrier=OO")
    assert (small.role, small.result, small.difference) == (Role.GUARDRAIL, Result.INCONCLUSIVE, None)
    assert (small.champion, small.rows) == (10, 190)
    assert small.margin == pytest.approx(0.2)
    assert "Not guarded: carrier=OO (190 rows, a guardrail needs 200)." in verdict.reasons


def test_slices_of_few_days_are_not_judged_whatever_their_rows() -> None:
    pairs = some_pairs(gain=1)
    first = pairs.days < pairs.days[0] + np.timedelta64(6, "D")
    verdict = _judge(replace(pairs, segments={"carrier": np.where(first, "OO", "UA")}))
    assert verdict.outcome is Outcome.PROMOTE
    assert "Not guarded: carrier=OO (rows of 6 days, a guardrail needs 7)." in verdict.reasons


def test_of_very_many_small_slices_the_largest_are_kept_and_all_are_counted() -> None:
    pairs = some_pairs(gain=1)
    customers = np.array([f"c{min(row // 10, 270):03d}" for row in range(pairs.rows)])
    verdict = _judge(replace(pairs, segments={"customer": customers}))
    small = [c for c in verdict.comparisons if c.role is Role.GUARDRAIL]
    assert (len(small), small[0].rows) == (100, 100)
    (told,) = (reason for reason in verdict.reasons if reason.startswith("Not guarded"))
    assert told.startswith("Not guarded: customer=c270 (100 rows, a guardrail needs 200), ")
    assert told.endswith("and 268 more.")


def test_small_slices_change_neither_the_outcome_nor_the_correction_of_the_others() -> None:
    pairs = _with_segment(harm=0.6)
    rare = np.where(np.arange(pairs.rows) < 150, "rare", pairs.segments["carrier"])
    alone = np.arange(pairs.rows) >= 150
    kept = {name: getattr(pairs, name)[alone] for name in ("champion", "challenger", "days")}
    without = guard_segments(replace(pairs, **kept, segments={"carrier": rare[alone]}), REFRESH)
    assert guard_segments(replace(pairs, segments={"carrier": rare}), REFRESH) == without


def test_a_refresh_that_is_worse_on_average_is_never_promoted() -> None:
    for seed in range(300):
        verdict = _judge(some_pairs(gain=-0.02, seed=seed, days=14, rows=30, drawn=True))
        difference = verdict.comparisons[0].difference
        assert difference is not None
        if difference.estimate < 0:
            assert verdict.outcome is not Outcome.PROMOTE


def test_equal_candidates_rarely_win_and_worse_refreshes_rarely_pass() -> None:
    won = passed = 0
    for seed in range(400):
        won += _judge(some_pairs(seed=seed, days=14, day_sd=0.25, drawn=True), CANDIDATE).outcome is Outcome.PROMOTE
        beyond = some_pairs(gain=-0.2, seed=seed, days=14, day_sd=0.25, drawn=True)
        passed += _judge(beyond).outcome is Outcome.PROMOTE
    assert won / 400 <= 0.08
    assert passed / 400 <= 0.05


def test_twelve_harmless_slices_rarely_break_a_guardrail_that_tolerates_nothing() -> None:
    strict, blocked = TrialSpec(margin=0), 0
    for seed in range(300):
        pairs = some_pairs(seed=seed, rows=120, day_sd=0, drawn=True)
        carriers = np.array([f"c{number % 12:02d}" for number in range(pairs.rows)])
        guardrails = _judge(replace(pairs, segments={"carrier": carriers}), strict).comparisons[1:]
        blocked += any(guardrail.result is Result.WORSE for guardrail in guardrails)
    assert blocked / 300 <= 0.08
