"""The home tab and the answer to /driftwarden status: how every model stands, read when somebody asks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from adapters.slack.home import models_now, status_text
from adapters.slack.home_view import home_tab, troubled_tab
from domain.errors import DriftwardenError, EvidenceUnavailable
from domain.people import slack_id
from domain.silences import in_force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.slack.home import ModelNow
    from gateway.people.desk import Desk

_INSIDE = "something went wrong inside Driftwarden, which its log says more about"
_log = logging.getLogger(__name__)


def status(desk: Desk, user: str) -> str:
    """Every model, what waits for the person first; at most 3,000 characters."""
    return status_text(_models(desk, user, untold=[]))


def show(desk: Desk, user: str) -> None:
    """Publish a person's home tab; where that fails, one that says why, so that nothing old is taken for new."""
    why = desk.teller.publish_home(user, _view(desk, user))
    if why is not None:
        desk.teller.publish_home(user, troubled_tab(f"Slack did not take it ({why})", at=desk.clock()))


def _view(desk: Desk, user: str) -> dict[str, Any]:
    untold: list[str] = []
    try:
        models = _models(desk, user, untold=untold)
    except DriftwardenError as error:
        _log.warning("no home tab for %s: %s", user, error)
        return troubled_tab(str(error), at=desk.clock())
    except Exception:  # noqa: BLE001 - the outermost line of a tab: whoever opened it is told, whatever went wrong.
        _log.exception("no home tab for %s", user)
        return troubled_tab(_INSIDE, at=desk.clock())
    note = f"More may wait for you, or be yours: {'; '.join(dict.fromkeys(untold))}." if untold else None
    return home_tab(models, at=desk.clock(), note=note)


def _models(desk: Desk, user: str, *, untold: list[str]) -> tuple[ModelNow, ...]:
    """How every model stands; `untold` is added to where Slack does not tell of which groups the person is one."""
    at, ledger = desk.clock(), desk.ledger
    pending = [request for request in ledger.requests.pending() if request.expires_at > at]
    mine = {each.id for each in pending if not each.asked_of or _is_among(desk, user, each.asked_of, untold)}
    owned = {model for model, owner in desk.owners().items() if _is_among(desk, user, (owner,), untold)}
    muted = in_force(ledger.silences.all(), ledger.silences.liftings(), at=at)
    return models_now(ledger.board.standing(at), pending, at=at, muted=muted, mine=mine, owned=owned)


def _is_among(desk: Desk, user: str, entries: Sequence[str], untold: list[str]) -> bool:
    if user in map(slack_id, entries):
        return True
    try:
        return desk.members.entitling(user, entries) is not None
    except EvidenceUnavailable as error:
        untold.append(str(error))
        return False
