"""What a draft cannot do without, and what to tell the user when it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import InvalidDocument
from driftwarden.starter.role_table import OF_LABELS, REQUIRED, ROLES, usual_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driftwarden.starter.casting import Casting
    from driftwarden.starter.role_table import Role


_OF_TIMES = (
    "; times are timestamps, ISO text such as 2026-01-31T08:00:00Z, days such as 31.12.2026 08:00, or numbers since "
    "1970 that lie between 2000 and 2100"
)
_WANTED = dict.fromkeys(("time", "label_time", "logged_at"), _OF_TIMES)


def refuse_missing(casting: Casting, predictions: str, labels: str | None) -> None:
    """Raise InvalidDocument, one message a place, for roles that no column plays and that a project needs."""
    problems = [*_of_place(casting, REQUIRED, predictions)]
    if labels is not None and casting.labels is not None:
        is_timed = any(seen.kind == "time" for seen in casting.labels.values())
        problems += _of_place(casting, OF_LABELS if is_timed else ("label",), labels)
        id_ = casting.roles.get("id")
        if id_ is not None and id_.column not in casting.labels:
            problems.append(
                f"{labels}: has no column {id_.column!r}, the id of predictions; labels are joined on what both "
                f"have under one name: rename the column, or name another with --role id=COLUMN. "
                f"{_there(casting, 'label')}"
            )
    if problems:
        raise InvalidDocument(problems)


def _of_place(casting: Casting, roles: tuple[str, ...], place: str) -> Iterator[str]:
    missing = [role for role in ROLES if role.name in roles and role.name not in casting.roles]
    if missing:
        sought = "; ".join(f"{role.name} ({role.what})" for role in missing)
        options = " ".join(f"--role {role.name}=COLUMN" for role in missing)
        hints = "".join(hint for role in missing for hint in _hints(casting, role))
        yield (
            f"{place}: no column was found for {sought}. {_there(casting, missing[0].name)}.{hints} Name it with "
            f"{options}"
        )


def _there(casting: Casting, role: str) -> str:
    return f"The columns are {', '.join(str(seen) for seen in casting.of(role).values())}"


def _hints(casting: Casting, role: Role) -> Iterator[str]:
    """Columns that are called as the role is, and why they are not it."""
    if role.name == "id" and casting.labels is not None:
        yield " It has to be in the labels as well, under the same name."
    for seen in casting.of(role.name).values():
        if usual_form(seen.name) in role.names and not role.fits(seen):
            yield f" {seen.name} is there, but holds {seen.type}{_WANTED.get(role.name, '')}."
    taken = [each for each in casting.roles.items() if each[1].column in casting.of(role.name)]
    for other, found in taken if role.name == "label_time" else []:
        if other == "time":
            yield f" {found.column} is the time of predictions, and plays one role only: rename it in the labels."
