"""What a version's traffic is held against."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pandas as pd
import pytest

from adapters.memory import MemoryPredictionLog
from domain.columns import PREDICTION, TIME
from domain.errors import EvidenceUnavailable, Unheard
from domain.profiles import from_training
from domain.windows import Window
from flows.due.references import reference_of, reference_samples, reference_windows, training_rows
from tests.builders import MONDAY, WEEK
from tests.flows.builders import HISTORY, a_challenger, a_document, lose, noon, traffic, watched

NEW_YORK = {"window": "week", "timezone": "America/New_York"}
HOUR = timedelta(hours=1)
EIGHT_WEEKS = 8 * 7 * 48


@pytest.mark.parametrize("monitoring", [{"window": "week"}, {"window": "day"}, NEW_YORK], ids=str)
def test_the_profiles_cover_the_whole_training_span_its_cut_edges_included(monitoring: dict[str, str]) -> None:
    watch = watched(monitoring=monitoring)
    reference = reference_of(watch, "v1")
    profiles = watch.ledger.profiles.from_origin(watch.model, from_training("v1"))
    assert reference is not None
    assert (reference.rows, reference.window) == (EIGHT_WEEKS, HISTORY)
    assert sum(profile.rows for profile in profiles) == EIGHT_WEEKS
    assert all(before.window.end == after.window.start for before, after in pairwise(profiles))


def test_a_span_shorter_than_a_window_is_covered_too() -> None:
    watch = watched()
    short = Window(start=MONDAY + WEEK / 7, end=MONDAY + WEEK / 2)
    challenger = a_challenger(watch, trained_on=short)
    reference = reference_of(watch, challenger.version)
    assert reference is not None
    assert (reference.window, reference.rows) == (short, len(training_rows(watch, challenger)))


def test_a_reference_is_made_once_and_then_read_from_the_ledger() -> None:
    watch = watched()
    first = reference_of(watch, "v1")
    lose(watch, watch.champion(noon(weeks=1)))
    assert first is not None
    again = reference_of(replace(watch, log=MemoryPredictionLog(traffic().iloc[:0])), "v1")
    assert again is not None
    assert (again.rows, again.window) == (first.rows, first.window)


def test_the_rows_are_those_known_at_the_training_with_the_versions_own_predictions() -> None:
    watch = watched()
    challenger = a_challenger(watch, bias=7.0)
    rows = training_rows(watch, challenger)
    assert rows[TIME].max() < challenger.trained_on.end
    pd.testing.assert_series_equal(rows[PREDICTION], rows["x"] + 7.0, check_names=False)


def test_a_reference_that_a_killed_worker_left_half_made_is_completed() -> None:
    watch = watched()
    reference_of(watch, "v1")
    first, *_ = watch.ledger.profiles.from_origin(watch.model, from_training("v1"))
    killed = watched()
    killed.ledger.profiles.record(first)
    reference = reference_of(killed, "v1")
    assert reference is not None
    assert (reference.window, reference.rows) == (HISTORY, EIGHT_WEEKS)
    assert len(killed.ledger.profiles.of(killed.model)) == 8


def test_weeks_of_the_span_without_a_row_are_part_of_it() -> None:
    rows = traffic()
    gap = (rows[TIME] >= MONDAY - 3 * WEEK) & (rows[TIME] < MONDAY - WEEK)
    watch = watched(log=MemoryPredictionLog(rows[~gap]))
    for _ in range(2):
        reference = reference_of(watch, "v1")
        assert reference is not None
        assert (reference.window, reference.rows) == (HISTORY, EIGHT_WEEKS * 6 // 8)
    assert len(watch.ledger.profiles.of(watch.model)) == 8


def test_a_reference_outlives_a_change_of_the_window_that_is_measured() -> None:
    watch = watched()
    reference_of(watch, "v1")
    daily = replace(watch, document=a_document(monitoring={"window": "day"}))
    again = reference_of(daily, "v1")
    assert again is not None
    assert again.rows == EIGHT_WEEKS


def test_a_log_that_holds_none_of_the_rows_gives_no_reference() -> None:
    rows = traffic()
    watch = watched(log=MemoryPredictionLog(rows[rows[TIME] >= MONDAY]))
    assert reference_of(watch, "v1") is None


def test_an_artifact_that_is_gone_is_evidence_that_cannot_be_had_now() -> None:
    watch = watched()
    lose(watch, watch.champion(noon(weeks=1)))
    with pytest.raises(EvidenceUnavailable, match="memory://v1 is gone"):
        reference_of(watch, "v1")
    assert watch.ledger.profiles.of(watch.model) == ()


def test_a_version_that_nobody_knows_is_unheard_of() -> None:
    with pytest.raises(Unheard, match="v9"):
        reference_of(watched(), "v9")


def test_windows_that_the_training_only_touches_are_no_reference_windows() -> None:
    watch = watched(monitoring=NEW_YORK)
    windows = [profile.window for profile in reference_windows(watch, "v1")]
    assert len(windows) == 7
    assert {window.duration for window in windows} <= {WEEK, WEEK - HOUR}
    assert all(HISTORY.start < window.start and window.end < HISTORY.end for window in windows)


@pytest.mark.parametrize(("asked", "kept"), [(20, 20), (1000, 7 * 48), (0, None)])
def test_of_each_training_window_as_many_rows_are_kept_as_the_file_says(asked: int, kept: int | None) -> None:
    watch = watched(monitoring={"window": "week", "sample_rows": asked})
    samples = reference_samples(watch, "v1")
    assert [len(sample) for sample in samples] == ([kept] * 8 if kept else [])
    assert all({"x", PREDICTION} <= set(sample.columns) for sample in samples)


def test_rows_make_windows_where_the_file_says_so() -> None:
    watch = watched(monitoring={"window": {"rows": 100}})
    windows = reference_windows(watch, "v1")
    assert {profile.rows for profile in windows} == {100}
    assert len(windows) == EIGHT_WEEKS // 100
