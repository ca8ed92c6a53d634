"""The policies that are compared: the one in force, and others by name or file, each under a name of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import InvalidDocument
from flows.misfits import misfits
from flows.projects import read_policy_file
from policies import catalog
from policies.grammar import policy_digest
from policies.known_keys import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from flows.projects import WatchedModel
    from policies.grammar import Policy


def contenders(watched: WatchedModel, named: Sequence[str], *, folder: Path) -> tuple[Policy, ...]:
    """The model's own policy first, then the others in their order; what says the same as an earlier one is left out.

    A policy is named as in a model's file (a shipped one, or a path below the project), or by any path to a file. Two
    of one name are told apart by where they come from. Raises InvalidDocument for a file that cannot be read, and for
    a policy that asks for what the model does not measure.
    """
    policies = {policy_digest(watched.policy): watched.policy}
    taken = {watched.policy.name}
    for name in named:
        policy = policy_named(watched, name, folder=folder)
        if policy_digest(policy) not in policies:
            told_apart = named_apart(policy, taken, source=name)
            taken.add(told_apart.name)
            policies[policy_digest(policy)] = told_apart
    return tuple(policies.values())


def named_apart(policy: Policy, taken: Collection[str], *, source: str) -> Policy:
    """The policy under a name that is not taken: its file's beside its own, the whole path if need be."""
    names = (policy.name, f"{policy.name} ({Path(source).name})", f"{policy.name} ({source})")
    return policy.model_copy(update={"name": next((name for name in names if name not in taken), names[-1])})


def policy_named(watched: WatchedModel, name: str, *, folder: Path) -> Policy:
    """One policy by its shipped name or its file; raises InvalidDocument, also where it does not fit the model."""
    policy = _read(name, folder=folder)
    problems = [f"{name}: {misfit.told}" for misfit in misfits(watched.document, policy)]
    if problems:
        raise InvalidDocument(problems)
    return policy


def _read(name: str, *, folder: Path) -> Policy:
    if name in catalog.names():
        return catalog.read(name)
    for file in _places(name, folder):
        if file.is_file():
            return read_policy_file(file)
    meant = nearest(name, catalog.names())
    hint = f"did you mean {meant}? Shipped" if meant else "shipped"
    raise InvalidDocument(
        [f"{name}: neither a policy's file nor a shipped policy; {hint}: {', '.join(catalog.names())}"]
    )


def _places(name: str, folder: Path) -> Iterator[Path]:
    """Where a file of that name is looked for: from here, as a shell completes it, then in the project."""
    yield Path(name)
    yield folder / name
