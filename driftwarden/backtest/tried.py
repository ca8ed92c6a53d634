"""Everything that a full backtest found, as tables, page and JSON need it."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.costs import Costs
    from policies.replay.daily import Daily
    from policies.replay.firing import Incident
    from policies.replay.play import Played
    from policies.replay.reckoning import Account, Reckoning

_FIGURES = 4
IN_FORCE = "in force"
TOO_SHORT = "too few days to tell"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tried:
    """Policies that were tried on one model's past; `played` and the reckoning's accounts are in the same order.

    `metric` is the name of the mean loss, in `unit`, which may be empty. `grid` says that oracle and schedules chose
    from a training in every n-th window only; 1 for all. `notes` are sentences on what the figures rest on.
    """

    model: str
    metric: str
    unit: str
    costs: Costs
    played: tuple[Played, ...]
    reckoning: Reckoning
    daily: Daily
    incidents: tuple[Incident, ...] = ()
    grid: int = 1
    trainings: int = 0
    notes: tuple[str, ...] = ()

    @property
    def measure(self) -> str:
        """The metric with its unit: `mean absolute error, minutes`."""
        return f"{self.metric}, {self.unit}" if self.unit else self.metric

    @property
    def accounts(self) -> tuple[Account, ...]:
        """One a policy, the one in force first."""
        return self.reckoning.accounts

    @property
    def left_alone(self) -> float | None:
        """The mean loss of a row on the days reported on, had the first version served all the time."""
        return self.daily.never.mean(slice(self.daily.since, None))

    @property
    def oracle_name(self) -> str:
        """What the best plan in hindsight is called; with a grid it may miss a better one."""
        return "oracle" if self.grid == 1 else "oracle (approximate)"

    @property
    def loss_digits(self) -> int:
        """As many decimals as give the largest mean four figures."""
        return decimals([a.worst.mean for a in self.accounts if a.worst])

    @property
    def cost_digits(self) -> int:
        """As many decimals as the largest cost has need of; none from a thousand on."""
        return decimals([account.cost for account in self.accounts])

    def verdict(self, account: Account) -> str:
        """The difference to the policy in force in a few words."""
        if account.policy == self.reckoning.in_force:
            return IN_FORCE
        return account.verdict or TOO_SHORT


def decimals(values: Sequence[float]) -> int:
    """As many decimals as give the largest of these four figures.

    >>> decimals([8.02, 11.59]), decimals([0.1234]), decimals([20_000.0]), decimals([])
    (2, 4, 0, 2)
    """
    largest = max(map(abs, values), default=0.0)
    return max(0, _FIGURES - 1 - floor(log10(largest))) if largest else 2
