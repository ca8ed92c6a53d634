"""What every listener works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.slack.members import Members
    from domain.ports import Ledger
    from gateway.people.telling import Teller
    from policies.explaining.account import Account

Accounts = Callable[[str], "Account"]
Owners = Callable[[], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The ledger, the clock, who is a member of what, how people are told, and why a decision is what it is.

    `account_of` takes a decision's id, enough of its beginning, or a model's name for its newest one; it raises
    Unheard. `owners` says whose each model is: a person or a group as Slack writes them, by the model's name.
    """

    ledger: Ledger
    clock: Callable[[], datetime]
    members: Members
    teller: Teller
    account_of: Accounts
    owners: Owners = dict
