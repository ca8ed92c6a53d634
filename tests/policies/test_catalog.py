"""Every shipped policy: it loads, points editors at the schema, and has its table in `tests.policies.catalog`."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from domain.decisions import Reason
from domain.errors import InvalidDocument
from policies import catalog
from policies.documents import read_document
from policies.grammar import Policy
from policies.schema import schema_text
from tests.policies.catalog.situations import Situation

SCHEMA = Path(__file__).parents[2] / "docs" / "policy.schema.json"


def situations(name: str) -> list[Situation]:
    """The table of a shipped policy."""
    module = import_module(f"tests.policies.catalog.test_{name.replace('-', '_')}")
    table: list[Situation] = module.SITUATIONS
    return table


def test_the_catalog_holds_these() -> None:
    assert catalog.names() == (
        "conservative",
        "cost-aware",
        "drift-investigate-only",
        "performance-first",
        "schedule-with-guard",
    )


@pytest.mark.parametrize("name", catalog.names())
def test_a_table_shows_a_policy_calm_acting_held_back_and_without_evidence(name: str) -> None:
    table = situations(name)
    assert len(table) >= 8
    assert {reason for *_, (_, reason) in table} == {Reason.CALM, Reason.FIRED, Reason.HELD_BACK, Reason.NOT_KNOWN}


@pytest.mark.parametrize("name", catalog.names())
def test_a_shipped_file_is_called_as_its_policy_and_points_editors_at_the_schema(name: str) -> None:
    assert catalog.read(name).name == name
    line, path = catalog.text(name).splitlines()[0].split("=")
    assert line == "# yaml-language-server: $schema"
    assert (Path(catalog.__path__[0]) / path).resolve() == SCHEMA


@pytest.mark.parametrize("name", catalog.names())
def test_what_is_read_can_be_written_and_read_again(name: str) -> None:
    policy = catalog.read(name)
    written = json.dumps(policy.model_dump(mode="json", by_alias=True, exclude_none=True))
    assert read_document(written, source="written.json", shape=Policy) == policy


def test_a_name_that_is_not_shipped_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidDocument, match="did you mean performance-first") as refusal:
        catalog.read("preformance-first")
    assert all(name in str(refusal.value) for name in catalog.names())


def test_the_committed_schema_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "python -m policies.schema > docs/policy.schema.json"


def _properties(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    shapes = [schema, *schema["$defs"].values()]
    return ((name, field) for shape in shapes for name, field in shape.get("properties", {}).items())


def test_every_key_is_described_for_editors() -> None:
    assert [name for name, field in _properties(json.loads(schema_text())) if not field.get("description")] == []
