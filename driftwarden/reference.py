"""docs/reference.md, made from what the code says of itself: `python -m driftwarden.reference > docs/reference.md`."""

from __future__ import annotations

import inspect
import json
import sys
from typing import TYPE_CHECKING, Any

import typer

from adapters.settings import PREFIX, Settings
from domain.decisions import Action
from driftwarden.cli import app
from driftwarden.starter.schemas import schema_of
from monitors.table import MONITORS
from policies import catalog
from policies.gates import GATES
from policies.shapes import Judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policies.situations import Gate

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
_ACTIONS = ("Retrain", "Alert", "Investigate", "RollBack", "Run")
_TRAINING_WINDOWS = ("Expanding", "Sliding", "SinceChange", "BestOf")
_KEYED = ("key", "default", "meaning")


def reference_text() -> str:
    """The whole page, with a line break at its end."""
    sections = [_HEAD, _COMMANDS, _commands(), _SETTINGS, _settings(), _MODELS, _model_files(), _MONITORS, _monitors()]
    return "\n".join([*sections, _POLICIES, _policy_files(), _EDITORS])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _commands() -> str:
    leaves = _leaves(typer.main.get_command(app))
    rows = ((f"`{_usage(path, command)}`", _first(command.help)) for path, command in leaves)
    return _table(("command", "what it does"), rows)


def _leaves(group: Any, path: str = "driftwarden") -> Iterator[tuple[str, Any]]:
    """Every command with the words before its own name, those of a group one by one."""
    for command in group.commands.values():
        if getattr(command, "invoke_without_command", False):
            yield path, command
        if hasattr(command, "commands"):
            yield from _leaves(command, f"{path} {command.name}")
        else:
            yield path, command


def _usage(path: str, command: Any) -> str:
    return " ".join([path, command.name, *(_argument(parameter) for parameter in command.params)])


def _argument(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    flag = parameter.opts[0]
    written = flag if getattr(parameter, "is_flag", False) else f"{flag} {flag.lstrip('-').upper().replace('-', '_')}"
    return written if parameter.required else f"[{written}]"


def _settings() -> str:
    rows = (
        (f"`{PREFIX}{name.upper()}`", _value(field.get("default")), field["description"])
        for name, field in Settings.model_json_schema()["properties"].items()
    )
    project = (f"`{PREFIX}PROJECT`", "`.`", "The folder that holds models/ and policies/, for the command line.")
    return _table(("variable", "default", "meaning"), [project, *rows])


def _model_files() -> str:
    schema = json.loads(schema_of("model"))
    return "\n".join(_shapes(schema, schema, path="The file", shown=set()))


def _shapes(shape: dict[str, Any], schema: dict[str, Any], *, path: str, shown: set[str]) -> Iterator[str]:
    """A table of this shape's keys, then one of each section inside it; of sections that are alike the first."""
    shown.add(shape["title"])
    properties = {key: _resolved(field, schema) for key, field in shape["properties"].items()}
    yield f"### {path}\n"
    yield _table(_KEYED, _keys({**shape, "properties": properties}))
    for key, field in properties.items():
        if "properties" in field and field["title"] not in shown:
            yield from _shapes(field, schema, path=f"{path}.{key}".removeprefix("The file."), shown=shown)


def _keys(shape: dict[str, Any], *, without: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, field in shape["properties"].items():
        if key not in without:
            section = "properties" in field
            shown = "required" if key in shape.get("required", ()) else "" if section else _value(field.get("default"))
            yield f"`{key}`", shown, _first(field["description"])


def _resolved(field: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The field with what it refers to; a description of its own comes first."""
    match field:
        case {"$ref": name} | {"anyOf": [{"$ref": name}, {"type": "null"}]}:
            return {**schema["$defs"][name.rpartition("/")[2]], **field}
        case _:
            return field


def _monitors() -> str:
    shapes = {_tag(shape): shape for shape in json.loads(schema_of("model"))["$defs"].values() if _tag(shape)}
    parts = []
    for name, monitor in MONITORS.items():
        parts += [f"### {name}\n", f"{_paragraphs(monitor)}\n"]
        parts.append(_table(_KEYED, _keys(shapes[name], without=("monitor",))))
    return "\n".join(parts)


def _tag(shape: dict[str, Any]) -> str | None:
    tag: str | None = shape.get("properties", {}).get("monitor", {}).get("const")
    return tag


def _policy_files() -> str:
    schema = json.loads(schema_of("policy"))
    of = schema["$defs"]
    shipped = ((f"`{name}`", catalog.read(name).description) for name in catalog.names())
    gates = ((f"`{gate.__name__}`", _first(gate.__doc__), _held_back_by(gate)) for gate in GATES[Action.RETRAIN])
    outermost = {key: _resolved(field, schema) for key, field in schema["properties"].items()}
    return "\n".join(
        [
            _table(_KEYED, _keys({**schema, "properties": outermost})),
            "### Shipped policies\n",
            _table(("name", "what it does"), shipped),
            "### Conditions\n\nEach may say `on_unknown` besides.\n",
            _table(("key", "what it says", "what is written"), _conditions(of)),
            "### A condition on a signal\n",
            _table(_KEYED, _keys(of["SignalCondition"], without=("on_unknown",))),
            *_inner(of["SignalCondition"], of),
            "### Actions\n",
            _table(("key", "what it does", "keys"), (_nested(of[name], of) for name in _ACTIONS)),
            "Kinds of `training_window`:\n",
            _table(("kind", "what it learns from", "keys"), (_kind(of[name]) for name in _TRAINING_WINDOWS)),
            "### Gates\n\nWhat holds an action back; a decision names each that did.\n",
            _table(("gate", "why", "holds back"), gates),
            "Keys of `gates`:\n",
            _table(_KEYED, _keys(of["Gates"])),
            *_inner(of["Gates"], of),
        ]
    )


def _held_back_by(gate: Gate) -> str:
    """The actions that a gate may hold back."""
    return ", ".join(action.value for action, gates in GATES.items() if gate in gates)


def _kind(shape: dict[str, Any]) -> tuple[str, ...]:
    """A training window, by its kind."""
    keys = (f"`{key}`: {_first(each['description'])}" for key, each in shape["properties"].items() if key != "kind")
    return f"`{shape['properties']['kind']['const']}`", _first(shape["description"]), "; ".join(keys)


def _inner(shape: dict[str, Any], of: dict[str, Any]) -> Iterator[str]:
    """A table of the keys inside each key that takes keys and values."""
    for key, field in shape["properties"].items():
        choices = [field, *field.get("anyOf", ()), *field.get("oneOf", ())]
        found = [of[choice["$ref"].rpartition("/")[2]] for choice in choices if "$ref" in choice]
        for inside in found:
            if "properties" in inside:
                yield f"Keys of `{key}`:\n"
                yield _table(_KEYED, _keys(inside))


def _conditions(of: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for shape in Judged.__subclasses__():
        yield _nested(of[shape.__name__], of)


def _nested(shape: dict[str, Any], of: dict[str, Any]) -> tuple[str, ...]:
    """A shape that is told by its first key: that key, what it means, and the keys inside it."""
    key, field = next((key, field) for key, field in shape["properties"].items() if key != "on_unknown")
    inner = of.get(field.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
    inside = "; ".join(f"`{name}`: {_first(each['description']).removesuffix('.')}" for name, each in inner.items())
    return f"`{key}`", _first(shape["description"]), inside or field["description"]


def _value(default: Any) -> str:
    if default is None or not str(default):
        return ""
    return f"`{default if isinstance(default, str) else json.dumps(default)}`"


def _first(text: str | None) -> str:
    """The first paragraph, on one line."""
    return " ".join((text or "").split("\n\n")[0].split())


def _paragraphs(documented: Any) -> str:
    return inspect.getdoc(documented) or ""


if __name__ == "__main__":
    sys.stdout.write(reference_text())
