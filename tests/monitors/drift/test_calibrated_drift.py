"""Drift by the rank rule on real sketches: what alarms, when, and what is not known."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from domain.signals import Maturity, SignalState
from monitors.drift.calibrated_reference import calibrate_on
from monitors.rank.budget import RankRule, choose_rank
from tests.builders import MONDAY
from tests.monitors.served_days import a_day, breached, profile_of, rows_of, served, signals_of, training

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
CLEAN = tuple(served(day) for day in range(12))


def test_clean_days_alarm_nobody() -> None:
    assert [breached(signals_of(CLEAN[: day + 1])) for day in range(12)] == [[]] * 12


CHANGES: dict[str, tuple[dict[str, float], str]] = {
    "0.3 standard deviations": ({"shift": 0.3}, "a"),
    "5 points more missing": ({"missing": 0.05}, "b"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_alarms_on_the_second_day_and_names_its_column(change: str) -> None:
    changed, column = CHANGES[change]
    days = [*CLEAN[:3], *(served(day, **changed) for day in (3, 4, 5))]
    assert [breached(signals_of(days[:count])) for count in (3, 4, 5, 6)] == [[], [], [column], [column]]


def test_an_alarm_says_how_rare_it_is_how_often_and_what_was_promised() -> None:
    first, second = ([*CLEAN[:3], *(served(day, shift=0.3) for day in range(3, last))] for last in (4, 5))
    hot, alarm = (signals_of(days)["drift of a"] for days in (first, second))
    assert hot.note is not None
    assert hot.note.startswith("stranger than all 28 reference windows (score ")
    assert hot.note.endswith(") once; an alarm takes 2 in a row")
    assert (alarm.state, alarm.threshold, alarm.rows) == (BREACHED, 0.05, 1000)
    assert alarm.value == pytest.approx(0.13, abs=0.04)
    assert alarm.note is not None
    assert alarm.note.endswith(") twice in a row; at most 0.61 false alarms a quarter")
    assert alarm.reference == "training v1, 2013-03-04 00:00 to 2013-04-01 00:00 UTC, of these Friday"


def test_a_weekly_rhythm_is_no_drift_and_hides_none() -> None:
    weekly = training(weekend=1.0)
    days = [served(day, weekend=1.0) for day in range(7)]
    assert [breached(signals_of(days[: day + 1], reference=weekly)) for day in range(7)] == [[]] * 7
    moved = [*days[:4], *(served(day, weekend=1.0, shift=0.3) for day in (4, 5))]
    assert breached(signals_of(moved, reference=weekly)) == ["a"]


def test_a_promotion_starts_the_count_anew() -> None:
    days = [served(3, shift=0.3), served(4, shift=0.3)]
    assert breached(signals_of(days, since=a_day(3).start)) == ["a"]
    assert breached(signals_of(days, since=a_day(4).start)) == []


def test_a_day_without_rows_leaves_the_count_as_it_was() -> None:
    days = [served(3, shift=0.3), profile_of(4, rows_of(4, rows=0)), served(5, shift=0.3)]
    assert breached(signals_of(days)) == ["a"]


def test_a_calm_day_in_between_ends_the_count() -> None:
    assert breached(signals_of([served(3, shift=0.3), served(4), served(5, shift=0.3)])) == []


def test_the_smaller_the_budget_the_more_it_takes() -> None:
    days = [served(3, shift=0.3), served(4, shift=0.3)]
    assert breached(signals_of(days, entry={"false_alarms": "1 per year"})) == ["a"]
    rare = signals_of(days, entry={"false_alarms": {"budget": 0.1, "per": "year"}})["drift of a"]
    assert rare.note is not None
    assert rare.note.endswith("an alarm takes 3 in a row")


def test_an_effect_too_small_to_matter_alarms_nobody() -> None:
    days = [served(3, shift=0.3), served(4, shift=0.3)]
    signal = signals_of(days, entry={"min_effect": 0.3})["drift of a"]
    assert signal.state is CALM
    assert signal.note is not None
    assert signal.note.endswith("but less of an effect than matters")


def without(column: str, day: int, *, version: str | None = None) -> Any:
    return profile_of(day, rows_of(day).drop(columns=column), version=version)


UNKNOWABLE: dict[str, tuple[str, dict[str, Any], str]] = {
    "no reference": ("a", {"reference": ()}, "there is no reference to compare with"),
    "a short reference": ("a", {"reference": training(7)}, "7 windows of reference are too few; at least 8 are needed"),
    "windows without a value": (
        "a",
        {"reference": tuple(profile_of(day, rows_of(day)[["a"]].assign(a=None), version="v1") for day in range(-8, 0))},
        "in the reference a holds no values",
    ),
    "no rows": ("a", {"days": [profile_of(0, rows_of(0, rows=0))]}, "the window has no rows"),
    "few rows": ("a", {"days": [served(0, rows=40)]}, "40 rows, and the reference windows have 1000 or more; 55 are"),
    "a column that is gone": ("a", {"days": [without("a", 0)]}, "the column a is missing from the window"),
    "a column that is new": (
        "new",
        {"days": [profile_of(0, rows_of(0).assign(new=1.0))]},
        "the column new is missing from the reference; it came, or was named in the model's file, later; "
        "the next version that is trained has it in its own",
    ),
    "a column that is nowhere": (
        "nowhere",
        {"entry": {"columns": ["nowhere"]}},
        "the column nowhere is missing from the window and reference",
    ),
    "a column that is young": (
        "a",
        {"reference": (*(without("a", day, version="v1") for day in range(-28, -5)), *training()[-5:])},
        "5 windows of the reference have rows to hold it against; at least 8 are needed",
    ),
    "dates": (
        "at",
        {
            "reference": tuple(
                profile_of(day, rows_of(day).assign(at=pd.Timestamp(MONDAY)), version="v1") for day in range(-8, 0)
            )
        },
        "in the reference at holds values that are neither numbers nor text",
    ),
    "a weekday that the reference lacks": (
        "a",
        {
            "reference": tuple(
                profile_of(day, rows_of(day), version="v1") for day in range(-56, 0) if a_day(day).start.weekday() != 0
            )
        },
        "no window of the reference is of this kind (Monday)",
    ),
}


@pytest.mark.parametrize("case", UNKNOWABLE)
def test_what_cannot_be_told_is_unknown_and_says_why(case: str) -> None:
    column, facts, note = UNKNOWABLE[case]
    signal = signals_of(**{"days": [served(0)], **facts})[f"drift of {column}"]
    assert (signal.state, signal.value) == (UNKNOWN, None)
    assert str(signal.note).startswith(note)


def test_a_column_that_differs_from_window_to_window_is_not_known_rather_than_calm() -> None:
    steps = tuple(profile_of(day, rows_of(day).assign(a=float(day)), version="v1") for day in range(-28, 0))
    signals = signals_of([served(0)], reference=steps)
    assert signals["drift of a"].note == (
        "the reference windows differ so much from each other that no distance would be unusual"
    )
    assert signals["drift of b"].state is CALM


def test_what_is_new_or_gone_does_not_keep_the_others_from_being_measured() -> None:
    signals = signals_of([profile_of(0, rows_of(0).drop(columns="a").assign(new=1.0))])
    assert [signals[f"drift of {column}"].state for column in ("a", "b", "c", "kind", "new")] == [
        UNKNOWN, CALM, CALM, CALM, UNKNOWN,
    ]  # fmt: skip


def predicted(day: int, *, spread: float = 1.0, version: str | None = None) -> Any:
    rows = rows_of(day)
    return profile_of(day, rows.assign(prediction=spread * rows["a"] * 0.9 + rows["b"]), version=version)


def gone(day: int) -> Any:
    """A day on which everything is far from where it was."""
    return profile_of(day, rows_of(day).assign(a=99.0, prediction=99.0))


def test_predictions_are_held_against_served_ones_once_there_are_eight() -> None:
    """In-sample predictions that spread further than served ones alarm until then, and the note says why."""
    in_sample = tuple(predicted(day, spread=3.0, version="v1") for day in range(-28, 0))
    days = [predicted(day) for day in range(10)]
    early, late = (signals_of(days[:count], reference=in_sample)["drift of prediction"] for count in (3, 10))
    assert early.state is BREACHED
    assert str(early.note).endswith("held against predictions of the training rows, whose answers the model has seen")
    assert (late.state, late.reference) == (CALM, "the first 8 windows that v1 served")


def test_features_and_predictions_apart_share_the_budget() -> None:
    reference = tuple(predicted(day, version="v1") for day in range(-28, 0))
    signals = signals_of(
        [*(predicted(day) for day in range(8)), *(gone(day) for day in (8, 9, 10, 11))], reference=reference
    )
    promised = [
        str(signals[f"drift of {column}"].note).split("at most ")[1].split()[0] for column in ("a", "prediction")
    ]
    shares = [choose_rank(windows, per_period=90, false_alarms=0.5) for windows in (28, 8)]
    assert promised == [f"{rule.expected_false_alarms:.2g}" for rule in shares if isinstance(rule, RankRule)]


def labelled(day: int, *, arrived: float = 1.0, shift: float = 0.0, version: str | None = None) -> Any:
    rows = rows_of(day)
    label = (rows["c"] + shift).where(rows.index < arrived * len(rows))
    return profile_of(day, rows.assign(label=label), version=version)


LABELLED = tuple(labelled(day, version="v1") for day in range(-28, 0))
LABEL = {"monitor": "label_drift"}


def test_labels_that_have_not_arrived_are_no_drift_of_the_labels() -> None:
    days = [labelled(day, arrived=0.4) for day in range(3)]
    signal = signals_of(days, reference=LABELLED, entry=LABEL)["label_drift"]
    assert (signal.state, signal.rows, signal.subject) == (CALM, 400, None)


def test_labels_that_moved_alarm() -> None:
    days = [labelled(day, shift=0.3) for day in range(2)]
    assert signals_of(days, reference=LABELLED, entry=LABEL)["label_drift"].state is BREACHED


def test_labels_may_change_until_they_have_had_their_time() -> None:
    open_, closed = (
        signals_of([labelled(0)], reference=LABELLED, entry=LABEL, labels_mature_after=wait)["label_drift"]
        for wait in ("31d", "7d")
    )
    assert (open_.maturity, closed.maturity) == (Maturity.PROVISIONAL, Maturity.FINAL)


def test_the_features_do_not_include_the_label() -> None:
    assert "drift of label" not in signals_of([labelled(0)], reference=LABELLED)


def test_a_reference_is_calibrated_once() -> None:
    signals_of(CLEAN[:1])
    before = calibrate_on.cache_info().misses
    for count in range(2, 8):
        signals_of(CLEAN[:count])
    assert calibrate_on.cache_info().misses == before


HELD: dict[str, tuple[Any, str]] = {
    "same_weekday": ("same_weekday", "the Mondays of training v1, 2013-03-04 00:00 to 2013-04-01 00:00 UTC, of these"),
    "a stretch": ({"from": "2013-03-04", "to": "2013-03-20"}, "2013-03-04 to 2013-03-20: 17 windows, 2013-03-04 to"),
}


@pytest.mark.parametrize("reference", HELD)
def test_other_references_are_named(reference: str) -> None:
    asked, words = HELD[reference]
    signal = signals_of([served(0)], entry={"reference": asked})["drift of a"]
    assert signal.state is CALM
    assert str(signal.reference).startswith(words)


@pytest.mark.parametrize("method", ["rank", "psi"])
def test_a_rolling_reference_forgets_and_does_not_take_its_own_windows_for_usual(method: str) -> None:
    moved = [served(day, shift=0.5) for day in range(1, 31)]
    entry = {"reference": "rolling", "windows": 14, "method": method, **({} if method == "rank" else {"above": 0.1})}
    days = [*training(20), *moved]
    assert [breached(signals_of(days[:count], entry=entry)) for count in (22, 50)] == [["a"], []]


MISSING: dict[str, tuple[dict[str, Any], str]] = {
    "a stretch without windows": (
        {"reference": {"from": "2012-01-01", "to": "2012-02-01"}},
        "fill it with: driftwarden backfill flights --from 2012-01-01 --to 2012-02-01",
    ),
    "a rolling one too early": ({"reference": "rolling"}, "so far there are none"),
    "weekdays of weeks": ({"reference": "same_weekday"}, "write reference: training"),
}


@pytest.mark.parametrize("method", ["rank", "hellinger"])
@pytest.mark.parametrize("case", MISSING)
def test_a_reference_that_is_not_there_comes_with_its_remedy(case: str, method: str) -> None:
    entry, remedy = MISSING[case]
    window = "week" if entry["reference"] == "same_weekday" else "day"
    signals = signals_of([served(0)], entry={**entry, "method": method}, window=window)
    assert {signal.state for signal in signals.values()} == {UNKNOWN}
    assert remedy in str(signals["drift of a"].note)


def test_history_that_resembles_itself_is_named() -> None:
    dice, means = np.random.default_rng(3), [np.zeros(3)]
    for _ in range(55):
        means.append(0.95 * means[-1] + dice.normal(0, 0.3, 3))
    days = zip(range(-56, 0), means, strict=True)
    slow = tuple(profile_of(day, rows_of(day)[[*"abc"]] + mean, version="v1") for day, mean in days)
    note = str(signals_of([served(0)], reference=slow)["drift of a"].note)
    assert note.startswith("consecutive windows resemble each other (autocorrelation 0.")


def test_a_small_change_that_lasts_shows_in_several_windows_together() -> None:
    """Nine hundredths of a standard deviation; on day 6 the window by itself shows nothing unusual."""
    reference = tuple(profile_of(day, rows_of(day, rows=2000), version="v1") for day in range(-28, 0))
    entry = {"min_effect": 0.01, "together": 4}
    changed, clean = ([served(day, rows=2000, shift=shift) for day in range(7)] for shift in (0.09, 0.0))
    found = signals_of(changed, reference=reference, entry=entry)
    assert breached(found) == ["a"]
    note = str(found["drift of a"].note)
    assert note.startswith("the last 4 windows together are further away than chance would bring them (p 0.00")
    assert note.endswith("at most 0.5 false alarms a quarter")
    assert not any(breached(signals_of(clean[: day + 1], reference=reference, entry=entry)) for day in range(7))
