"""Policies side by side: what each cost, beside the best there was, a calendar, and never retraining at all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from policies.replay.bills import Bill, Calendar, Deployment, Worst, deployments, worst_window
from policies.replay.bootstrap import Difference, difference
from policies.replay.options import Option, Options
from policies.replay.oracle import best, schedules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from domain.costs import Costs
    from policies.replay.course import Course
    from policies.replay.play import Played

_CHOSEN_ON = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One policy in the days that are reported on; `cost_before` is that of the days before, on which one is chosen.

    `mean` and `worst` are of the loss of one row, None without labels. `promotions` are versions put in force, and
    `training_cost` is in the trainer's own unit. `against_oracle`, `against_never` and `against_schedule` say by how
    much the policy was dearer; the schedule is the best in hindsight with at most as many retrainings.
    `against_in_force` is the difference to the policy in force, None for that one itself and for too few days.
    `deployments` answer each known change of the whole course.
    """

    policy: str
    mean: float | None
    worst: Worst | None
    retrainings: int
    promotions: int
    training_cost: float
    cost: float
    cost_before: float
    deployments: tuple[Deployment, ...]
    against_oracle: float
    against_never: float
    against_schedule: float
    against_in_force: Difference | None

    @property
    def verdict(self) -> str:
        """The difference to the policy in force in a word or two; empty where there is none to tell."""
        if self.against_in_force is None:
            return ""
        if not self.against_in_force.is_clear:
            return "no clear difference"
        return "cheaper" if self.against_in_force.high < 0 else "dearer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """Everything of one backtest; all figures are of `reported_on`, first and last day, none of which chose a policy.

    `chosen` was the cheapest on `chosen_on`. `oracle` and `never` are what the best plan in hindsight and no retraining
    at all would have cost.
    """

    chosen_on: tuple[date, date]
    reported_on: tuple[date, date]
    chosen: str
    in_force: str
    accounts: tuple[Account, ...]
    oracle: float
    oracle_retrainings: int
    never: float


def reckon(
    course: Course,
    played: Sequence[Played],
    *,
    in_force: str,
    costs: Costs,
    options: Sequence[Option],
    changes: Sequence[datetime] = (),
    seed: int = 0,
) -> Reckoning:
    """Put what was played along one course side by side; `in_force` names the policy that the others are held against.

    `options` are the retrainings that oracle and schedules choose from. The oracle also has those that the policies
    asked for, so that none of them can be cheaper. Raises ValueError for a course of fewer than two days.
    """
    calendar = Calendar(course)
    since = round(len(calendar.days) * _CHOSEN_ON)
    if since in {0, len(calendar.days)}:
        raise ValueError(f"{len(calendar.days)} days are too few to choose on some and report on others")
    bills = {each.policy: calendar.bill(each, costs) for each in played}
    yardsticks = _Yardsticks(calendar, played, options, costs=costs, since=since)
    incumbent = next(each for each in played if each.policy == in_force)
    accounts = []
    for each in played:
        against = None if each is incumbent else _against(each, incumbent, bills, calendar, since=since, seed=seed)
        accounts.append(_account(each, bills[each.policy], yardsticks, against=against, changes=changes))
    return Reckoning(
        chosen_on=(calendar.days[0], calendar.days[since - 1]),
        reported_on=(calendar.days[since], calendar.days[-1]),
        chosen=min(accounts, key=lambda account: account.cost_before).policy,
        in_force=in_force,
        accounts=tuple(accounts),
        oracle=yardsticks.oracle.cost,
        oracle_retrainings=yardsticks.oracle.paid,
        never=yardsticks.never,
    )


class _Yardsticks:
    """What policies are held against, on the days from row `since` on."""

    def __init__(
        self, calendar: Calendar, played: Sequence[Played], options: Sequence[Option], *, costs: Costs, since: int
    ) -> None:
        asked = [Option(decided_at=r.decision.decided_at, trained=r.trained) for p in played for r in p.retrainings]
        everything = Options([*options, *asked], calendar)
        scheduled = Options(options, calendar)
        matrix = scheduled.matrix() * costs.error
        self.calendar, self.since = calendar, since
        self.never = float(matrix[since:, 0].sum())
        self._schedules = schedules(matrix, retrain_cost=costs.retraining, choices=scheduled.choices, since=since)
        self.oracle = best(
            everything.matrix() * costs.error,
            retrain_cost=costs.retraining,
            choices=everything.choices,
            since=since,
        )

    def schedule(self, at_most: int) -> float:
        """The cost of the best calendar with at most so many retrainings."""
        return min(plan.cost for plan in self._schedules.values() if plan.paid <= at_most)


def _account(
    played: Played, bill: Bill, yardsticks: _Yardsticks, *, against: Difference | None, changes: Sequence[datetime]
) -> Account:
    calendar, since = yardsticks.calendar, yardsticks.since
    reported = slice(since, None)
    retrainings = [r for r in played.retrainings if calendar.row(r.decision.decided_at) >= since]
    cost = bill.cost(reported)
    return Account(
        policy=played.policy,
        mean=bill.mean(reported),
        worst=worst_window(bill, calendar, since=since),
        retrainings=len(retrainings),
        promotions=sum(calendar.row(reign.since) >= since for reign in played.reigns[1:]),
        training_cost=sum(retraining.trained.cost for retraining in retrainings),
        cost=cost,
        cost_before=bill.cost(slice(since)),
        deployments=deployments(played, changes),
        against_oracle=cost - yardsticks.oracle.cost,
        against_never=cost - yardsticks.never,
        against_schedule=cost - yardsticks.schedule(len(retrainings)),
        against_in_force=against,
    )


def _against(
    played: Played, incumbent: Played, bills: dict[str, Bill], calendar: Calendar, *, since: int, seed: int
) -> Difference | None:
    """By how much dearer than the policy in force; days resemble each other for as long as both keep their versions."""
    reported = slice(since, None)
    daily = bills[played.policy].daily[reported] - bills[incumbent.policy].daily[reported]
    pairs = list(zip(calendar.versions(played)[reported], calendar.versions(incumbent)[reported], strict=True))
    stretches = 1 + sum(pair != before for before, pair in pairwise(pairs))
    return difference(daily, seed=seed, lasting=len(daily) / stretches)
