"""What `driftwarden audit verify` and `driftwarden audit show` do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from adapters.auditing import verify_ledger
from domain.errors import Unheard
from domain.people import Who, came_by
from flows.worlds import opened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from domain.audit import AuditEntry

_HASH_SHOWN = 12
_EMPTY = "the audit is empty: nobody has asked, answered or changed anything yet"
_HEAD = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One sentence on the whole audit, and one for each thing that is wrong with it."""

    summary: str
    problems: tuple[str, ...]


def verify_audit(project: Path, head: str | None) -> Checked:
    """Hold the audit against itself, against the ledger, and against the hash of an entry that was kept elsewhere.

    Raises Unheard for a `head` that is no hash.
    """
    if head is not None and not _HEAD.fullmatch(head):
        raise Unheard(f"{head!r} is no head of the audit; `driftwarden audit verify` prints one: 64 hexadecimal digits")
    with opened(project, needs_models=False) as (_, world):
        problems, last = verify_ledger(world.ledger, head), world.ledger.audit.head()
    if problems:
        return Checked(summary=f"the audit does not hold, {_counted(len(problems), 'problem')}", problems=problems)
    if last is None:
        return Checked(summary=_EMPTY, problems=())
    kept = (
        "it holds the hash you kept" if head else "keep the hash elsewhere, and hold the audit against it with --head"
    )
    summary = f"the audit holds, {_counted(last.number, 'entry', 'entries')}; {kept}\nhead {last.hash}"
    return Checked(summary=summary, problems=())


def audit_table(project: Path, model: str | None) -> Table | Text:
    """Who did what, oldest first, two lines an entry, within eighty columns; of one model or of all.

    Raises Unheard for a model that nothing is entered about.
    """
    with opened(project, needs_models=False) as (_, world):
        entries = world.ledger.audit.entries(model)
    if model is not None and not entries:
        raise Unheard(f"nothing is entered in the audit about a model {model!r}; leave --model out to see everything")
    if not entries:
        return Text(_EMPTY)
    table = Table(
        "no.", "when (UTC)\nmodel", "who\ndid what, by way of", "about\nhash", box=SIMPLE_HEAD, pad_edge=False
    )
    said = {entry.entered.about: entry.entered.noun for entry in entries}
    for entry in entries:
        table.add_row(*_row(entry, _versions(said, entry.entered.about)))
    return table


def _versions(said: Mapping[str, dict[str, object]], about: str) -> str:
    """Which versions an entry is about, of an answer or a closing those of its question; empty where there are none."""
    noun = said[about]
    asked = noun if "challenger" in noun else said.get(str(noun.get("request")), {})
    if "to_version" in noun:
        return (
            f"{noun['from_version']} to {noun['to_version']}" if noun.get("from_version") else str(noun["to_version"])
        )
    if "challenger" in asked:
        return f"{asked['challenger']} for {asked.get('champion')}"
    return ""


def _row(entry: AuditEntry, versions: str) -> tuple[str, ...]:
    told = entry.entered
    when = f"{told.at:%Y-%m-%d %H:%M:%S}"
    way = came_by(told.door, Who(name=told.actor, account=told.account))
    return (
        str(entry.number),
        f"{when}\n{told.model}",
        f"{told.actor}\n{told.deed}{f' ({versions})' if versions else ''}, {way}",
        f"{told.about[:8]}\n{entry.hash[:_HASH_SHOWN]}",
    )


def _counted(number: int, one: str, several: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
