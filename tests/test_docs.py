"""The documents say what is there, and everything that is there is in a document."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
import yaml
from pydantic import BaseModel

from adapters.settings import PREFIX, Settings
from adapters.storage.schema import SCHEMA_VERSION
from domain.decisions import Action
from driftwarden.cli import app
from driftwarden.reference import reference_text
from flows import schema
from flows.documents import ModelDocument
from flows.replaying.incidents import IncidentFile
from monitors.table import MONITORS
from policies import catalog
from policies.condition_shapes import Condition
from policies.documents import read_document
from policies.gates import GATES
from policies.grammar import Policy, policy_digest
from policies.shapes import Judged
from tests.json_schemas import errors_of
from tests.test_layout import ROOMS, ROOT

MODEL_SCHEMA = ROOT / "docs" / "model.schema.json"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_CALL = re.compile(r"(?:^|[\s`(])(?:\.venv/bin/)?driftwarden ([a-z][a-z-]*(?: [^\n`#|;&>]*)?)", re.MULTILINE)
_OURS = re.compile(rf"`((?:{'|'.join(ROOMS)}|benchmarks|deploy|docs|tests)/[\w./]+\.\w+)`")
_MAKE = re.compile(r"(?:^|[\s`(])make ([a-z][a-z-]*)", re.MULTILINE)


def _conditions() -> Iterator[str]:
    """The key that tells each condition."""
    for shape in Judged.__subclasses__():
        name, field = next((name, field) for name, field in shape.model_fields.items() if name != "on_unknown")
        yield field.alias or name


NAMED = {
    "a command": [f"driftwarden {name}" for name in COMMANDS],
    "a setting": [f"{PREFIX}{name.upper()}" for name in Settings.model_fields],
    "a monitor": list(MONITORS),
    "a condition": list(_conditions()),
    "a gate": [gate.__name__ for gate in GATES[Action.RETRAIN]],
    "a key of a policy": [field.alias or name for name, field in Policy.model_fields.items()],
    "a shipped policy": list(catalog.names()),
}


@pytest.mark.parametrize(("kind", "names"), NAMED.items(), ids=NAMED)
def test_everything_there_is_has_a_word_in_the_documents(kind: str, names: list[str]) -> None:
    assert names
    unsaid = [name for name in names if f"`{name}" not in TEXT and f"`driftwarden {name}" not in TEXT]
    assert unsaid == [], f"{kind} is in no document"


def test_the_conditions_that_are_documented_are_those_of_the_language() -> None:
    alternatives = get_args(get_args(Condition)[0])
    assert len(list(_conditions())) == len(alternatives)


def test_the_reference_is_current() -> None:
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert page == reference_text(), "python -m driftwarden.reference > docs/reference.md"


def _links() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for target in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
            if "://" not in target and not target.startswith(("#", "mailto:")):
                yield str(page.relative_to(ROOT)), target


@pytest.mark.parametrize(("page", "target"), sorted(set(_links())))
def test_every_relative_link_leads_somewhere(page: str, target: str) -> None:
    assert ((ROOT / page).parent / target.partition("#")[0]).exists()


def test_every_file_of_ours_that_a_document_names_is_there() -> None:
    named = {path for page in PAGES for path in _OURS.findall(page.read_text(encoding="utf-8"))}
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_make_target_that_is_named_is_there() -> None:
    named = {target for page in PAGES for target in _made(page.read_text(encoding="utf-8"))}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert named
    assert named - targets == set()


def _made(page: str) -> Iterator[str]:
    """The targets in code; in prose `make` is a verb."""
    for _, _, block in _FENCE.findall(page):
        yield from _MAKE.findall(block)
    yield from (target for code in re.findall(r"`([^`\n]+)`", page) for target in re.findall(r"^make ([a-z-]+)", code))


def _calls() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = [block for _, language, block in _FENCE.findall(text) if language in {"", "sh", "console", "bash"}]
        for code in (*blocks, *re.findall(r"`(driftwarden [^`\n]+)`", text)):
            for call in _CALL.findall(code):
                yield page.name, call.strip()


@pytest.mark.parametrize(("page", "call"), sorted(set(_calls())))
def test_every_command_line_in_the_documents_parses(page: str, call: str) -> None:
    if page == "reference.md" or "..." in call or "[" in call:
        call = call.split(maxsplit=1)[0]
    name, *words = shlex.split(call)
    if name == "COMMAND":
        return
    assert name in COMMANDS, f"{page} names no command of ours"
    command = COMMANDS[name]
    # A command that is named in prose stands without what it needs.
    if words and words != ["--help"]:
        command.make_context(name, [word.replace("MODEL", "model") for word in words], resilient_parsing=False)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("CHANGELOG.md", f"tables have version {SCHEMA_VERSION}."),
        ("docs/operations.md", f"tables have version {SCHEMA_VERSION - 1}, this Driftwarden knows {SCHEMA_VERSION};"),
    ],
)
def test_the_version_of_the_ledgers_tables_is_told_as_it_is(page: str, said: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert said in text
    assert text.count("tables have version") == 1


def test_no_document_names_a_folder_of_the_machine_it_was_written_on() -> None:
    places = re.findall(r"(?<![\w.:/-])/(?:home|root|work|tmp|Users)/[\w./-]+", TEXT)
    assert places == []


def test_the_committed_schema_of_model_files_is_current() -> None:
    assert MODEL_SCHEMA.read_text(encoding="utf-8") == schema.schema_text(), (
        "python -m flows.schema > docs/model.schema.json"
    )


def test_every_key_of_a_models_file_is_described_for_editors() -> None:
    document = json.loads(schema.schema_text())
    shapes = {"": document, **document["$defs"]}
    keys = [(name, shape.get("properties", {})) for name, shape in shapes.items()]
    said = {f"{name}.{key}": _described(of[key], document) for name, of in keys for key in of}
    assert [place for place, description in said.items() if not description] == []


def _described(field: dict[str, Any], document: dict[str, Any]) -> str | None:
    """Its own description, or that of the section it refers to, which editors show for it."""
    referred = field.get("$ref", "").rpartition("/")[2]
    description: str | None = field.get("description") or document["$defs"].get(referred, {}).get("description")
    return description


EXAMPLES = sorted([*ROOT.glob("examples/*/models/*.yaml"), *ROOT.glob("driftwarden/starter/project/models/*.yaml")])


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_model_that_is_shipped_fits_the_schema(file: Path) -> None:
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert errors_of(MODEL_SCHEMA.read_text(encoding="utf-8"), written) == []


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_schema_takes_each_default_that_it_names(file: Path) -> None:
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    document = json.loads(schema.schema_text())
    for section in ("monitoring", "trial", "approval", "probation"):
        shape = document["$defs"][document["properties"][section]["$ref"].rpartition("/")[2]]
        written[section] = {key: field["default"] for key, field in shape["properties"].items() if "default" in field}
    assert errors_of(schema.schema_text(), written) == []
    read = read_document(yaml.safe_dump(written), source=file.name, shape=ModelDocument)
    assert read.trial == type(read.trial)()


WRITTEN = [
    pytest.param(block, id=f"{page.name}-{number}")
    for page in PAGES
    for number, (_, language, block) in enumerate(_FENCE.findall(page.read_text("utf-8")))
    if language == "yaml"
]
# What a fragment leaves out: the least that makes a whole document of it.
LEAST_MODEL = {"model": "a-model", "log": {"predictions": "predictions"}, "training": {"callable": "training:train"}}
LEAST_POLICY = {"name": "a-policy", "when": {"max_age": "26w"}, "then": {"retrain": {}}}


# Every kind of file that a person writes, told apart by its keys.
WRITTEN_BY_HAND: tuple[tuple[type[BaseModel], dict[str, Any]], ...] = (
    (Policy, LEAST_POLICY),
    (IncidentFile, {}),
    (ModelDocument, LEAST_MODEL),
)


@pytest.mark.parametrize("block", WRITTEN)
def test_every_yaml_in_the_documents_is_a_file_that_can_be_read_or_a_part_of_one(block: str) -> None:
    written = yaml.safe_load(block)
    shape, least = next((each for each in WRITTEN_BY_HAND if written.keys() <= _keys(each[0])), WRITTEN_BY_HAND[-1])
    assert isinstance(read_document(yaml.safe_dump(least | written), source="document.yaml", shape=shape), shape)


def test_the_policy_that_the_readme_shows_says_what_the_shipped_one_says() -> None:
    blocks = [
        block for _, language, block in _FENCE.findall((ROOT / "README.md").read_text("utf-8")) if language == "yaml"
    ]
    (shown,) = (block for block in blocks if "name" in yaml.safe_load(block))
    read = read_document(shown, source="README.md", shape=Policy)
    assert policy_digest(read) == policy_digest(catalog.read(read.name))


def _keys(shape: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in shape.model_fields.items()}
