"""A full backtest for a terminal: two tables, a third where incidents are known, and what the figures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table

from driftwarden.report import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from rich.console import RenderableType

    from driftwarden.backtest.tried import Tried
    from policies.replay.bootstrap import Difference
    from policies.replay.reckoning import Account

NEVER = "never"
_HOURS_UP_TO = 48


def in_terminal(tried: Tried) -> Iterator[RenderableType]:
    """The tables, and the notes below them."""
    yield figures_table(tried)
    yield costs_table(tried)
    if tried.incidents:
        yield delays_table(tried)
    yield chosen(tried)
    yield from tried.notes


def figures_table(tried: Tried) -> Table:
    """How good each policy kept the model, what that took, and what both cost."""
    first, last = tried.reckoning.reported_on
    table = _table("mean", "worst\nwindow", "retrainings", "promotions", f"cost{_currency(tried)}")
    table.title, table.title_justify = f"{tried.measure.capitalize()}, {first} to {last}", "left"
    for account in tried.accounts:
        counts = (str(account.retrainings), str(account.promotions))
        table.add_row(account.policy, mean(tried, account), worst(tried, account), *counts, cost(tried, account.cost))
    reckoned = tried.reckoning
    left_alone = words.number(tried.left_alone, tried.loss_digits)
    table.add_row(NEVER, left_alone, "", "0", "0", cost(tried, reckoned.never), style="dim")
    best = str(reckoned.oracle_retrainings)
    table.add_row(tried.oracle_name, "", "", best, best, cost(tried, reckoned.oracle), style="dim")
    return table


def costs_table(tried: Tried) -> Table:
    """By how much each policy was dearer than what it is held against, and what is clear of that."""
    table = _table("the\noracle", "never", "the best\nschedule", tried.reckoning.in_force)
    table.title, table.title_justify = f"Dearer{_currency(tried)} than ...", "left"
    table.add_column("so it was")
    for account in tried.accounts:
        *alone, in_force = beside(tried, account)
        table.add_row(account.policy, *alone, in_force.replace(" (", "\n("), tried.verdict(account))
    return table


def delays_table(tried: Tried) -> Table:
    """How long after each incident began another version was put in force."""
    table = _table(*(f"{incident.name}:\nanswered after" for incident in tried.incidents))
    for account in tried.accounts:
        table.add_row(account.policy, *(delay(deployment.delay) for deployment in account.deployments))
    return table


def headline(tried: Tried) -> str:
    """What a reader wants to know first, in two sentences."""
    said = "; ".join(
        f"{account.policy} {_was(tried, account)}"
        for account in tried.accounts
        if account.policy != tried.reckoning.in_force
    )
    in_force = f"{tried.reckoning.in_force} is in force."
    return f"{in_force} Beside it, {said}." if said else in_force


def _was(tried: Tried, account: Account) -> str:
    difference = account.against_in_force
    if difference is None:
        return "ran for too few days to tell"
    if not difference.is_clear:
        return "made no clear difference"
    return f"was {account.verdict} by {cost(tried, abs(difference.estimate))}{_currency(tried)}"


def chosen(tried: Tried) -> str:
    """Which policy was the cheapest on the days that chose, in a sentence."""
    first, last = tried.reckoning.chosen_on
    return (
        f"{tried.reckoning.chosen} was the cheapest on the first 60% of the days, {first} to {last}; all figures are "
        f"of the days after them, on which nothing was chosen."
    )


def mean(tried: Tried, account: Account) -> str:
    """The mean loss of a row."""
    return words.number(account.mean, tried.loss_digits)


def worst(tried: Tried, account: Account) -> str:
    """The mean loss of a row in the worst window."""
    return words.number(account.worst.mean if account.worst else None, tried.loss_digits)


def cost(tried: Tried, value: float) -> str:
    """A cost, without its currency."""
    return words.number(value, tried.cost_digits)


def beside(tried: Tried, account: Account) -> tuple[str, str, str, str]:
    """By how much the policy was dearer than oracle, never, best schedule and, with its interval, policy in force."""
    alone = (account.against_oracle, account.against_never, account.against_schedule)
    oracle, never, schedule = (_signed(tried, value) for value in alone)
    return oracle, never, schedule, _interval(tried, account.against_in_force)


def _interval(tried: Tried, difference: Difference | None) -> str:
    if difference is None:
        return "-"
    low, estimate, high = (_signed(tried, value) for value in (difference.low, difference.estimate, difference.high))
    return f"{estimate} ({low} to {high})"


def _signed(tried: Tried, value: float) -> str:
    return f"{value:+,.{tried.cost_digits}f}"


def delay(passed: timedelta | None) -> str:
    """A delay in hours, or in days from two of them on."""
    if passed is None:
        return "never"
    hours = passed.total_seconds() / 3600
    return f"{hours / 24:.1f} days" if hours >= _HOURS_UP_TO else f"{hours:.0f} hours"


def _currency(tried: Tried) -> str:
    return f", {tried.costs.currency}" if tried.costs.currency else ""


def _table(*headings: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("policy", no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="right")
    return table
