"""The best that could have been done in hindsight, and the best that a calendar could have done.

All of it works on a matrix `losses` of costs, one row a period (a window, a day) and one column a version: column 0 is
the version that was there from the start, column v the one that `choices[v - 1]` describes. What a version would have
cost before it could serve is never read and may be NaN. Without `choices`, column v was decided at the end of row v - 1
and serves from row v + lag on (`every_row`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A retraining that could be had: decided, and paid for, in row `decided`, serving from row `lands` on."""

    decided: int
    lands: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """To which columns to retrain, in order; `cost` is `loss` and the price of the retrainings that were paid."""

    cost: float
    loss: float
    paid: int
    columns: tuple[int, ...]


def every_row(rows: int, *, lag: int = 0) -> tuple[Choice, ...]:
    """A retraining at the end of each row, those too late to serve left out; it serves `lag` rows after the next.

    >>> every_row(3)
    (Choice(decided=0, lands=1), Choice(decided=1, lands=2))
    >>> every_row(3, lag=1)
    (Choice(decided=0, lands=2),)
    """
    return tuple(Choice(decided=row, lands=row + 1 + lag) for row in range(rows - 1 - lag))


def best(
    losses: Matrix, *, retrain_cost: float, lag: int = 0, choices: Sequence[Choice] | None = None, since: int = 0
) -> Plan:
    """The cheapest plan there is, by dynamic programming.

    With version i in force in row t, V[t, i] = loss[t, i] + min(V[t + 1, i], kappa + V[t + 1, v]), over the v that land
    in row t + 1 (Mahadevan & Mathioudakis, Cost-aware retraining for machine learning, 2024). No policy can be
    cheaper, the less so as here a second retraining may be under way before the first one serves. Counted are the rows
    from `since` on: what was decided before is free, and any version that served by then may be there at the start.

    >>> losses = np.array([[1., 0, 0], [5, 1, 0], [5, 1, 1]])
    >>> best(losses, retrain_cost=2.0)
    Plan(cost=5.0, loss=3.0, paid=1, columns=(1,))
    >>> best(losses, retrain_cost=20.0)
    Plan(cost=11.0, loss=11.0, paid=0, columns=())
    """
    offered = every_row(len(losses), lag=lag) if choices is None else choices
    values, switches = _values(losses, _prices(offered, retrain_cost, since), _landings(offered), since)
    start = _cheapest_start(values[0], offered, since)
    columns = tuple(_followed(start, values, switches, since))
    paid = sum(offered[column - 1].decided >= since for column in columns)
    cost = float(values[0][start])
    return Plan(cost=cost, loss=cost - paid * retrain_cost, paid=paid, columns=columns)


def _prices(choices: Sequence[Choice], retrain_cost: float, since: int) -> list[float]:
    """What a change to each column costs; column 0 is never changed to."""
    return [0.0, *(retrain_cost if choice.decided >= since else 0.0 for choice in choices)]


def _landings(choices: Sequence[Choice]) -> dict[int, list[int]]:
    """The columns that may begin to serve in each row."""
    landings: dict[int, list[int]] = {}
    for column, choice in enumerate(choices, start=1):
        landings.setdefault(choice.lands, []).append(column)
    return landings


def _values(
    losses: Matrix, prices: Sequence[float], landings: dict[int, list[int]], since: int
) -> tuple[list[Matrix], dict[int, tuple[float, int]]]:
    """V by row from `since` on, a row of noughts at the end; and by row, the cheapest change into it and its column."""
    switches: dict[int, tuple[float, int]] = {}
    values = [np.zeros(losses.shape[1])]
    for row in range(len(losses) - 1, since - 1, -1):
        after = values[-1]
        ways = [(prices[column] + float(after[column]), column) for column in landings.get(row + 1, ())]
        switches[row + 1] = min(ways, default=(np.inf, 0))
        values.append(losses[row] + np.minimum(after, switches[row + 1][0]))
    return values[::-1], switches


def _cheapest_start(first: Matrix, choices: Sequence[Choice], since: int) -> int:
    """Column 0 where everything is counted; else the best of what could be in force when counting begins."""
    if since == 0:
        return 0
    served = [0, *(column for column, choice in enumerate(choices, start=1) if choice.lands <= since)]
    return min(served, key=lambda column: float(first[column]))


def _followed(
    start: int, values: Sequence[Matrix], switches: dict[int, tuple[float, int]], since: int
) -> Iterator[int]:
    """The columns that the plan changes to."""
    current = start
    for row, value in enumerate(values[1:], start=since + 1):
        price, column = switches[row]
        if price < value[current]:
            current = column
            yield column


def cost_of(
    losses: Matrix,
    columns: Sequence[int],
    *,
    retrain_cost: float,
    lag: int = 0,
    choices: Sequence[Choice] | None = None,
    since: int = 0,
) -> Plan:
    """What a plan costs that changes to these columns, each when it lands; counted from row `since` on.

    >>> cost_of(np.array([[1., 0, 0], [5, 1, 0], [5, 1, 1]]), [2], retrain_cost=2.0)
    Plan(cost=9.0, loss=7.0, paid=1, columns=(2,))
    """
    offered = every_row(len(losses), lag=lag) if choices is None else choices
    return _priced(_running(losses), columns, offered, retrain_cost=retrain_cost, since=since)


def best_schedule(
    losses: Matrix,
    *,
    retrain_cost: float,
    at_most: int | None = None,
    lag: int = 0,
    choices: Sequence[Choice] | None = None,
    since: int = 0,
) -> Plan:
    """The cheapest calendar in hindsight: every k-th choice from the first, second, ... on, and never at all.

    `at_most` limits the retrainings that are paid, those decided in row `since` or later.

    >>> losses = np.array([[1., 0, 0], [5, 1, 0], [5, 1, 1]])
    >>> best_schedule(losses, retrain_cost=2.0).columns, best_schedule(losses, retrain_cost=2.0, at_most=0).columns
    ((1,), ())
    """
    plans = schedules(losses, retrain_cost=retrain_cost, lag=lag, choices=choices, since=since).values()
    return min((plan for plan in plans if at_most is None or plan.paid <= at_most), key=lambda plan: plan.cost)


def schedules(
    losses: Matrix, *, retrain_cost: float, lag: int = 0, choices: Sequence[Choice] | None = None, since: int = 0
) -> dict[int, Plan]:
    """The cheapest calendar of each number of retrainings that are paid, as `best_schedule` chooses from."""
    offered = every_row(len(losses), lag=lag) if choices is None else choices
    running = _running(losses)
    cheapest: dict[int, Plan] = {}
    for columns in _calendars(offered):
        plan = _priced(running, columns, offered, retrain_cost=retrain_cost, since=since)
        if plan.paid not in cheapest or plan.cost < cheapest[plan.paid].cost:
            cheapest[plan.paid] = plan
    return cheapest


def _calendars(choices: Sequence[Choice]) -> Iterator[range]:
    """No column; then every k-th, from each of the first k on."""
    yield range(0)
    last = len(choices) + 1
    for step in range(1, last):
        yield from (range(offset, last, step) for offset in range(1, step + 1))


def _running(losses: Matrix) -> Matrix:
    """The sums of the rows before each, NaN taken as nought: a column is never read before it may serve."""
    sums = np.cumsum(np.nan_to_num(losses, nan=0.0), axis=0)
    return np.vstack([np.zeros(losses.shape[1]), sums])


def _priced(
    running: Matrix, columns: Sequence[int], choices: Sequence[Choice], *, retrain_cost: float, since: int
) -> Plan:
    """The plan's cost from the sums: each version from its landing to the next one's."""
    last = len(running) - 1
    bounds = [0, *(choices[column - 1].lands for column in columns), last]
    loss = 0.0
    for column, begins, ends in zip((0, *columns), bounds[:-1], bounds[1:], strict=True):
        loss += float(running[max(ends, since), column] - running[max(begins, since), column])
    paid = sum(choices[column - 1].decided >= since for column in columns)
    return Plan(cost=loss + paid * retrain_cost, loss=loss, paid=paid, columns=tuple(columns))
