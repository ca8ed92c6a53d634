"""A model's first champion."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.artifacts import FolderArtifacts
from adapters.memory import MemoryLedger, MemoryMessenger, MemoryPredictionLog, MemoryRegistry, StillTrainer
from adapters.trainers.python_callable import CallableTrainer
from domain.columns import LABEL, LABEL_TIME, PREDICTION, VERSION
from domain.errors import EvidenceUnavailable, InvalidDocument, TrainerRefused
from domain.ports import World
from domain.windows import Window
from flows.due.adopting import adopt
from tests.builders import MONDAY, WEEK
from tests.flows.builders import HISTORY, a_watch, served_by, traffic

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from domain.training import TrainingOrder
    from flows.watch import Watch

TRAINERS = "tests.adapters.trainers.builders"


def a_project(folder: Path, *, function: str = "train_mean") -> Watch:
    """A watch on a model without a champion, whose artifacts are files."""
    world = World(
        ledger=MemoryLedger(),
        artifacts=FolderArtifacts(folder),
        registry=MemoryRegistry(),
        messenger=MemoryMessenger(),
    )
    return a_watch(trainer=CallableTrainer(f"{TRAINERS}:{function}", folder), world=world)


def test_the_first_champion_is_v1_and_promises_what_its_recipe_showed_on_rows_it_had_not_seen(tmp_path: Path) -> None:
    watch = a_project(tmp_path)
    promotion = adopt(watch, HISTORY, MONDAY)
    assert (promotion.from_version, promotion.to_version, promotion.promoted_at) == (None, "v1", MONDAY)
    assert watch.world.registry.champion(watch.model) == "v1"
    # The recipe answers with the mean of x + noise, and x is normal with a deviation of 3: its mean distance is 2.4.
    assert promotion.promised == pytest.approx(2.4, abs=0.2)
    champion = watch.champion(MONDAY)
    assert (champion.trained_on, champion.training_run, champion.artifact.rows) == (HISTORY, None, 8 * 7 * 48 - 1)


def moves(watch: Watch) -> list[tuple[str, str]]:
    """Every version that was put in force, with the SHA-256 of its file."""
    assert isinstance(watch.world.registry, MemoryRegistry)
    return [(version, artifact.sha256) for _, version, artifact in watch.world.registry.moves]


def a_log_of(version: str | None, *, answered: bool = True) -> MemoryPredictionLog:
    """The usual traffic, served by another version, or by nobody who is named."""
    rows = traffic().assign(**{VERSION: version})
    return MemoryPredictionLog(rows if answered else rows.assign(**{PREDICTION: float("nan")}))


def test_a_first_champion_has_the_name_under_which_the_log_knows_it(tmp_path: Path) -> None:
    watch = replace(a_project(tmp_path), log=a_log_of("2026.1"))
    assert adopt(watch, HISTORY, MONDAY, version="2026.1").to_version == "2026.1"
    assert watch.world.registry.champion(watch.model) == watch.champion(MONDAY).version == "2026.1"


def test_where_the_newest_rows_name_other_versions_v1_is_refused_with_both_remedies(tmp_path: Path) -> None:
    rows = served_by(traffic().assign(**{VERSION: "2025.9"}), "2026.1", 0.0, since=MONDAY - timedelta(days=2))
    watch = replace(a_project(tmp_path), log=MemoryPredictionLog(rows))
    with pytest.raises(InvalidDocument, match=r"by 2026\.1 and 2025\.9, .* give --version 2026\.1, or --version v1 if"):
        adopt(watch, HISTORY, MONDAY)
    assert watch.ledger.models() == ()
    assert adopt(watch, HISTORY, MONDAY, version="v1").to_version == "v1"


@pytest.mark.parametrize("log", [a_log_of(None), a_log_of("before service", answered=False)], ids=["none", "nobody"])
def test_where_no_version_answered_the_first_champion_is_v1(tmp_path: Path, log: MemoryPredictionLog) -> None:
    assert adopt(replace(a_project(tmp_path), log=log), HISTORY, MONDAY).to_version == "v1"


@pytest.mark.parametrize("name", ["", " v1", "v\n1", "v" * 65])
def test_a_name_that_nobody_could_log_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidDocument, match="is no version's name"):
        adopt(a_project(tmp_path), HISTORY, MONDAY, version=name)


def test_a_model_that_has_a_champion_keeps_it(tmp_path: Path) -> None:
    watch = a_project(tmp_path)
    first = adopt(watch, HISTORY, MONDAY)
    assert adopt(watch, HISTORY, MONDAY + WEEK) == first
    assert len(watch.ledger.candidates.of(watch.model)) == 1


SHORTER = Window(start=MONDAY - 2 * WEEK, end=MONDAY)


def test_an_adoption_that_was_killed_before_it_was_in_force_is_finished_by_the_same_command(tmp_path: Path) -> None:
    whole, watch = a_project(tmp_path), a_project(tmp_path)
    promotion = adopt(whole, HISTORY, MONDAY)
    watch.ledger.candidates.record(whole.champion(MONDAY))
    with pytest.raises(InvalidDocument, match=r"holds v1 with another file, .* --from 2013-02-04T00:00"):
        adopt(watch, SHORTER, MONDAY)
    assert watch.world.registry.champion(watch.model) is None
    assert adopt(watch, HISTORY, MONDAY) == promotion
    assert moves(watch) == moves(whole)


def test_what_was_promoted_while_a_first_champion_was_trained_stays_in_force(tmp_path: Path) -> None:
    watch = a_project(tmp_path)

    class OvertakenByAnother(CallableTrainer):
        def launch(self, order: TrainingOrder, training: pd.DataFrame) -> str:
            reference = super().launch(order, training)
            if order.decision == f"adoption {HISTORY.key}":
                first = adopt(watch, HISTORY, MONDAY)
                watch.world.registry.put_in_force(watch.model, "v2", watch.champion(MONDAY).artifact)
                watch.ledger.promotions.record(replace(first, from_version="v1", to_version="v2", approval="yes"))
            return reference

    slow = replace(watch, trainer=OvertakenByAnother(f"{TRAINERS}:train_mean", tmp_path))
    assert adopt(slow, HISTORY, MONDAY).to_version == "v1"
    assert watch.world.registry.champion(watch.model) == "v2"


def test_a_span_without_labels_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    watch = a_project(tmp_path)
    with pytest.raises(EvidenceUnavailable, match=r"holds no row .*; choose another span with --from and --to"):
        adopt(watch, Window(start=MONDAY - 60 * WEEK, end=MONDAY - 50 * WEEK), MONDAY)
    assert watch.ledger.models() == ()


def test_a_model_whose_file_names_no_truth_is_told_what_a_champion_needs(tmp_path: Path) -> None:
    watch = replace(a_project(tmp_path), log=MemoryPredictionLog(traffic().drop(columns=[LABEL, LABEL_TIME])))
    with pytest.raises(
        EvidenceUnavailable, match=r"holds no label of .* name the column with the truth under `columns"
    ):
        adopt(watch, HISTORY, MONDAY)


def test_a_trainer_that_raises_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    watch = a_project(tmp_path, function="train_and_raise")
    with pytest.raises(TrainerRefused, match="raised KeyError"):
        adopt(watch, HISTORY, MONDAY)
    assert watch.ledger.models() == ()
    assert watch.world.registry.champion(watch.model) is None


def test_a_span_that_was_trained_on_but_not_adopted_leaves_no_rows_behind_for_another_one(tmp_path: Path) -> None:
    killed_before_it_was_recorded = a_project(tmp_path)
    adopt(killed_before_it_was_recorded, HISTORY, MONDAY)
    watch, shorter = a_project(tmp_path), Window(start=MONDAY - 2 * WEEK, end=MONDAY)
    adopt(watch, shorter, MONDAY)
    champion = watch.champion(MONDAY)
    assert (champion.trained_on, champion.artifact.rows) == (shorter, 2 * 7 * 48 - 1)


def test_a_trainer_that_has_not_answered_yet_asks_for_the_command_once_more() -> None:
    with pytest.raises(TrainerRefused, match="give the command again"):
        adopt(a_watch(trainer=StillTrainer()), HISTORY, MONDAY)
