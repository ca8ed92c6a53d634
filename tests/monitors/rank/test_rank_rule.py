"""The calibrated rank rule: what it takes for usual, what it finds, and where it says that it cannot know."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.drift.distances import drift_distance
from monitors.rank.autocorrelation import effective_windows, spacing
from monitors.rank.budget import RankRule, ReportOnly, choose_rank
from monitors.rank.rule import WindowScores, calibrate, runs, score
from tests.monitors.counted import ROWS, Floats, alarming, calibrated, some_days

SEEDS = st.integers(0, 10_000)
REFERENCE = some_days(28, seed=1)
ALL = ["all"] * 28


def test_the_threshold_is_the_rank_among_the_largest_scores_of_the_windows() -> None:
    calibration = calibrated(REFERENCE)
    assert (calibration.rule.in_a_row, calibration.rule.rank) == (2, 2)
    assert calibration.largest.shape == (28,)
    assert calibration.threshold == sorted(calibration.largest)[-2]


def test_a_lasting_shift_alarms_on_the_second_day_in_its_own_feature() -> None:
    alarms = alarming(calibrated(REFERENCE), some_days(3, seed=2, shift=0.25))
    assert alarms[:, -1].tolist() == [False, True, True]
    assert not alarms[:, :-1].any()


def test_the_effect_is_the_drift_distance_from_all_reference_windows() -> None:
    day = some_days(1, seed=3, shift=0.3)[0]
    effects = score(calibrated(REFERENCE), day, "all").effects
    expected = [drift_distance(day[f], REFERENCE[:, f].sum(axis=0)) for f in range(20)]
    assert effects == pytest.approx(expected, abs=1e-12)


def test_a_shift_too_small_to_care_is_not_hot_whatever_its_score() -> None:
    days, new = some_days(28, seed=4, wander=0, rows=10**6), some_days(1, seed=5, wander=0, rows=10**6, shift=0.05)[0]
    careless, strict = (score(calibrated(days, min_effect=floor), new, "all") for floor in (0.05, 0.0))
    assert (careless.scores == strict.scores).all()
    assert (bool(careless.hot[-1]), bool(strict.hot[-1])) == (False, True)


def test_a_constant_that_starts_to_vary_is_hot() -> None:
    constant = np.tile([float(ROWS), 0.0], (28, 1, 1))
    found = score(calibrated(constant), np.array([[ROWS * 0.9, ROWS * 0.1]]), "all")
    assert found.hot.tolist() == [True]
    unchanged = score(calibrated(constant), np.array([[float(ROWS), 0.0]]), "all")
    assert unchanged.hot.tolist() == [False]
    assert unchanged.effects.tolist() == [0.0]


@given(seed=SEEDS)
@settings(max_examples=15, deadline=None)
def test_the_order_of_the_windows_does_not_change_their_scores(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(28)
    assert calibrated(REFERENCE[order]).largest == pytest.approx(calibrated(REFERENCE).largest[order])


@given(seed=SEEDS)
@settings(max_examples=15, deadline=None)
def test_the_order_of_features_and_bins_and_empty_bins_change_nothing(seed: int) -> None:
    dice = np.random.default_rng(seed)
    features, bins = dice.permutation(20), dice.permutation(14)
    padded = np.pad(REFERENCE, ((0, 0), (0, 0), (0, 3)))[:, features][:, :, bins]
    assert calibrated(padded).largest == pytest.approx(calibrated(REFERENCE).largest)
    assert calibrated(padded).threshold == pytest.approx(calibrated(REFERENCE).threshold)


@given(factor=st.integers(2, 50))
@settings(max_examples=10, deadline=None)
def test_the_same_shares_in_more_rows_are_never_less_strange(factor: int) -> None:
    found = score(calibrated(REFERENCE), REFERENCE[0] * factor, "all")
    plain = score(calibrated(REFERENCE), REFERENCE[0], "all")
    assert (found.effects >= plain.effects).all()
    assert (found.scores >= plain.scores).all()


@given(shift=st.floats(0.1, 3), more=st.floats(1.1, 3))
@settings(max_examples=15, deadline=None)
def test_a_larger_shift_scores_higher_however_far_it_goes(shift: float, more: float) -> None:
    calibration = calibrated(REFERENCE)
    near, far = (some_days(1, seed=6, wander=0, shift=size)[0] for size in (shift, shift * more))
    assert score(calibration, near, "all").scores[-1] < score(calibration, far, "all").scores[-1] < np.inf


def test_a_weekly_rhythm_is_usual_once_each_day_is_held_against_its_like() -> None:
    weekend = [day % 7 > 4 for day in range(35)]
    days = np.where(np.array(weekend)[:, None, None], some_days(35, seed=7, shift=0.5), some_days(35, seed=8))
    kinds = ["weekend" if is_weekend else "workday" for is_weekend in weekend]
    found = calibrate(days[:28], kinds[:28], per_period=90, false_alarms=1)
    assert not isinstance(found, ReportOnly)
    assert not any(score(found, day, kind).hot.any() for day, kind in zip(days[28:], kinds[28:], strict=True))
    assert score(found, days[34], "workday").hot[-1]


def test_a_feature_that_is_somewhere_else_every_day_cannot_alarm_and_says_so() -> None:
    days = np.pad(REFERENCE, ((0, 0), (0, 1), (0, 0)))
    days[np.arange(28), -1, np.arange(28) % 11] = ROWS
    calibration = calibrated(days)
    assert np.flatnonzero(~calibration.sensitive).tolist() == [20]
    new = np.zeros((21, 11))
    new[:20], new[20, 10] = REFERENCE[0], ROWS
    assert not score(calibration, new, "all").hot.any()
    assert calibrated(REFERENCE).sensitive.all()


class TestUnknown:
    def test_fewer_than_eight_windows_report_only(self) -> None:
        found = calibrate(REFERENCE[:7], ["all"] * 7, per_period=90, false_alarms=1)
        assert found == ReportOnly(reason="7 windows of reference are too few; at least 8 are needed")

    def test_windows_without_rows_are_no_windows(self) -> None:
        gone = REFERENCE.copy()
        gone[8:] = 0
        assert np.isfinite(calibrated(gone).largest).tolist() == [True] * 8 + [False] * 20
        gone[7] = 0
        assert isinstance(calibrate(gone, ALL, per_period=90, false_alarms=1), ReportOnly)

    def test_the_only_window_of_its_kind_has_nothing_to_be_compared_with(self) -> None:
        holiday = calibrate(REFERENCE, ["holiday", *ALL[1:]], per_period=90, false_alarms=1)
        assert not isinstance(holiday, ReportOnly)
        assert np.isfinite(holiday.largest).sum() == 27

    @pytest.mark.parametrize("weeks", [1, 7])
    def test_a_column_that_came_late_is_not_scored(self, weeks: int) -> None:
        late = REFERENCE.copy()
        late[:-weeks, 3] = 0
        found = score(calibrated(late), some_days(1, seed=9)[0], "all")
        assert np.flatnonzero(~found.known).tolist() == [3]
        assert not found.hot[3]

    def test_nor_does_it_decide_what_is_usual(self) -> None:
        late = REFERENCE.copy()
        late[:, 3] = 0
        absent = calibrated(late).largest
        late[-7:-1, 3, 0], late[-1, 3, 9] = ROWS, ROWS
        assert calibrated(late).largest == pytest.approx(absent)

    def test_a_column_or_a_kind_of_day_that_is_missing_is_not_scored(self) -> None:
        day = some_days(1, seed=10, shift=1)[0]
        day[4] = 0
        found = score(calibrated(REFERENCE), day, "all")
        assert np.flatnonzero(~found.known).tolist() == [4]
        strange = score(calibrated(REFERENCE), day, "holiday")
        assert not strange.known.any()
        assert not strange.hot.any()


@pytest.mark.parametrize(
    ("previous", "number", "hot", "expected"),
    [
        (0, 9.0, True, 1),
        (1, 9.0, True, 2),
        (1, 9.0, False, 0),
        (1, np.nan, False, 1),
    ],
)
def test_a_run_grows_ends_or_waits(previous: int, number: float, hot: bool, expected: int) -> None:
    now = WindowScores(scores=np.array([number]), effects=np.array([0.1]), hot=np.array([hot]))
    assert runs(np.array([previous]), now).tolist() == [expected]


def test_alike_windows_count_for_fewer_and_the_run_is_stretched() -> None:
    days = some_days(60, seed=11, wander=0.09, autocorrelation=0.7)
    calibration = calibrated(days)
    assert calibration.is_autocorrelated
    alike = calibration.autocorrelation
    plain = choose_rank(effective_windows(60, alike), 90 / spacing(alike), 1)
    assert isinstance(plain, RankRule)
    assert calibration.rule == replace(plain, in_a_row=1 + (plain.in_a_row - 1) * spacing(alike))
    assert calibration.threshold == sorted(calibration.largest)[-plain.rank]


def test_calibrating_and_scoring_leave_the_counts_alone() -> None:
    days: Floats = REFERENCE.copy()
    score(calibrated(days), days[0], "all")
    assert (days == REFERENCE).all()
