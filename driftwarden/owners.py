"""Whose each model of a project is, as its file says (`people.owner`).

Read without the models' own reader, which brings with it what a gateway beside a fleet does not need.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from pathlib import Path

# Ten times as fast, where libyaml is there.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FILES_REMEMBERED = 10_000
_log = logging.getLogger(__name__)


def owners_in(folder: Path) -> dict[str, str]:
    """The owner of each model in `models/` that names one; a file that cannot be read is logged, and names nobody."""
    found: dict[str, str] = {}
    for file in sorted((folder / "models").glob("*.y*ml")):
        try:
            found |= _owned(file, file.stat().st_mtime_ns)
        except (OSError, ValueError, yaml.YAMLError) as error:
            _log.warning("%s: whose model it is cannot be read (%s); mend the file", file, type(error).__name__)
    return found


@lru_cache(maxsize=_FILES_REMEMBERED)
def _owned(file: Path, _changed_at: int) -> dict[str, str]:
    """The model and its owner, read again when the file changed."""
    document = yaml.load(file.read_text("utf-8"), Loader=_LOADER)
    read = document if isinstance(document, dict) else {}
    people = read.get("people")
    model, owner = read.get("model"), people.get("owner") if isinstance(people, dict) else None
    return {model: owner} if isinstance(model, str) and isinstance(owner, str) else {}
