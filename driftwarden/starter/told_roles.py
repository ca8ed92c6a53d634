"""The roles that the user gives on the command line: `--role id=COLUMN`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from domain.errors import InvalidDocument
from driftwarden.starter.role_table import OF_LABELS, ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from driftwarden.starter.casting import Seen

SCORES = "scores."
_KNOWN = (*(role.name for role in ROLES), f"{SCORES}CLASS")


def told_roles(given: Sequence[str], predictions: Seen, labels: Seen | None) -> Mapping[str, str]:
    """From the role, `scores.CLASS` included, to its column; raises InvalidDocument with every mistake."""
    problems: list[str] = []
    told: dict[str, str] = {}
    for text in given:
        role, sign, column = text.partition("=")
        there = labels if labels is not None and role in OF_LABELS else predictions
        found = list(_problems(text, role, column if sign else "", there, told))
        problems += found
        if not found:
            told[role] = column
    if problems:
        raise InvalidDocument(problems)
    return told


def _problems(text: str, role: str, column: str, there: Seen, told: Mapping[str, str]) -> Iterator[str]:
    if not role or not column:
        yield f"--role {text}: write ROLE=COLUMN, such as id=request_id"
    elif role not in _KNOWN and not (role.startswith(SCORES) and role != SCORES):
        yield f"--role {text}: no role is called {role!r}; {_hint(role, _KNOWN)}"
    elif column not in there:
        yield f"--role {text}: there is no column {column!r}; {_hint(column, list(there))}"
    elif role in told:
        yield f"--role {text}: {role} was given already, as {told[role]!r}; keep one"
    elif column in told.values():
        yield f"--role {text}: column {column!r} has a role already; give each role its own column"
    elif role in {"time", "label_time", "logged_at"} and there[column].kind != "time":
        yield (
            f"--role {text}: column {column!r} holds {there[column].type}, which is no time; write timestamps, text "
            f"such as 2026-01-31T08:00:00Z, or a number since 1970 in one unit"
        )


def _hint(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name.lower(), [other.lower() for other in known], n=1)
    meant = next((other for other in known if near and other.lower() == near[0]), None)
    return f"did you mean {meant}?" if meant else f"there are {', '.join(known)}"
