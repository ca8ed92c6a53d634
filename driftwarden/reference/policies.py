"""What policy files say: keys, conditions, actions, gates, and the policies that are shipped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from driftwarden.reference.markdown_words import first, table
from driftwarden.reference.schema_tables import KEYED, inside, keys, opened, referred, resolved
from driftwarden.starter.schemas import schema_of
from policies import catalog
from policies.gates import GATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from driftwarden.reference.schema_tables import Shape
    from policies.situations import Gate


def policy_files() -> str:
    """Every table of the section."""
    schema = json.loads(schema_of("policy"))
    of = schema["$defs"]
    shipped = ((f"`{name}`", catalog.read(name).description) for name in catalog.names())
    return "\n".join(
        [
            table(KEYED, keys(opened(schema, of))),
            "### Shipped policies\n",
            table(("name", "what it does"), shipped),
            *_conditions(schema, of),
            *_actions(schema, of),
            *_gates(of),
        ]
    )


def _conditions(schema: Shape, of: Mapping[str, Shape]) -> Iterator[str]:
    kinds = (_nested(shape, of) for shape in referred(schema["properties"]["when"], of))
    yield "### Conditions\n\nEach may say `on_unknown` besides.\n"
    yield table(("key", "what it says", "what is written"), kinds)
    yield "### A condition on a signal\n"
    yield table(KEYED, keys(of["SignalCondition"], without=("on_unknown",)))
    yield from inside(of["SignalCondition"], of)


def _actions(schema: Shape, of: Mapping[str, Shape]) -> Iterator[str]:
    kinds = (_nested(shape, of) for shape in referred(schema["properties"]["then"], of))
    windows = referred(of["RetrainSpec"]["properties"]["training_window"], of)
    yield "### Actions\n"
    yield table(("key", "what it does", "keys"), kinds)
    yield "Kinds of `training_window`:\n"
    yield table(("kind", "what it learns from", "keys"), map(_kind, windows))


def _gates(of: Mapping[str, Shape]) -> Iterator[str]:
    # Those of the action that has most come first, in the order in which they are asked.
    every = dict.fromkeys(gate for gates in sorted(GATES.values(), key=len, reverse=True) for gate in gates)
    rows = ((f"`{gate.__name__}`", first(gate.__doc__), _held_back_by(gate)) for gate in every)
    yield "### Gates\n\nWhat holds an action back; a decision names each that did.\n"
    yield table(("gate", "why", "holds back"), rows)
    yield "Keys of `gates`:\n"
    yield table(KEYED, keys(of["Gates"]))
    yield from inside(of["Gates"], of)


def _held_back_by(gate: Gate) -> str:
    """The actions that a gate may hold back."""
    return ", ".join(action.value for action, gates in GATES.items() if gate in gates)


def _kind(shape: Shape) -> tuple[str, ...]:
    """A training window, by its kind."""
    told = (f"`{key}`: {first(each['description'])}" for key, each in shape["properties"].items() if key != "kind")
    return f"`{shape['properties']['kind']['const']}`", first(shape["description"]), "; ".join(told)


def _nested(shape: Shape, of: Mapping[str, Shape]) -> tuple[str, ...]:
    """A shape that is told by its first key: that key, what it means, and the keys inside it."""
    key, field = next((key, field) for key, field in shape["properties"].items() if key != "on_unknown")
    inner = resolved(field, of).get("properties", {})
    told = "; ".join(f"`{name}`: {first(each['description']).removesuffix('.')}" for name, each in inner.items())
    return f"`{key}`", first(shape["description"]), told or field["description"]
