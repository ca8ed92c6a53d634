"""What each policy cost day by day, beside never and the best plan in hindsight: the series behind a reckoning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from policies.replay.bills import Calendar
from policies.replay.options import Option, Options
from policies.replay.oracle import best, cost_of
from policies.replay.past import Reign
from policies.replay.play import Played

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from domain.costs import Costs
    from domain.windows import Window
    from policies.replay.bills import Bill
    from policies.replay.course import Course
    from policies.replay.oracle import Choice, Matrix
    from policies.replay.reckoning import Reckoning

_NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Daily:
    """`days` of UTC; those from `since` on are reported on. `bills` are by policy, over all days.

    `oracle` is what the best plan cost on each day from `since` on. `means` are the mean losses of a row by policy and
    window, by the whole days that it touches, None without labels; `never` is the first version left alone.
    """

    days: tuple[date, ...]
    since: int
    bills: Mapping[str, Bill]
    never: Bill
    oracle: NDArray[np.float64]
    windows: tuple[Window, ...]
    means: Mapping[str, tuple[float | None, ...]]
    never_means: tuple[float | None, ...]


def daily(
    course: Course, played: Sequence[Played], reckoned: Reckoning, *, costs: Costs, options: Sequence[Option]
) -> Daily:
    """The series behind what was reckoned of the same course, policies and options."""
    calendar = Calendar(course)
    since = calendar.days.index(reckoned.reported_on[0])
    bills = {each.policy: calendar.bill(each, costs) for each in played}
    never = calendar.bill(_left_alone(calendar), costs)
    asked = [Option(decided_at=r.decision.decided_at, trained=r.trained) for p in played for r in p.retrainings]
    offered = Options([*options, *asked], calendar)
    return Daily(
        days=calendar.days,
        since=since,
        bills=bills,
        never=never,
        oracle=_best_days(offered.matrix() * costs.error, offered.choices, retrain_cost=costs.retraining, since=since),
        windows=calendar.windows,
        means={policy: _means(bill, calendar) for policy, bill in bills.items()},
        never_means=_means(never, calendar),
    )


def _left_alone(calendar: Calendar) -> Played:
    first = Reign(since=calendar.windows[0].start, version=calendar.first_version)
    return Played(policy=_NEVER, decisions=(), retrainings=(), reigns=(first,))


def _means(bill: Bill, calendar: Calendar) -> tuple[float | None, ...]:
    """By window, over the whole days that it touches."""
    ends = (calendar.row(window.end - timedelta(microseconds=1)) + 1 for window in calendar.windows)
    rows = zip((calendar.row(window.start) for window in calendar.windows), ends, strict=True)
    return tuple(bill.mean(slice(first, end)) for first, end in rows)


def _best_days(losses: Matrix, choices: Sequence[Choice], *, retrain_cost: float, since: int) -> NDArray[np.float64]:
    """What the cheapest plan costs on each day from row `since` on."""
    plan = best(losses, retrain_cost=retrain_cost, choices=choices, since=since)
    served = [column for column, choice in enumerate(choices, start=1) if choice.lands <= since]
    ways = [plan.columns, *((column, *plan.columns) for column in served)]

    def priced(columns: Sequence[int]) -> float:
        return cost_of(losses, columns, retrain_cost=retrain_cost, choices=choices, since=since).cost

    return _spent(losses, min(ways, key=priced), choices, retrain_cost=retrain_cost)[since:]


def _spent(
    losses: Matrix, columns: Sequence[int], choices: Sequence[Choice], *, retrain_cost: float
) -> NDArray[np.float64]:
    spent = losses[:, 0].copy()
    for column in columns:
        choice = choices[column - 1]
        spent[choice.lands :] = losses[choice.lands :, column]
    for column in columns:
        spent[choices[column - 1].decided] += retrain_cost
    return spent
