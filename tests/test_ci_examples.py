"""The workflows under `examples/ci` are YAML that their services take, and give commands that there are."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from driftwarden.cli import app
from tests.test_layout import ROOT

FILES = sorted((ROOT / "examples" / "ci").glob("*.yml"))
_CALL = re.compile(r"^\s*driftwarden (.+?)(?: >> \S+)?(?: \|\| .*)?$", re.MULTILINE)


def _read(name: str) -> Any:
    return yaml.safe_load((ROOT / "examples" / "ci" / name).read_text(encoding="utf-8"))


def _scripts(read: Any) -> list[str]:
    """Every shell script of a workflow, whichever service it is for."""
    github = [step["run"] for job in read.get("jobs", {}).values() for step in job["steps"] if "run" in step]
    gitlab = [line for job in read.values() if isinstance(job, dict) for line in job.get("script", [])]
    return github + gitlab


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_command_of_a_workflow_is_one_that_driftwarden_has(file: Path) -> None:
    calls = [call for script in _scripts(_read(file.name)) for call in _CALL.findall(script)]
    commands: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert {shlex.split(call)[0] for call in calls} == {"check", "plan"}
    for name, *words in map(shlex.split, calls):
        commands[name].make_context(name, words)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_script_of_a_workflow_is_one_that_a_shell_can_read(file: Path) -> None:
    scripts = _scripts(_read(file.name))
    assert scripts
    for script in scripts:
        done = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_on_github_pull_requests_that_touch_models_or_policies_are_checked() -> None:
    read = _read("github-actions.yml")
    # YAML 1.1, which PyYAML reads, takes the key `on` for a truth value.
    assert read[True] == {"pull_request": {"paths": ["models/**", "policies/**"]}}
    assert read["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert all({"uses", "run"} & step.keys() for step in read["jobs"]["policies"]["steps"])


def test_on_gitlab_merge_requests_that_touch_models_or_policies_are_checked() -> None:
    read = _read("gitlab-ci.yml")
    (rule,) = read[".driftwarden"]["rules"]
    assert rule["changes"] == ["models/**/*", "policies/**/*"]
    assert {name for name, job in read.items() if job.get("extends") == ".driftwarden"} == {
        "driftwarden-check",
        "driftwarden-plan",
    }
