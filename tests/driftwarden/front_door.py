"""The command line as a person meets it: in this process for what is quick, as a program of its own for the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from driftwarden.cli import main

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


class FrontDoor:
    """Calls `driftwarden` in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *words: str | Path) -> Said:
        """Give one command; anything but an exit by Driftwarden's own will is a traceback, and raised."""
        self._monkeypatch.setattr(sys, "argv", ["driftwarden", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = self._capsys.readouterr()
        return Said(code=code, out=printed.out, err=printed.err)


def run_program(*words: str | Path, home: Path) -> Said:
    """Give one command to a process of its own, with nothing of this one's settings and a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DRIFTWARDEN_", "PREFECT_"))}
    done = subprocess.run(
        [sys.executable, "-m", "driftwarden", *map(str, words)],
        env={**kept, "HOME": str(home), "PREFECT_HOME": str(home / ".prefect"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Said(code=done.returncode, out=done.stdout, err=done.stderr)
