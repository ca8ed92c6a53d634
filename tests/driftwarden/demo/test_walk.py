"""The demo's folder, and two weeks of the demo from its first line to its last."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import InvalidDocument
from driftwarden.demo.folder import MODEL, prepare

ROOT = Path(__file__).resolve().parents[3]
WEEKS = 2
TWO_WEEKS = (
    "import sys; from pathlib import Path; from driftwarden.demo.walk import walk; "
    f"walk(Path(sys.argv[1]), every=24, weeks={WEEKS})"
)


def test_a_folder_that_is_not_there_is_laid_out_as_a_project(tmp_path: Path) -> None:
    project = prepare(tmp_path / "new" / "demo")
    assert project.is_absolute()
    assert (project / "models" / f"{MODEL}.yaml").is_file()
    assert (project / "training.py").is_file()
    assert not list(project.rglob("__pycache__"))


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert prepare(tmp_path) == tmp_path.resolve()


def test_what_an_earlier_demo_left_is_emptied(tmp_path: Path) -> None:
    project = prepare(tmp_path / "demo")
    (project / ".driftwarden").mkdir()
    (project / ".driftwarden" / "ledger.db").write_text("an interrupted demo")
    assert not (prepare(project) / ".driftwarden").exists()


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InvalidDocument, match="holds files that no demo wrote; choose another folder with --folder"):
        prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_command_says_so_in_a_line_and_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    command = [sys.executable, "-m", "driftwarden", "demo", "--folder", str(tmp_path)]
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"driftwarden: {tmp_path}: holds files that no demo wrote")


@pytest.fixture(scope="module")
def two_weeks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder of a short demo on a small sample, and the lines that it printed."""
    folder = tmp_path_factory.mktemp("demos") / "demo"
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DRIFTWARDEN_"))}
    configured = {
        "DRIFTWARDEN_LEDGER_URL": f"sqlite:///{folder.parent / 'production.db'}",
        "DRIFTWARDEN_HOME": str(folder.parent / "production"),
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
    }
    command = [sys.executable, "-c", TWO_WEEKS, str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env=theirs | configured, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout.splitlines()


@pytest.mark.slow
def test_the_last_line_is_the_folder(two_weeks: tuple[Path, list[str]]) -> None:
    folder, lines = two_weeks
    assert lines[-1] == str(folder.resolve())


@pytest.mark.slow
def test_the_summary_holds_the_figures_that_the_report_tells(two_weeks: tuple[Path, list[str]]) -> None:
    summary = json.loads((two_weeks[0] / "summary.json").read_text(encoding="utf-8"))
    assert {name: type(value) for name, value in summary.items()} == {
        "never": float,
        "every_4_weeks": float,
        "every_week": float,
        "driftwarden": float,
        "retrainings": int,
        "promotions": int,
        "refusals": int,
        "inconclusive": int,
        "decisions": int,
        "policies": dict,
        "seconds": float,
    }
    assert list(summary["policies"]) == ["performance-first", "conservative"]
    assert summary["decisions"] == WEEKS
    assert {summary[what] for what in ("retrainings", "promotions", "refusals", "inconclusive")} == {0}
    # In the first two weeks nobody has retrained but the weekly schedule, and the champion is the same recipe.
    assert summary["driftwarden"] == summary["never"] == summary["every_4_weeks"] != summary["every_week"]


@pytest.mark.slow
def test_the_closing_lines_name_what_is_there_and_no_messages_where_there_were_none(
    two_weeks: tuple[Path, list[str]],
) -> None:
    folder, lines = two_weeks
    named = [Path(word) for line in lines[:-1] for word in line.split() if word.startswith(f"{folder.resolve()}/")]
    assert {path.name for path in named} == {"report.html", "explain.txt", "metrics.txt", "summary.json"}
    assert [path for path in named if not path.is_file()] == []


@pytest.mark.slow
def test_what_the_user_has_configured_for_production_is_left_alone(two_weeks: tuple[Path, list[str]]) -> None:
    folder, _ = two_weeks
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert (folder / ".driftwarden" / "ledger.db").is_file()
