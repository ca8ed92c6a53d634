"""How people and groups are named in what Slack shows: by mention where Slack reads mentions, else by name; pure."""

from __future__ import annotations

import re

from adapters.slack.sizes import fitted
from domain.people import is_person, slack_id

_NAME = 80
_WITH_NAME = re.compile(r"\b[UW](?=[A-Z]*[0-9])[A-Z0-9]{2,} \(([^()]+)\)")


def mention(entry: str) -> str:
    """An id as mrkdwn that Slack shows as the name of a person, a group or a channel; any other name made harmless.

    People and groups are notified by it, unless only one person sees the message.

    >>> mention("U07ADA1"), mention("S0614TZR7 (on call)"), mention("C07MODELS"), mention("the data <team>")
    ('<@U07ADA1>', '<!subteam^S0614TZR7>', '<#C07MODELS>', 'the data &lt;team&gt;')
    """
    id_ = slack_id(entry)
    if id_ is None:
        return fitted(entry, _NAME)
    if is_person(entry):
        return f"<@{id_}>"
    return f"<!subteam^{id_}>" if id_.startswith("S") else f"<#{id_}>"


def names_in(text: str) -> dict[str, str]:
    """What people are called whose id stands in a text with their name.

    >>> names_in("U07ADA (ada), U07BOB; by way of slack")
    {'U07ADA': 'ada'}
    """
    return {found[0].partition(" ")[0]: found[1] for found in _WITH_NAME.finditer(text)}


def by_name(text: str) -> str:
    """A text in which people with id and name are called by their names alone; whoever has no name keeps the id.

    >>> by_name("flights: U07ADA (ada) approved v2"), by_name("U07BOB approved v2 (again)")
    ('flights: ada approved v2', 'U07BOB approved v2 (again)')
    """
    return _WITH_NAME.sub(r"\1", text)
