"""Why a decision is what it is, for the one who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.slack import replies
from adapters.slack.explained import to_mrkdwn
from domain.errors import Unheard

if TYPE_CHECKING:
    from gateway.people.desk import Desk


def explain(desk: Desk, about: str) -> str:
    """The account of a decision, by its id, enough of its beginning or a model's name; at most 3,000 characters."""
    try:
        return to_mrkdwn(desk.account_of(about))
    except Unheard as error:
        return replies.refused(str(error))
