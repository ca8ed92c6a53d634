"""Files that a command writes because an option asked for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from domain.errors import InvalidDocument

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_asked(file: Path, text: str, *, option: str) -> None:
    """Write what `option` asked for; raises InvalidDocument, naming the option, where that cannot be done."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidDocument(
            [f"{file}: cannot be written ({error.strerror}); name another file with {option}"]
        ) from error


def write_figures(file: Path, figures: Mapping[str, object]) -> None:
    """Write what `--json` asked for."""
    write_asked(file, json.dumps(figures, indent=2) + "\n", option="--json")
