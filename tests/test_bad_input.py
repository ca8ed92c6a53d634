"""What is wrong with one model is said, with where and what to do; the other model is watched and kept fresh."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tests.two_models import HEALTHY, SICK, copied, day_file, one_run, write_two_models

pytestmark = pytest.mark.slow

Break = Callable[[Path], object]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project before anything is broken; made once, and copied for each case."""
    project = tmp_path_factory.mktemp("two-models") / "project"
    write_two_models(project)
    return project


@pytest.fixture
def project(watched: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it."""
    with copied(watched, tmp_path / "project") as copy:
        yield copy


def _rewrite(kind: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Break:
    def rewrite(project: Path) -> None:
        file = day_file(project, kind)
        change(pd.read_parquet(file)).to_parquet(file, index=False)

    return rewrite


def _spoil(kind: str, change: Callable[[bytes], bytes]) -> Break:
    def spoil(project: Path) -> None:
        file = day_file(project, kind)
        file.write_bytes(change(file.read_bytes()))

    return spoil


def _edit(file: str, old: str, new: str) -> Break:
    def edit(project: Path) -> None:
        text = (project / file).read_text(encoding="utf-8")
        assert old in text
        (project / file).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def _trainer(module: str, body: str) -> Break:
    def write(project: Path) -> None:
        if body:
            (project / f"{module}.py").write_text(f"def train(training, order):\n    {body}\n", encoding="utf-8")
        _edit("models/sick.yaml", "bike_trainer:train", f"{module}:train")(project)

    return write


def _remove_newest_model(project: Path) -> None:
    models = (project / ".driftwarden" / "artifacts" / SICK).glob("*/model.joblib")
    max(models, key=lambda file: file.stat().st_mtime_ns).unlink()


def _no_rows(project: Path) -> None:
    for kind in ("predictions", "labels"):
        day_file(project, kind).unlink()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is broken, and the sentences (patterns) that a person reads of it; `decided` if a decision comes of it."""

    breaking: Break
    says: tuple[str, ...]
    decided: bool
    after_training: Break | None = None


_DAY = r"sick/{}/date=2026-02-20\.parquet"
_PREDICTIONS, _LABELS = _DAY.format("predictions"), _DAY.format("labels")

CASES = {
    "a column with a role is missing": Case(
        breaking=_rewrite("predictions", lambda rows: rows.drop(columns="predicted_hires")),
        says=(_PREDICTIONS + r": no column 'predicted_hires', which `columns.prediction` .* names; the file has",),
        decided=False,
    ),
    "a feature is missing": Case(
        breaking=_rewrite("predictions", lambda rows: rows.drop(columns="temperature")),
        says=(
            r"missing_share of temperature is breached: 1\.0 .*no value at all",
            r"broken data: missing_share of temperature",
        ),
        decided=True,
    ),
    "a file is cut short": Case(
        breaking=_spoil("predictions", lambda payload: payload[: len(payload) // 2]),
        says=(_PREDICTIONS + r": cannot be read .*; write the file again or take it away",),
        decided=False,
    ),
    "a window is empty": Case(
        breaking=_no_rows,
        says=(
            r"row_count is breached: 0\.0",
            r"mae is unknown: None the window has no rows",
            r"Holding, as it is not known",
        ),
        decided=True,
    ),
    "a column is all null": Case(
        breaking=_rewrite("predictions", lambda rows: rows.assign(temperature=float("nan"))),
        says=(r"missing_share of temperature is breached: 1\.0 .*no value at all", r"broken data: missing_share"),
        decided=True,
    ),
    "a policy has a misspelt key": Case(
        breaking=_edit("policies/sick.yaml", "when:", "whenn:"),
        says=(r"policies/sick\.yaml:\d+:1: whenn: no such key; did you mean when\?",),
        decided=False,
    ),
    "a model's file has a misspelt key": Case(
        breaking=_edit("models/sick.yaml", "  window: day", "  windoww: day"),
        says=(r"models/sick\.yaml:\d+:3: monitoring\.windoww: no such key; did you mean window\?",),
        decided=False,
    ),
    "a trainer raises": Case(
        breaking=_trainer("trainer_that_raises", "raise ValueError('no GPU left')"),
        says=(r"trainer_that_raises:train raised ValueError: no GPU left \(.*\.py:2\)", r"owner has to act"),
        decided=True,
    ),
    "a trainer's module is not there": Case(
        breaking=_trainer("bike_trainr", ""),
        says=(r"bike_trainr:train: no module 'bike_trainr'; did you mean 'bike_trainer'\?",),
        decided=True,
    ),
    "a trainer returns no model": Case(
        breaking=_trainer("trainer_without_model", "return {'rows': len(training)}"),
        says=(r"returned a dict, which has no predict method; return the fitted estimator",),
        decided=True,
    ),
    "a challenger's artifact is gone": Case(
        breaking=lambda project: None,
        after_training=_remove_newest_model,
        says=(r"model\.joblib: the model's file cannot be read .*; restore it or train again",),
        decided=True,
    ),
    "labels are text": Case(
        breaking=_rewrite("labels", lambda rows: rows.assign(hires="many")),
        says=(r"sick/labels: files that do not fit together .*; write the column with one type",),
        decided=False,
    ),
    "times have no zone": Case(
        breaking=_rewrite("predictions", lambda rows: rows.assign(asked_at=rows["asked_at"].dt.tz_localize(None))),
        says=(
            _PREDICTIONS + r": the times in column 'asked_at' .* have no offset from UTC; set `timezone` of the log",
        ),
        decided=False,
    ),
    "a file of labels is no Parquet": Case(
        breaking=_spoil("labels", lambda _: b"id,label\n1,2\n"),
        says=(_LABELS + r": cannot be read .*; write the file again or take it away",),
        decided=False,
    ),
    "ids come twice": Case(
        breaking=_rewrite("predictions", lambda rows: pd.concat([rows, rows])),
        says=(r"row_count is calm: 240\.0",),
        decided=True,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_bad_input_is_named_with_its_remedy_and_stops_nothing_else(project: Path, case: Case) -> None:
    case.breaking(project)
    told = one_run(project, after_training=case.after_training)
    for sentence in case.says:
        assert re.search(sentence, told[SICK].text), told[SICK].text
    assert told[SICK].decisions == 2 + case.decided
    assert (told[HEALTHY].decisions, told[HEALTHY].champion) == (3, "v2.1")
    assert told[HEALTHY].undelivered == told[SICK].undelivered == 0


def test_with_nothing_broken_both_models_are_kept_fresh(project: Path) -> None:
    told = one_run(project)
    assert {(model.decisions, model.champion) for model in told.values()} == {(3, "v2.1")}
    assert "could not" not in told[SICK].text


@pytest.mark.parametrize("case", ["a file is cut short", "labels are text"])
def test_what_was_mended_is_caught_up_with(project: Path, watched: Path, case: str) -> None:
    CASES[case].breaking(project)
    assert one_run(project)[SICK].decisions == 2
    for kind in ("predictions", "labels"):
        day_file(project, kind).write_bytes(day_file(watched, kind).read_bytes())
    assert one_run(project)[SICK].decisions == 3
