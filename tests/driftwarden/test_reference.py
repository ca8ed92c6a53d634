"""The reference says how commands are called, and leaves out nothing that policies may say."""

from __future__ import annotations

import json

import pytest

from driftwarden.reference import reference_text
from driftwarden.starter.schemas import schema_of
from policies.gates import GATES


@pytest.fixture(scope="module")
def page() -> str:
    """The whole page."""
    return reference_text()


@pytest.mark.parametrize(
    "usage",
    [
        "driftwarden report ABOUT [WINDOW] [--to TO]",
        "driftwarden backtest MODEL POLICIES... [--from FROM]",
        "[--role ROLE]...",
        "driftwarden metrics backfill [MODEL] --from FROM --to TO",
    ],
    ids=["may be left out", "several", "an option several times", "arguments first"],
)
def test_a_command_is_shown_as_it_is_called(page: str, usage: str) -> None:
    assert usage in page


def test_every_action_training_window_and_gate_has_a_row(page: str) -> None:
    schema = json.loads(schema_of("policy"))
    window = schema["$defs"]["RetrainSpec"]["properties"]["training_window"]
    kinds = [*window["discriminator"]["mapping"]]
    actions = [
        next(iter(schema["$defs"][choice["$ref"].rpartition("/")[2]]["properties"]))
        for choice in schema["properties"]["then"]["oneOf"]
    ]
    gates = {gate.__name__ for each in GATES.values() for gate in each}
    assert [name for name in (*kinds, *actions, *gates) if f"\n| `{name}` |" not in page] == []
