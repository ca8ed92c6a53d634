"""The JSON Schemas by which an editor completes and checks a project's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flows.schema
import policies.schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_SCHEMAS: Mapping[str, Callable[[], str]] = {
    "model": flows.schema.schema_text,
    "policy": policies.schema.schema_text,
}


def schema_of(kind: str) -> str:
    """The schema of model or of policy files, as JSON text."""
    return _SCHEMAS[kind]()


def write_schemas(folder: Path) -> None:
    """Put both beside the project's files, where the first line of each file names them."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in _SCHEMAS:
        (folder / f"{kind}.schema.json").write_text(schema_of(kind), encoding="utf-8")
