"""Estimates of a window: what they are held against, and the three states they may be in."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from domain.signals import Maturity, Side, SignalState
from monitors.engines.whylogs_profiles import profile_frame
from monitors.spec import MonitoringSpec
from tests.builders import a_week, a_window
from tests.monitors.builders import a_profile_of, measured, rows_before, some_rows

CALM, BREACHED, UNKNOWN = SignalState.CALM, SignalState.BREACHED, SignalState.UNKNOWN
BINARY = {"task": "binary", "monitors": [{"monitor": "estimated_performance"}]}


def a_scored_week(
    number: int = 0, *, seed: int = 1, mean: float = 0.0, changed: bool = False, labelled: bool = False, **columns: Any
) -> pd.DataFrame:
    """3,000 rows with scores too sure of themselves; `changed`: they mean the opposite of what they did."""
    dice = np.random.default_rng(seed)
    raw = dice.normal(mean, 2, 3000)
    truth = dice.random(3000) < 1 / (1 + np.exp((1 if changed else -1) * 0.8 * raw))
    words = np.array(["no", "yes"])
    times = pd.date_range(a_week(number).start, periods=3000, freq="3min", tz="UTC")
    told = {
        "event_time": times,
        "label_time": times if labelled else pd.NaT,
        "label": words[truth.astype(int)] if labelled else None,
        "score": 1 / (1 + np.exp(-raw)),
        "prediction": words[(raw >= 0).astype(int)],
    }
    return some_rows(3000, seed=seed, **{**told, **columns})


def weeks_before(*, changed_from: int = 0, **told: Any) -> pd.DataFrame:
    """Four labelled weeks; the scores mean something else from week `changed_from` on."""
    weeks = range(-4, 0)
    parts = [a_scored_week(w, seed=50 + w, labelled=True, changed=w >= changed_from, **told) for w in weeks]
    return pd.concat(parts, ignore_index=True)


def estimated(rows: pd.DataFrame, name: str = "error_rate", **facts: Any) -> Any:
    spec = {"task": "binary", "monitors": [{"monitor": "estimated_performance", "metrics": [name]}]}
    known = {"promised": 0.25, "labelled_before": weeks_before(), **facts}
    return measured(rows, spec=spec, **known)[f"estimated_{name}"]


@pytest.mark.parametrize("name", ["error_rate", "accuracy", "precision", "recall", "f1", "roc_auc"])
def test_a_window_without_labels_is_estimated(name: str) -> None:
    signal = estimated(a_scored_week(), name)
    assert (signal.state, signal.maturity, signal.rows) == (CALM, Maturity.FINAL, 3000)
    assert signal.interval[0] < signal.value < signal.interval[1]
    assert signal.note.startswith(
        "estimated (assumes that what scores mean has not changed; last verified 2013-03-31, "
    )
    assert signal.side is (Side.ABOVE if name == "error_rate" else Side.BELOW)


def test_the_estimate_is_what_the_labels_say_once_they_come() -> None:
    signal, truth = estimated(a_scored_week()), a_scored_week(labelled=True)
    assert signal.value == pytest.approx((truth["label"] != truth["prediction"]).mean(), abs=0.02)


def test_scores_that_move_to_the_middle_breach_the_promise_before_any_label_comes() -> None:
    rows = a_scored_week()
    unsure = rows.assign(score=0.5 + 0.6 * (rows["score"] - 0.5))
    assert estimated(unsure).state is BREACHED


def test_other_metrics_are_held_against_what_they_were() -> None:
    signal = estimated(a_scored_week(), "roc_auc")
    assert signal.reference == "labelled rows that v1 answered before"
    assert signal.threshold == pytest.approx(0.9 * signal.baseline)


def test_labels_that_contradict_the_scores_falsify_the_estimate() -> None:
    signal = estimated(a_scored_week(), labelled_before=weeks_before(changed_from=-1))
    assert signal.state is UNKNOWN
    assert signal.note.startswith("falsified: ")
    assert signal.note.endswith("answers are worse than estimated")


def test_the_window_s_own_labels_are_part_of_the_test_once_they_have_matured() -> None:
    turned = a_scored_week(changed=True, labelled=True)
    assert estimated(turned).note.startswith("falsified")
    early = estimated(turned, as_of=a_window().end)
    assert (early.state, early.note[:9]) == (CALM, "estimated")


def test_scores_that_were_never_seen_with_labels_cannot_be_verified() -> None:
    before = weeks_before()
    signal = estimated(a_scored_week(), labelled_before=before[before["score"].between(0.3, 0.7)])
    assert signal.state is UNKNOWN
    assert signal.note.startswith("unverifiable: ")


def test_a_log_whose_rows_lack_the_score_is_estimated_from_the_sketch_of_it() -> None:
    rows = a_scored_week()
    payload = profile_frame(rows[["score"]], at=a_window().start)
    sketched = replace(a_profile_of(rows), payload=payload)
    signal = estimated(rows.drop(columns="score"), profile=sketched)
    assert (signal.state, signal.rows) == (CALM, 3000)
    assert signal.value == pytest.approx(estimated(rows).value, abs=0.001)
    mixed = rows.drop(columns="score").assign(model_version=["v0"] * 1000 + ["v1"] * 2000)
    assert estimated(mixed, profile=sketched).note == "the profile holds rows that others than v1 served"


UNKNOWN_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "nothing from before": ({"labelled_before": None}, "there are no labelled rows from before to learn from"),
    "few labels": ({"labelled_before": weeks_before()[:400]}, "400 matured labels from before; 500 are needed"),
    "labels too young": ({"as_of": a_week(-4).end}, "matured labels from before; 500 are needed"),
    "few rows": ({"rows": a_scored_week()[:50]}, "50 rows served by v1 can be used; 100 are needed"),
    "no scores": ({"rows": a_scored_week().drop(columns="score")}, "the log names no scores"),
    "no positive class": (
        {"rows": a_scored_week(prediction="spam")},
        "is the positive class is not known; write it as monitoring.positive",
    ),
}


@pytest.mark.parametrize("case", UNKNOWN_CASES)
def test_what_cannot_be_estimated_says_why(case: str) -> None:
    facts, reason = UNKNOWN_CASES[case]
    signal = measured(**{"rows": a_scored_week(), "labelled_before": weeks_before(), "spec": BINARY, **facts})
    found = signal["estimated_error_rate"]
    assert (found.state, found.value) == (UNKNOWN, None)
    assert reason in found.note


def test_without_a_promise_the_estimate_is_told_and_its_state_unknown() -> None:
    signal = estimated(a_scored_week(), promised=None)
    assert (signal.state, signal.threshold) == (UNKNOWN, None)
    assert signal.value is not None
    assert "there is no promise of v1 to hold it against" in signal.note


def regression(rows: pd.DataFrame, **facts: Any) -> Any:
    return measured(rows, spec={"monitors": [{"monitor": "estimated_performance"}]}, **facts)["estimated_mae"]


def test_predictions_that_move_to_where_errors_are_larger_breach_the_promise() -> None:
    before = rows_before()
    harder = np.where(before["prediction"] > 150, 4, 1)
    worse_above = before.assign(label=before["prediction"] + harder * (before["label"] - before["prediction"]))
    usual = regression(some_rows(label=None), labelled_before=worse_above, promised=25)
    moved = regression(
        some_rows(label=None).assign(prediction=lambda rows: rows["prediction"] + 40),
        labelled_before=worse_above,
        promised=25,
    )
    assert usual.value == pytest.approx(25, abs=1.5)
    assert (usual.state, moved.state) == (CALM, BREACHED)


def test_sentinels_near_the_largest_float_are_no_estimate() -> None:
    wild = rows_before().assign(label=1.7e308, prediction=0.0)
    signal = regression(some_rows(label=None), labelled_before=wild)
    assert (signal.state, signal.value) == (UNKNOWN, None)
    assert "too large to be added up" in signal.note


def test_larger_errors_at_equal_predictions_are_not_seen_but_falsify_the_estimate() -> None:
    rows = some_rows()
    doubled = rows.assign(label=rows["prediction"] + 2 * (rows["label"] - rows["prediction"]))
    mixed = rows_before().assign(label=lambda r: r["label"] + np.random.default_rng(1).normal(0, 3, len(r)))
    early = regression(doubled, labelled_before=mixed, as_of=a_window().end)
    late = regression(doubled, labelled_before=mixed)
    assert (early.state, late.state) == (CALM, UNKNOWN)
    assert late.note.startswith("falsified")


def test_several_classes_are_estimated_from_the_score_of_the_answer() -> None:
    dice = np.random.default_rng(3)
    classes = np.array(["a", "b", "c"])

    def week(number: int) -> pd.DataFrame:
        scores = dice.dirichlet([1, 1, 1], 2000)
        label = [dice.choice(classes, p=row) for row in scores]
        times = pd.date_range(a_week(number).start, periods=2000, freq="5min", tz="UTC")
        told: dict[str, Any] = {f"score of {name}": scores[:, at] for at, name in enumerate(classes)}
        return some_rows(2000, event_time=times, prediction=classes[scores.argmax(axis=1)], label=label, **told)

    before, window = pd.concat([week(-2), week(-1)], ignore_index=True), week(0)
    spec = {"task": "multiclass", "monitors": [{"monitor": "estimated_performance"}]}
    told = {"spec": spec, "labelled_before": before, "promised": 0.4}
    signal = measured(window.assign(label=None), **told)["estimated_error_rate"]  # type: ignore[arg-type]
    assert signal.state is CALM
    sureness = window[[f"score of {name}" for name in classes]].max(axis=1)
    assert signal.value == pytest.approx(1 - sureness.mean(), abs=0.03)


@pytest.mark.parametrize(
    ("task", "metrics", "expected"),
    [
        ("regression", ["roc_auc"], "roc_auc cannot be estimated for a regression; write some of mae"),
        ("multiclass", ["f1"], "f1 cannot be estimated for a multiclass; write some of error_rate, accuracy"),
        ("binary", ["log_loss"], "'roc_auc'"),
        ("binary", ["f1", "f1"], "f1 is there twice"),
    ],
)
def test_what_cannot_be_meant_is_refused(task: str, metrics: list[str], expected: str) -> None:
    entry = {"monitor": "estimated_performance", "metrics": metrics}
    with pytest.raises(ValidationError) as refusal:
        MonitoringSpec.model_validate({"task": task, "monitors": [entry]})
    assert expected in str(refusal.value)
