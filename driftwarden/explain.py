"""Why a decision is what it is, and why not otherwise: for a terminal, a program or a message."""

from __future__ import annotations

import json
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.errors import EvidenceUnavailable, InvalidDocument
from domain.wishes import A_PERSON
from driftwarden.explain_chain import consequences, profiles_behind, signals_behind
from driftwarden.explain_which import decision_meant
from policies.explaining.account import Account, account
from policies.grammar import policy_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.console import RenderableType

    from domain.decisions import Decision
    from domain.ports import Ledger
    from flows.projects import Project


class Shape(StrEnum):
    """For whom an account is written."""

    TERMINAL = "terminal"
    JSON = "json"
    SLACK = "slack"


def explanation(project: Path, about: str, window: str | None = None, shape: Shape = Shape.TERMINAL) -> RenderableType:
    """The account of one decision of a project, as text or for rich; raises Unheard for what the ledger has not got.

    The ledger alone is enough: files that were changed, renamed or lost since are remarked upon.
    """
    with _opened(project) as (read, ledger):
        watched = tuple(model.name for model in read.models) if read else ()
        meant = decision_meant(ledger, about, window, watched=watched)
        told = account_of(ledger, meant.decision, remarks=(*meant.remarks, *_remarks(read, ledger, meant.decision)))
    match shape:
        case Shape.TERMINAL:
            from driftwarden.explain_terminal import shown

            return shown(told)
        case Shape.JSON:
            from policies.explaining.document import as_document

            return json.dumps(as_document(told), indent=2, ensure_ascii=False)
        case Shape.SLACK:
            from adapters.slack.explained import to_mrkdwn

            return to_mrkdwn(told)


def explain(ledger: Ledger, decision: Decision) -> RenderableType:
    """The account of one decision, for a terminal."""
    from driftwarden.explain_terminal import shown

    return shown(account_of(ledger, decision))


def account_of(ledger: Ledger, decision: Decision, *, remarks: tuple[str, ...] = ()) -> Account:
    """The account with the whole chain of nouns, as far as the ledger still holds it."""
    return account(
        decision,
        signals_behind(ledger, decision),
        profiles=profiles_behind(ledger, decision),
        came_of_it=consequences(ledger, decision),
        remarks=remarks,
    )


def accounts_of(ledger: Ledger) -> Callable[[str], Account]:
    """The account of any decision, by a model's name or what `explain_causes` looks up; that function raises Unheard.

    Whether files read otherwise by now is not remarked upon: they may be edited while the function is in use.
    """

    def account_about(about: str) -> Account:
        meant = decision_meant(ledger, about, None, watched=ledger.models())
        return account_of(ledger, meant.decision, remarks=meant.remarks)

    return account_about


@contextmanager
def _opened(project: Path) -> Iterator[tuple[Project | None, Ledger]]:
    """The ledger of a project, and its files unless none of them can be read; raises InvalidDocument without either."""
    from adapters.settings import Settings, quiet_the_libraries
    from adapters.storage import open_ledger
    from adapters.storage.address import is_there
    from flows.projects import read_project

    quiet_the_libraries()
    folder = project.resolve()
    settings = Settings().inside(folder)
    try:
        read = read_project(folder)
    except InvalidDocument:
        if not is_there(settings.ledger_url):
            raise
        read = None
    ledger = open_ledger(settings.ledger_url)
    try:
        yield read, ledger
    finally:
        ledger.close()


def _remarks(read: Project | None, ledger: Ledger, decision: Decision) -> Iterator[str]:
    """What has happened since to the decision's model, to its policy and to the decision itself."""
    try:
        amending = [later for later in ledger.decisions.of(decision.model) if later.amends == decision.id]
    except EvidenceUnavailable as error:
        yield f"whether another decision has taken this one's place cannot be told: {error}"
    else:
        why = "it could not be carried out" if decision.asked else "rows or labels came late"
        yield from (f"decision {each.id[:8]} has taken this one's place: {why}" for each in amending)
    if read is None:
        yield "no model's file can be read here now (`driftwarden check` says why); this is what the ledger holds"
        return
    watched = next((model for model in read.models if model.name == decision.model), None)
    if watched is None:
        yield f"no file here watches {decision.model} now; this is what the ledger holds"
    elif decision.policy == A_PERSON:
        yield f"a person decided this; the policy that watches {decision.model} is {watched.policy.name}"
    elif watched.policy.name != decision.policy:
        yield f"{decision.model} is watched by policy {watched.policy.name} now; this is what {decision.policy} said"
    elif policy_digest(watched.policy) != decision.policy_digest:
        now = policy_digest(watched.policy)[:8]
        changed = f"policy {decision.policy} reads otherwise now ({now}): its file or Driftwarden has changed"
        yield f"{changed}; this is what it said then"
