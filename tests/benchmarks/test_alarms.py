"""The claims of `benchmarks.alarms`, seeded and short: the budget at every size, what is found, and fair play."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks import alarms_evidently_side as evidently_side
from benchmarks.alarms import QUICK, measure, text_of
from benchmarks.alarms_figures import ALIKE, CASES, NONE, TRAFFIC, Case, figures_of
from benchmarks.alarms_ours import BUDGET, Setting, Watched, watch_stream
from benchmarks.alarms_rates import rate_of
from benchmarks.alarms_sketches import raw_counts, watch_twice
from benchmarks.alarms_streams import CHANGED_NUMBER, CHANGED_TEXT, COLUMNS, Change, Traffic, some_windows
from benchmarks.alarms_trials import CHANGES, PERIOD, SAME, SIZES, SOON, UNCHANGED, WANDERING, Trial

NO_FLOOR, LOW_FLOOR = Setting(min_effect=0.0), Setting(min_effect=0.03)


def a_trial(**fields: object) -> Trial:
    plain = Trial(reference_rows=1001, window_rows=100, windows=3, traffic=SAME, change=UNCHANGED, seed=(1,))
    return replace(plain, **fields)  # type: ignore[arg-type]


def found(name: str, setting: Setting, *, streams: int, rows: int = 5000) -> float:
    """The share of streams in which the changed column alarms within 7 windows."""
    change = CHANGES[name]
    seen = [watch_stream(rows, setting, (7, s), windows=SOON, change=change) for s in range(streams)]
    return float(np.mean([one.alarms[:, change.column].any() for one in seen]))


@pytest.mark.slow
class TestOurClaims:
    @pytest.mark.parametrize("traffic", TRAFFIC)
    @pytest.mark.parametrize("rows", sorted({window for _, window in SIZES}))
    def test_alarms_keep_to_the_budget_even_without_a_floor(self, rows: int, traffic: str) -> None:
        streams = [watch_stream(rows, NO_FLOOR, (3, rows, s), traffic=TRAFFIC[traffic]) for s in range(25)]
        assert not any(one.reports_only for one in streams)
        assert rate_of([one.alarmed_windows for one in streams], most=PERIOD).mean <= BUDGET

    @pytest.mark.parametrize(("reference", "rows"), [(1001, 100), (5000, 500)])
    def test_and_where_the_stated_reference_is_all_there_is(self, reference: int, rows: int) -> None:
        setting = replace(NO_FLOOR, history=reference // rows)
        streams = [watch_stream(rows, setting, (4, rows, s)) for s in range(40)]
        assert rate_of([one.alarmed_windows for one in streams], most=PERIOD).mean <= BUDGET

    def test_a_tenth_of_a_deviation_is_found_where_the_floor_allows_it(self) -> None:
        assert found("mean .1 sd", LOW_FLOOR, streams=100) >= 0.95

    def test_four_windows_together_keep_to_the_same_budget(self) -> None:
        setting = replace(NO_FLOOR, together=4)
        streams = [watch_stream(500, setting, (6, s)) for s in range(6)]
        assert np.mean([one.alarmed_windows for one in streams]) <= BUDGET

    def test_and_find_a_tenth_of_a_deviation_in_windows_that_wander(self) -> None:
        setting, change = replace(LOW_FLOOR, together=4), CHANGES["mean .1 sd"]
        streams = [
            watch_stream(5000, setting, (8, s), traffic=WANDERING, windows=SOON, change=change) for s in range(40)
        ]
        assert np.mean([one.alarms[:, change.column].any() for one in streams]) >= 0.95

    def test_the_default_floor_does_not_care_about_so_little(self) -> None:
        assert found("mean .1 sd", Setting(), streams=40) <= 0.25

    @pytest.mark.parametrize("name", [name for name in CHANGES if name != "mean .1 sd"])
    def test_larger_changes_are_always_found(self, name: str) -> None:
        assert found(name, Setting(), streams=50) == 1

    def test_strongly_autocorrelated_wandering_breaks_the_budget_or_ends_in_reporting_only(self) -> None:
        traffic = Traffic(wander=0.09, autocorrelation=0.5)
        streams = [watch_stream(5000, Setting(), (5, s), traffic=traffic) for s in range(40)]
        assert np.mean([one.alarmed_windows for one in streams]) > BUDGET
        strong = replace(traffic, autocorrelation=0.9)
        assert np.mean([watch_stream(5000, Setting(), (5, s), traffic=strong).reports_only for s in range(30)]) > 0.5


class TestStreams:
    def test_a_trial_gives_the_same_rows_every_time(self) -> None:
        first, again = a_trial().frames(), a_trial().frames()
        pd.testing.assert_frame_equal(first[0], again[0])
        for one, other in zip(first[1], again[1], strict=True):
            pd.testing.assert_frame_equal(one, other)

    def test_it_has_as_many_rows_as_stated(self) -> None:
        reference, windows = a_trial().frames()
        assert reference.shape == (1001, len(COLUMNS))
        assert [len(window) for window in windows] == [100, 100, 100]

    @pytest.mark.parametrize("name", CHANGES)
    def test_a_change_moves_its_own_column_only(self, name: str) -> None:
        change = CHANGES[name]
        same, moved = (some_windows(9, np.random.default_rng(1), SAME, changed=2, by=by) for by in (UNCHANGED, change))
        differing = [
            column
            for column in range(len(COLUMNS))
            if not np.array_equal(
                same.counts(10**6, np.random.default_rng(2))[:, column],
                moved.counts(10**6, np.random.default_rng(2))[:, column],
            )
        ]
        assert change.column in differing
        assert change.column == (CHANGED_TEXT if "share" in name else CHANGED_NUMBER)
        assert np.array_equal(same.means[:-2], moved.means[:-2])

    @pytest.mark.parametrize("change", [Change(shift=0.5, missing=0.1), Change(share=0.1)])
    def test_rows_and_counts_are_drawn_from_the_same(self, change: Change) -> None:
        dice = np.random.default_rng(3)
        drawn = some_windows(2, dice, Traffic(wander=0.1), changed=1, by=change)
        rows = 100_000
        counted = raw_counts([drawn.rows_of(window, rows, dice) for window in range(2)])
        straight = drawn.counts(rows, dice)
        bins = straight.shape[-1]
        assert counted[..., :bins] == pytest.approx(straight, abs=6 * np.sqrt(rows / 2))
        assert counted[..., bins:].sum() == 0

    def test_consecutive_windows_resemble_each_other_as_asked(self) -> None:
        drawn = some_windows(
            4000, np.random.default_rng(4), Traffic(wander=1, autocorrelation=0.7), changed=0, by=UNCHANGED
        )
        walk = drawn.means[:, 0]
        assert np.corrcoef(walk[1:], walk[:-1])[0, 1] == pytest.approx(0.7, abs=0.05)
        assert walk.std() == pytest.approx(1, abs=0.1)


class TestFigures:
    def test_unchanged_streams_give_flagged_windows_in_ninety(self) -> None:
        flags = np.zeros((10, 20), dtype=bool)
        flags[:2, 3] = flags[1, 4] = True
        assert figures_of([flags, flags & False], Case(traffic=ALIKE, sizes=SIZES[0]))["mean"] == 9

    def test_changed_streams_count_the_changed_column_only(self) -> None:
        flags = np.zeros((7, 20), dtype=bool)
        flags[:, 0] = flags[6, CHANGED_NUMBER] = True
        case = Case(traffic=ALIKE, sizes=SIZES[0], change="mean .1 sd")
        figures = figures_of([flags, flags], case)
        assert figures["within_7"]["mean"] == 1
        assert figures["per_window"]["mean"] == pytest.approx(1 / 7)

    def test_one_stream_says_nothing_about_the_others(self) -> None:
        alone = rate_of([36.0], most=90)
        assert (alone.low, alone.high) == (0, 90)

    def test_the_interval_covers_the_mean_as_often_as_it_says(self) -> None:
        dice = np.random.default_rng(5)
        rates = [rate_of(dice.poisson(3, 30).tolist(), most=90) for _ in range(400)]
        assert np.mean([rate.low <= 3 <= rate.high for rate in rates]) == pytest.approx(0.95, abs=0.03)

    @pytest.mark.parametrize("loud", [[], [3], [3, 4, 8]])
    def test_an_alarm_that_lasts_is_one_episode(self, loud: list[int]) -> None:
        alarms = np.zeros((10, 20), dtype=bool)
        alarms[loud, 2] = True
        watched = Watched(alarms=alarms, reports_only=False, guarded=False)
        assert (watched.alarmed_windows, watched.episodes) == (len(loud), len({0 if n < 8 else 1 for n in loud}))


@pytest.mark.slow
class TestPeers:
    def test_evidently_flags_something_in_nearly_every_clean_window_of_a_hundred_rows(self) -> None:
        flags = evidently_side.flags_of(a_trial(windows=10))
        assert flags.any(axis=1).mean() >= 0.9

    def test_it_does_not_see_that_five_points_more_are_missing(self) -> None:
        trial = a_trial(reference_rows=5000, window_rows=5000, windows=2, change=CHANGES["missing +5 points"])
        assert not evidently_side.flags_of(trial).any()

    def test_its_tests_one_by_one_say_what_its_preset_says(self) -> None:
        trial = a_trial(windows=1, change=Change(shift=1.0))
        flags = evidently_side.flags_of(trial)
        assert flags[0, CHANGED_NUMBER]
        assert np.array_equal(flags, evidently_side.flags_of_preset(trial))

    def test_half_of_the_columns_are_dataset_drift(self) -> None:
        flags = np.array([[True] * 10 + [False] * 10, [True] * 9 + [False] * 11])
        assert evidently_side.dataset_drift(flags).tolist() == [True, False]


@pytest.mark.slow
def test_every_case_is_a_row_and_a_missing_peer_is_named() -> None:
    cases = tuple(case for case in CASES if case.sizes == (1001, 100) or case.change == "share +5 points")[:3]
    tiny = replace(QUICK, ours=2, evidently=2, windows=1, presets=0, sketched=0, troubles=0, cases=cases)
    figures = measure(tiny, 1, None)
    assert json.loads(json.dumps(figures)) == figures
    ours = figures["false_alarms"][ALIKE]["1001/100"]["ours"]
    assert {"mean", "low", "high", "streams", "episodes"} == set(ours)
    text = text_of(figures, only_tables=False, skipped="NannyML is skipped")
    assert "| all alike | 1001/100 |" in text
    assert "NannyML is skipped" in text
    assert all(case.change in text for case in cases if case.change != NONE)


@pytest.mark.slow
def test_sketches_lead_to_the_same_alarms_as_raw_rows() -> None:
    sketched, raw = watch_twice(2000, Setting(), (1,), traffic=WANDERING, change=CHANGES["mean .25 sd"])
    assert np.array_equal(sketched.alarms, raw.alarms)
    assert raw.alarms[-1, CHANGED_NUMBER]
