"""Whether the callables that models name can be imported: tried in a process of its own, which may hang or end."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from driftwarden.checking.importing import MARK
from policies.documents import locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.projects import Project, WatchedModel

_SECONDS = 60
_UNSAID = f"importing it ended the process, or took more than {_SECONDS} s"
_CHILD = "driftwarden.checking.importing"


def trainers_found(read: Project) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is wrong with callables, each with its place in the model's file; and those that could not be tried."""
    asked = [(each, path) for each in read.models if (path := each.document.training.callable) is not None]
    if not asked:
        return (), ()
    said = _said_by_a_child(str(read.folder.resolve()), sorted({path for _, path in asked}))
    refused = tuple(_placed(watched) + said[path] for watched, path in asked if said.get(path))
    untried = tuple(f"{_placed(watched)}not looked at: {_UNSAID}" for watched, path in asked if path not in said)
    return refused, untried


def _said_by_a_child(folder: str, paths: list[str]) -> dict[str, str]:
    """What is wrong by callable, "" for nothing; those are missing about which nothing was said."""
    # Without -P, modules of the folder from which the command is given would stand before those of the project.
    command = [sys.executable, "-P", "-m", _CHILD, folder, *paths]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False)
        printed = done.stdout
    except subprocess.TimeoutExpired as error:
        printed = error.stdout or b""
    return dict(_answers(printed.decode("utf-8", errors="replace")))


def _answers(printed: str) -> Iterator[tuple[str, str]]:
    for line in printed.splitlines():
        if line.startswith(MARK):
            path, told = json.loads(line.removeprefix(MARK))
            yield path, told


def _placed(watched: WatchedModel) -> str:
    text = watched.file.read_text(encoding="utf-8")
    return locate(text, ("training", "callable"), source=str(watched.file))
