"""The whole page, section by section."""

from __future__ import annotations

import inspect
import json

from adapters.settings import PREFIX, Settings
from driftwarden.reference.commands import commands
from driftwarden.reference.markdown_words import table, value
from driftwarden.reference.policies import policy_files
from driftwarden.reference.schema_tables import KEYED, keys, sections
from driftwarden.starter.schemas import schema_of
from monitors.table import MONITORS

_HEAD = """# Reference

Made by `python -m driftwarden.reference > docs/reference.md` from the descriptions in the code; a test keeps it true.
"""
_COMMANDS = """## Commands

`driftwarden COMMAND --help` says more. Exit code 0: done. 1: refused, or part of it could not be done; stderr says
what, where, and what to do. 2: the command was mistyped.
"""
_SETTINGS = """## Settings

Environment variables. Relative paths start at the project's folder; an unknown `DRIFTWARDEN_*` variable is refused.
[operations.md](operations.md) says which of them a production set-up needs.
"""
_MODELS = """## Model files

`models/NAME.yaml`, one for each model that is watched. Unknown keys are refused.
"""
_MONITORS = """## Monitors

Entries of `monitoring.monitors`, each by its `monitor`. All of them measure unless the list is given.
"""
_POLICIES = """## Policy files

`policies/*.yaml`, or a shipped policy by its name.
"""
_EDITORS = """## Editors

`driftwarden init` writes `schemas/model.schema.json` and `schemas/policy.schema.json`, and the first line of each YAML
file names its own: `# yaml-language-server: $schema=../schemas/model.schema.json`. VS Code (extension YAML), Neovim,
Helix and whatever else runs the YAML language server then complete and check as you type; in other editors, map the
schema to `models/*.yaml` by hand. `driftwarden schema model` and `driftwarden schema policy` print them, for a project
that has none and after an upgrade.
"""


def reference_text() -> str:
    """The whole page, with a line break at its end."""
    parts = [_HEAD, _COMMANDS, commands(), _SETTINGS, _settings(), _MODELS, _model_files(), _MONITORS, _monitors()]
    return "\n".join([*parts, _POLICIES, policy_files(), _EDITORS])


def _settings() -> str:
    rows = (
        (f"`{PREFIX}{name.upper()}`", value(field.get("default")), field["description"])
        for name, field in Settings.model_json_schema()["properties"].items()
    )
    project = (f"`{PREFIX}PROJECT`", "`.`", "The folder that holds models/ and policies/, for the command line.")
    return table(("variable", "default", "meaning"), [project, *rows])


def _model_files() -> str:
    schema = json.loads(schema_of("model"))
    return "\n".join(sections(schema, schema["$defs"], path="The file", shown=set()))


def _monitors() -> str:
    shapes = json.loads(schema_of("model"))["$defs"].values()
    named = {shape.get("properties", {}).get("monitor", {}).get("const"): shape for shape in shapes}
    parts = []
    for name, monitor in MONITORS.items():
        parts += [f"### {name}\n", f"{inspect.getdoc(monitor) or ''}\n"]
        parts.append(table(KEYED, keys(named[name], without=("monitor",))))
    return "\n".join(parts)
