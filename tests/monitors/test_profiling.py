"""What of a window is profiled, and what a merged profile says it is."""

import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from domain.profiles import FROM_LOG
from domain.windows import Window
from monitors.profiling import merge, summaries_of
from tests.builders import a_profile, a_segment, a_week, a_window
from tests.monitors.builders import a_profile_of, some_rows


def test_features_prediction_and_label_are_profiled_and_ids_and_times_are_not() -> None:
    profile = a_profile_of(some_rows(10))
    assert list(summaries_of(profile)) == ["carrier", "gust", "label", "prediction", "temp"]
    assert (profile.rows, profile.origin, profile.window, profile.segment) == (10, FROM_LOG, a_window(), None)


def test_a_profile_carries_its_segment_and_origin() -> None:
    profile = a_profile_of(some_rows(10), segment=a_segment(), origin="training v1")
    assert (profile.segment, profile.origin) == (a_segment(), "training v1")


def test_profiling_leaves_the_rows_as_they_are() -> None:
    rows = some_rows(50)
    before = rows.copy(deep=True)
    a_profile_of(rows)
    pd.testing.assert_frame_equal(rows, before)


def test_a_profile_without_rows_says_so() -> None:
    profile = a_profile_of(some_rows(0))
    assert (profile.rows, summaries_of(profile)) == (0, {})


def test_merged_profiles_are_the_profile_of_the_rows_together() -> None:
    weeks = [some_rows(600, seed=seed) for seed in (1, 2, 3)]
    merged = merge([a_profile_of(rows, window=a_week(number)) for number, rows in enumerate(weeks)])
    together = a_profile_of(pd.concat(weeks, ignore_index=True))
    assert merged.rows == together.rows
    for column, expected in summaries_of(together).items():
        found = summaries_of(merged)[column]
        assert (found.count, found.missing, found.numbers) == (expected.count, expected.missing, expected.numbers)
        assert found.items == expected.items
        if found.numbers:
            assert found.counts_between(expected.quantiles([0.25, 0.5]).tolist()) / found.numbers == pytest.approx(
                np.array([0.25, 0.25, 0.5]), abs=0.01
            )


def test_a_merged_profile_spans_all_its_windows() -> None:
    profiles = [a_profile_of(some_rows(5), window=a_week(number)) for number in (2, 0)]
    assert merge(profiles).window == Window(start=a_week(0).start, end=a_week(2).end)


def test_one_profile_merges_to_itself() -> None:
    profile = a_profile_of(some_rows(5))
    assert summaries_of(merge([profile])).keys() == summaries_of(profile).keys()
    assert replace(merge([profile]), payload=b"") == replace(profile, payload=b"")


def test_an_empty_window_adds_nothing() -> None:
    profile = a_profile_of(some_rows(5))
    merged = merge([profile, a_profile_of(some_rows(0), window=a_week(1))])
    assert (merged.rows, summaries_of(merged)["temp"].count) == (5, 5)


@pytest.mark.parametrize("other", [{"model": "other"}, {"segment": a_segment()}, {"origin": "training v1"}])
def test_profiles_of_different_things_are_not_merged(other: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="one model, segment, origin and engine"):
        merge([a_profile(), a_profile(**other)])


def test_no_profiles_are_not_merged() -> None:
    with pytest.raises(ValueError, match="not of 0"):
        merge([])


def test_a_window_of_the_demo_is_profiled_well_under_a_third_of_a_second() -> None:
    dice = np.random.default_rng(1)
    rows = some_rows(1100).assign(**{f"weather_{i}": dice.normal(size=1100) for i in range(14)})
    a_profile_of(rows)
    started = time.process_time()
    a_profile_of(rows)
    assert time.process_time() - started < 0.3
