"""`driftwarden check` opens what the files name; `status`, `doctor` and `run` say what is not watched, and why."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from adapters.storage import open_ledger
from tests.builders import a_promotion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.ports import Ledger
    from tests.driftwarden.front_door import FrontDoor

MODEL = "bike-demand"


@pytest.fixture
def ledger(bikes: Path) -> Iterator[Ledger]:
    """The project's ledger, with a champion."""
    (bikes / ".driftwarden").mkdir()
    with closing(open_ledger(f"sqlite:///{bikes / '.driftwarden' / 'ledger.db'}")) as opened:
        opened.promotions.record(a_promotion(model=MODEL, from_version=None, to_version="v1", approval=None))
        yield opened


def edit(project: Path, old: str, new: str) -> None:
    file = project / "models" / f"{MODEL}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_good_project_has_nothing_to_mend_with_and_without_its_log(driftwarden: FrontDoor, bikes: Path) -> None:
    for words in ((), ("--offline",)):
        said = driftwarden("check", *words, "--project", bikes)
        assert (said.code, said.err, said.out.splitlines()[-1]) == (0, "", "nothing to mend")
    assert not (bikes / ".driftwarden").exists()


def test_what_the_log_and_the_trainer_lack_is_told_all_at_once(driftwarden: FrontDoor, bikes: Path) -> None:
    edit(bikes, "starter_trainer:train", "starter_trainr:train")
    edit(bikes, "monitoring:", "monitoring:\n  segments: [Hour]")
    edit(bikes, "labels: labels", "labels: lables")
    said = driftwarden("check", "--project", bikes)
    assert said.code == 1
    assert "training.callable: training callable starter_trainr:train: no module 'starter_trainr'; did you mean " in (
        said.err
    )
    assert "monitoring.segments[0]: no column 'Hour' in " in said.err
    assert "did you mean hour?" in said.err
    assert "log.labels: " in said.err
    assert "no such file or folder" in said.err
    assert said.err.startswith("driftwarden: 3 problems to mend:\n")
    assert driftwarden("check", "--offline", "--project", bikes).code == 0


def test_a_trainer_that_ends_the_process_is_not_known_and_ends_no_check(driftwarden: FrontDoor, bikes: Path) -> None:
    (bikes / "starter_trainer.py").write_text("import os\n\nos._exit(0)\n", encoding="utf-8")
    said = driftwarden("check", "--project", bikes)
    assert said.code == 0
    assert "training.callable: not looked at: importing it ended the process" in said.out


def test_a_trainer_is_looked_for_in_its_project_and_not_where_the_command_is_given(
    driftwarden: FrontDoor, bikes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "starter_trainer.py").write_text("raise RuntimeError('of another project')\n", encoding="utf-8")
    monkeypatch.chdir(elsewhere)
    said = driftwarden("check", "--project", bikes)
    assert (said.code, said.err) == (0, "")


def test_a_log_that_lies_elsewhere_is_left_to_the_doctor(driftwarden: FrontDoor, bikes: Path) -> None:
    edit(bikes, "predictions: predictions", "predictions: s3://nobody/predictions")
    said = driftwarden("check", "--project", bikes)
    assert said.code == 0
    assert "not looked at: its log lies on S3; `driftwarden doctor` opens it" in said.out


@pytest.mark.parametrize("command", ["check", "status", "doctor"])
def test_a_model_that_was_renamed_is_named_as_not_watched(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger, command: str
) -> None:
    assert ledger.models()
    edit(bikes, f"model: {MODEL}", "model: bikes")
    said = driftwarden(command, "--project", bikes)
    assert f"{MODEL}: not watched, the ledger has a champion of it and no file in {bikes}/models names it" in said.out
    assert f"write `model: {MODEL}` again" in said.out


def test_status_keeps_the_row_of_a_model_whose_file_is_broken(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger
) -> None:
    assert ledger.models()
    edit(bikes, "monitoring:", "monitorin:")
    said = driftwarden("status", "--project", bikes)
    assert said.code == 1
    assert "v1" in said.out
    check = f"`driftwarden check --project {bikes}` says"
    assert f"{MODEL}: not watched now, {bikes}/models/{MODEL}.yaml cannot be read; {check}" in said.out
    assert "monitorin: no such key; did you mean monitoring?" in said.err


def test_what_needs_the_ledger_alone_works_beside_a_broken_file(
    driftwarden: FrontDoor, bikes: Path, ledger: Ledger
) -> None:
    assert ledger.models()
    edit(bikes, "monitoring:", "monitorin:")
    said = driftwarden("silence", MODEL, "--for", "1d", "--why", "mending its file", "--by", "ada", "-p", bikes)
    assert (said.code, said.err) == (0, "")
    said = driftwarden("approve", "zzzz", "--by", "ada", "-p", bikes)
    assert "the ledger holds no approval request zzzz" in said.err
    said = driftwarden("rollback", MODEL, "--why", "worse", "--by", "ada", "-p", bikes)
    assert "nothing to go back to" in said.err
    assert driftwarden("audit", "verify", "-p", bikes).code == 0
    said = driftwarden("run", "--model", MODEL, "-p", bikes)
    assert "monitorin: no such key" in said.err


@pytest.mark.parametrize("command", ["adopt", "run", "doctor"])
def test_a_segment_that_the_log_lacks_is_told_wherever_the_log_is_known(
    driftwarden: FrontDoor, bikes: Path, command: str
) -> None:
    edit(bikes, "monitoring:", "monitoring:\n  segments: [Hour]")
    words = (MODEL, "--from", "2026-01-01", "--to", "2026-01-29") if command == "adopt" else ()
    said = driftwarden(command, *words, "--project", bikes)
    assert said.code == 1
    assert "monitoring.segments[0]: no column 'Hour' in " in said.out + said.err
    assert "did you mean hour?" in said.out + said.err


@pytest.mark.parametrize("text", ["name: churn\nwhen: {all: [", "", "name: \udcff\n"], ids=["open", "empty", "bytes"])
def test_a_policy_that_cannot_be_read_is_told_once(driftwarden: FrontDoor, bikes: Path, text: str) -> None:
    (bikes / "policies" / "bike-demand.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    said = driftwarden("check", "--offline", "--project", bikes)
    assert (said.code, said.err.count("bike-demand.yaml")) == (1, 1)
    assert "problems" not in said.err


def test_what_people_wrote_is_printed_as_it_is(driftwarden: FrontDoor, bikes: Path) -> None:
    edit(bikes, "starter_trainer:train", "trainng:train")
    assert "training callable trainng:train: no module" in driftwarden("check", "--project", bikes).err
    for name in (":train:", "[bold]x[/bold]", "[/]"):
        assert f"no model {name!r} in" in driftwarden("run", "--model", name, "--project", bikes).err


@pytest.mark.parametrize("said_day", ["2026-13-01", "yesterday", "[b]"])
def test_a_wrong_day_is_answered_with_examples(driftwarden: FrontDoor, said_day: str) -> None:
    said = driftwarden("run", "--as-of", said_day)
    assert said.code == 2
    told = " ".join(said.err.replace("│", "").split())
    assert f"{said_day!r} is no day or moment; write one such as 2026-01-31, 2026-01-31T12:00 (UTC)" in told
