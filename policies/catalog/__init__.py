"""The shipped policies, one commented YAML file each; a newcomer starts at `performance-first.yaml`.

Owns the files and their reading; imports `policies.documents` and `policies.grammar`.
"""

from importlib.resources import files

from domain.errors import InvalidDocument
from policies.documents import read_document
from policies.grammar import Policy
from policies.known_keys import nearest

_SUFFIX = ".yaml"


def names() -> tuple[str, ...]:
    """The names of the shipped policies, in order."""
    found = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX)))


def text(name: str) -> str:
    """The file of a shipped policy, comments and all; raises InvalidDocument for a name that is none of `names()`."""
    if name not in names():
        meant = nearest(name, names())
        hint = f"did you mean {meant}? " if meant else ""
        raise InvalidDocument([f"{name}: no shipped policy has this name; {hint}Shipped are {', '.join(names())}"])
    return (files(__name__) / f"{name}{_SUFFIX}").read_text(encoding="utf-8")


def read(name: str) -> Policy:
    """A shipped policy; raises InvalidDocument for a name that is none of `names()`."""
    return read_document(text(name), source=f"{name}{_SUFFIX}", shape=Policy)
