"""The home tab and the answer to /driftwarden status: how every model stands, read when somebody asks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from adapters.slack.home import home_tab, models_now, status_text
from domain.errors import DriftwardenError

if TYPE_CHECKING:
    from adapters.slack.home import ModelNow
    from gateway.people.desk import Desk

_log = logging.getLogger(__name__)


def status(desk: Desk, user: str) -> str:
    """Every model, what waits for the person first; at most 3,000 characters."""
    return status_text(_models(desk, user))


def show(desk: Desk, user: str) -> None:
    """Publish a person's home tab; when that fails, the tab stays as it is, with the moment of its news on it."""
    try:
        view = home_tab(_models(desk, user), at=desk.clock())
    except DriftwardenError as error:
        _log.warning("no home tab for %s: %s", user, error)
        return
    desk.teller.publish_home(user, view)


def _models(desk: Desk, user: str) -> tuple[ModelNow, ...]:
    at = desk.clock()
    return models_now(desk.ledger.board.standing(at), desk.ledger.requests.pending(), at=at, user=user)
