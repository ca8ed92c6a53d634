"""What `driftwarden retrain`, `driftwarden rollback` and `driftwarden silence` do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapters.lifting import lift as lift_silences
from adapters.lifting import muted_now
from adapters.wishes import ask_for
from adapters.wishes import silence as mute
from domain.decisions import Action, Ask
from domain.errors import NotNow
from domain.people import known_as
from driftwarden.accounts import account_of_this_machine
from driftwarden.options import DOOR, project_option
from flows.worlds import opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta
    from pathlib import Path

    from adapters.wishes import Asked
    from domain.ports import Ledger
    from domain.silences import Silence
    from flows.approval_spec import ApprovalSpec
    from flows.projects import Project


def ask_to_retrain(project: Path, model: str, *, by: str, why: str) -> Iterator[str]:
    """Ask for a retraining; yields what comes of it. Raises InvalidDocument for no such model, NotNow."""
    with opened(project, needs_models=False) as (read, world):
        _must_be_known(read, world.ledger, model)
        _must_be_in_service(world.ledger, model, project)
        watched = next((each for each in read.models if each.name == model), None)
        asked = _ask(world.ledger, model, Action.RETRAIN, by=by, why=why)
        champion = world.ledger.promotions.latest(model)
    before = champion.to_version if champion else "the champion"
    yield _told(asked, f"the next run orders it; the challenger has to beat {before} before anyone is asked about it")
    if watched is None:
        yield f"{model}: {_unwatched(project)}"
    elif asked.is_new and _is_alone(watched.document.approval, by):
        yield f"{model}: only {by}, who asked for it, is asked for approval; name another one in approval.approvers"


def ask_to_roll_back(project: Path, model: str, *, by: str, why: str) -> str:
    """Ask for the version before the champion; returns what comes of it. Raises InvalidDocument, NotNow."""
    with opened(project, needs_models=False) as (read, world):
        _must_be_known(read, world.ledger, model)
        _must_be_in_service(world.ledger, model, project)
        is_watched = any(each.name == model for each in read.models)
        asked = _ask(world.ledger, model, Action.ROLL_BACK, by=by, why=why)
        champion = world.ledger.promotions.latest(model)
    steps = f"{champion.from_version} back in force in place of {champion.to_version}" if champion else "it back"
    return _told(asked, f"the next run puts {steps}" + ("" if is_watched else f"; {_unwatched(project)}"))


def silence(project: Path, model: str, *, signal: str | None, lasting: timedelta, by: str, why: str) -> str:
    """Mute a model or one of its signals; returns one sentence. Raises InvalidDocument, NotNow, Unheard."""
    now = datetime.now(UTC)
    with opened(project, needs_models=False) as (read, world):
        _must_be_known(read, world.ledger, model)
        _must_be_in_service(world.ledger, model, project)
        muted = mute(
            world.ledger,
            model,
            signal=signal,
            until=now + lasting,
            by=by,
            why=why,
            door=DOOR,
            account=account_of_this_machine(),
            at=now,
        )
    what = f"{muted.signal} is muted" if muted.signal else "muted"
    return (
        f"{model}: {what} until {muted.until:%Y-%m-%d %H:%M} UTC; it is measured all the same, and no policy acts on it"
    )


def lift(project: Path, model: str, *, signal: str | None, by: str, why: str | None) -> str:
    """End what mutes a model, or one of its signals; returns one sentence. Raises InvalidDocument, NotNow, Unheard."""
    now = datetime.now(UTC)
    with opened(project, needs_models=False) as (read, world):
        _must_be_known(read, world.ledger, model)
        account = account_of_this_machine()
        ended = lift_silences(world.ledger, model, signal=signal, by=by, why=why, door=DOOR, account=account, at=now)
        still = muted_now(world.ledger, model, at=now)
    what = ", ".join(dict.fromkeys(each.signal or "the whole model" for each in ended))
    return f"{model}: muted no longer: {what}; {_acted_on(still)}"


def _acted_on(still: Sequence[Silence]) -> str:
    stays = [f"{each.signal or 'the whole model'} stays muted until {each.until:%Y-%m-%d %H:%M} UTC" for each in still]
    if any(each.signal is None for each in still):
        return "; ".join(stays)
    return "; ".join(("policies act on it again from the next window on", *stays))


def _unwatched(project: Path) -> str:
    why = f"`driftwarden check{project_option(project)}` says why"
    return f"no file of it can be read, so nothing is done before one can; {why}"


def _must_be_known(read: Project, ledger: Ledger, model: str) -> None:
    """Raises Unheard for a model that neither a file nor the ledger knows."""
    if ledger.promotions.latest(model) is None:
        read.model(model)


def _must_be_in_service(ledger: Ledger, model: str, project: Path) -> None:
    if ledger.promotions.latest(model) is None:
        first = f"driftwarden adopt {model} --from DAY --to DAY{project_option(project)}"
        raise NotNow(f"{model}: has no champion yet, so nothing is watched; `{first}` trains the first")


def _ask(ledger: Ledger, model: str, action: Action, *, by: str, why: str) -> Asked:
    ask = Ask(by=by, door=DOOR, why=why, account=account_of_this_machine())
    return ask_for(ledger, model, action, ask, at=datetime.now(UTC))


def _told(asked: Asked, then: str) -> str:
    wished = asked.decision
    if not asked.is_new:
        when = f"{wished.decided_at:%Y-%m-%d %H:%M} UTC"
        return f"{wished.model}: was asked for already, {when} (decision {wished.id[:8]}); nothing changes"
    return f"{wished.model}: {wished.action} noted (decision {wished.id[:8]}); {then}"


def _is_alone(approval: ApprovalSpec, by: str) -> bool:
    """Whether only the one who asks would be asked to approve, which never is enough."""
    others = [entry for entry in approval.approvers if entry != known_as(by, approval.approvers, by_handle=True)]
    return approval.required and bool(approval.approvers) and not others
