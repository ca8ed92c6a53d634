from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from adapters.memory import MemoryArtifacts, MemoryPredictionLog
from domain.approvals import Promotion
from domain.columns import LABEL, PREDICTION, SCORE
from domain.decisions import Action
from domain.errors import EvidenceUnavailable
from flows.selftesting.noticing import Answer, Finding, Tried, in_plain, tried
from flows.selftesting.stage import Stage, set_stage
from flows.selftesting.trying import play_plain
from flows.watch import Watch
from monitors.injections.injection import Injection, NotInjected, Size
from policies.explaining.differences import gate_of
from tests.builders import MODEL, MONDAY, WEEK
from tests.flows.builders import DOCUMENT, NOISE, SHIFT, a_champion, a_policy, a_watch, keep, lose, noon, traffic
from tests.flows.rounds import monitor

MONITORING: dict[str, Any] = DOCUMENT["monitoring"] | {
    "monitors": [
        *({"monitor": name} for name in ("row_count", "missing_share", "doubled_ids", "performance")),
        {"monitor": "latency_p95", "above": 500},
    ]
}
NOW = noon(weeks=4)
TWICE = a_policy(when={"signal": "mae", "is": "breached", "sustained": {"windows": 2, "of": 3}})
BLIND = a_policy(name="blind", when={"max_age": "90w"})
NERVOUS = a_policy(name="nervous", when={"max_age": "1w"}, then={"alert": {}})


def _watched(*, weeks: int = 4, bias: float = SHIFT, log: pd.DataFrame | None = None, **sections: Any) -> Watch:
    """A champion that knows the change, so that all is calm; so many weeks of it were looked at."""
    rows = traffic() if log is None else log
    watch = a_watch(log=MemoryPredictionLog(rows), **{"monitoring": MONITORING, **sections})
    a_champion(watch, bias=bias)
    monitor(watch, noon(weeks=weeks))
    return watch


def _stage(watch: Watch, *, windows: int = 4, now: datetime = NOW) -> Stage:
    return set_stage(watch, windows=windows, size=Size.MEDIUM, seed=0, now=now)


def _tried(stage: Stage, name: str) -> Tried:
    policies = (TWICE, BLIND, NERVOUS)
    drift = next(drift for drift in stage.drifts if drift.name == name)
    return tried(drift, stage, play_plain(stage, policies), policies)


@pytest.fixture(scope="module")
def stage() -> Stage:
    return _stage(_watched())


def test_a_shift_breaks_predictions_and_the_policy_that_watches_the_error_notices(stage: Stage) -> None:
    found = _tried(stage, "shift of x")
    assert found.moved.breached["mae"] == 1
    finding = found.findings[TWICE.name]
    assert (finding.answer, finding.window, finding.action) == (Answer.NOTICED, 2, Action.RETRAIN)
    assert finding.after == 2 * WEEK + timedelta(hours=12)
    assert finding.by == ("mae",)


def test_a_policy_that_reads_none_of_it_is_said_to_be_blind(stage: Stage) -> None:
    finding = _tried(stage, "doubled rows").findings[BLIND.name]
    assert finding.answer is Answer.NOT_NOTICED
    assert finding.because == "it does not read what breached: doubled_ids; nothing that it reads moved"


def test_what_fires_without_the_drift_is_not_said_to_have_noticed_it(stage: Stage) -> None:
    assert _tried(stage, "concept drift").findings[NERVOUS.name].answer is Answer.FIRES_ANYWAY
    plain = in_plain(stage, play_plain(stage, (TWICE, NERVOUS)), (TWICE, NERVOUS))
    assert plain.findings[NERVOUS.name].answer is Answer.FIRES_ANYWAY
    assert plain.findings[TWICE.name].answer is Answer.NOT_NOTICED
    assert not plain.moved.breached


def test_of_a_drift_that_breaches_nothing_the_signal_that_moved_most_is_named(stage: Stage) -> None:
    found = _tried(stage, "latency")
    assert not found.moved.breached
    assert found.moved.nearest == "latency_p95 20 (10 without; threshold 500)"


def test_a_drift_that_the_rows_cannot_be_given_has_no_findings(stage: Stage) -> None:
    found = _tried(stage, "new category")
    assert isinstance(found.drift, NotInjected)
    assert found.findings == {}
    assert found.said == "no feature holds text"


def test_a_gate_that_holds_back_is_part_of_the_finding() -> None:
    gated = a_policy(gates={"min_new_labels": 1_000_000})
    stage = _stage(_watched())
    drift = next(drift for drift in stage.drifts if drift.name == "concept drift")
    finding = tried(drift, stage, play_plain(stage, (gated,)), (gated,)).findings[gated.name]
    assert (finding.answer, finding.action) == (Answer.NOTICED, Action.NOTHING)
    assert [gate_of(hold) for hold in finding.held_back_by] == ["min_new_labels"]


def test_labels_that_come_late_are_waited_for_and_the_delay_is_counted() -> None:
    late = timedelta(days=9)
    monitoring = MONITORING | {"labels_mature_after": "10d"}
    watch = _watched(weeks=6, log=traffic(label_after=late), monitoring=monitoring)
    stage = _stage(watch, now=noon(weeks=6))
    assert len(stage.steps) == 2 * len(stage.windows)
    finding = _tried(stage, "concept drift").findings[TWICE.name]
    assert (finding.answer, finding.window) == (Answer.NOTICED, 2)
    assert finding.after == 2 * WEEK + timedelta(days=10)


def test_nothing_is_written_to_the_project() -> None:
    watch = _watched()
    shelves = ("profiles", "samples", "signals", "decisions", "orders", "runs", "candidates", "promotions", "outbox")
    before = {shelf: getattr(watch.ledger, shelf).of(MODEL) for shelf in shelves}
    _tried(_stage(watch), "shift of x")
    assert {shelf: getattr(watch.ledger, shelf).of(MODEL) for shelf in shelves} == before


def test_the_same_seed_finds_the_same() -> None:
    first, second = (_tried(_stage(_watched()), "missing x +20") for _ in range(2))
    assert replace(first, drift=None) == replace(second, drift=None)


def test_the_newest_windows_are_taken_and_few_ones_are_said_to_be_few(stage: Stage) -> None:
    assert [window.start for window in _stage(_watched(), windows=2).windows] == [MONDAY + 2 * WEEK, MONDAY + 3 * WEEK]
    assert not any("instead of" in note for note in stage.notes)
    (note,) = (note for note in _stage(_watched(), windows=6).notes if "instead of" in note)
    assert note.startswith("4 windows instead of 6: v1 served no more")


def test_a_version_too_new_to_have_windows_of_its_own_leaves_the_stage_to_the_one_before() -> None:
    watch = _watched()
    keep(watch, "v2", SHIFT)
    candidate = replace(watch.champion(noon(weeks=4)), version="v2")
    watch.ledger.candidates.record(candidate)
    promoted = Promotion(
        model=MODEL,
        from_version="v1",
        to_version="v2",
        approval=None,
        promised=NOISE,
        promoted_at=MONDAY + 3 * WEEK + timedelta(hours=12),
    )
    watch.ledger.promotions.record(promoted)
    stage = _stage(watch)
    assert (stage.promotion.to_version, len(stage.windows)) == ("v1", 3)
    assert _stage(watch, windows=2).promotion.to_version == "v2"


def test_without_a_model_file_predictions_stay_as_logged_and_the_stage_says_so() -> None:
    watch = _watched(bias=0.0)
    lose(watch, watch.champion(noon(weeks=4)))
    notes = _stage(watch).notes
    assert any(note.startswith("Predictions stay as they were logged: artifact memory://v1 is gone") for note in notes)
    assert any("cannot be asked which features matter" in note for note in notes)


def test_scores_are_not_made_up_and_that_is_said_once() -> None:
    stage = _stage(_watched(log=traffic().assign(**{SCORE: 0.5}), bias=0.0))
    assert any("the log has scores" in note for note in stage.notes)
    assert stage.rows[SCORE].eq(0.5).all()
    assert _tried(stage, "shift of x").remark == ""


def test_a_version_that_cannot_answer_changed_rows_is_a_remark_of_that_drift(stage: Stage) -> None:
    watch = stage.watch
    artifacts = watch.world.artifacts
    assert isinstance(artifacts, MemoryArtifacts)
    picky = replace(stage, watch=replace(watch, world=replace(watch.world, artifacts=MemoryArtifacts())))
    found = _tried(picky, "missing x +20")
    assert found.remark.startswith("Predictions stay as they were logged: artifact memory://v1 is gone")
    assert found.remark in found.said


def test_the_error_rate_of_classes_is_watched_likewise() -> None:
    rows = traffic()
    dice = np.random.default_rng(1)
    said = np.where(rows["x"] > 20, "yes", "no")
    truth = np.where(rows["x"] + dice.normal(0, 1, len(rows)) > 20, "yes", "no")
    monitoring = MONITORING | {"task": "binary", "monitors": [{"monitor": "performance"}]}
    rows[PREDICTION], rows[LABEL], rows[SCORE] = said, truth, 0.5
    watch = _watched(log=rows, monitoring=monitoring)
    policy = a_policy(when={"signal": "error_rate", "above": 0.18})
    stage = _stage(watch)
    drift = next(drift for drift in stage.drifts if drift.name == "concept drift")
    finding = tried(drift, stage, play_plain(stage, (policy,)), (policy,)).findings[policy.name]
    assert (finding.answer, finding.window, finding.by) == (Answer.NOTICED, 1, ("error_rate",))


def test_a_model_without_a_champion_or_without_windows_is_refused_with_the_remedy() -> None:
    with pytest.raises(EvidenceUnavailable, match="driftwarden adopt"):
        _stage(a_watch())
    fresh = a_watch()
    a_champion(fresh)
    with pytest.raises(EvidenceUnavailable, match="driftwarden backfill"):
        _stage(fresh)


def test_every_drift_of_these_rows_can_be_played(stage: Stage) -> None:
    plain = play_plain(stage, (TWICE,))
    for drift in stage.drifts:
        assert isinstance(tried(drift, stage, plain, (TWICE,)).findings.get(TWICE.name), Finding) is isinstance(
            drift, Injection
        )
