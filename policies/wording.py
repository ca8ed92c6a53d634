"""Numbers and moments as sentences about decisions show them, and sentences put together."""

from collections.abc import Sequence
from datetime import datetime

from domain.costs import Costs
from domain.decisions import Trace, Truth
from policies.rules import counts_unknown_as_true

_WITHOUT_DECIMALS = 1000
_TOLD = 2


def number(value: float) -> str:
    """A value in three digits, or in full where it has four and more.

    >>> number(9.1264), number(0.04), number(1234567.0)
    ('9.13', '0.04', '1,234,567')
    """
    return f"{value:,.0f}" if abs(value) >= _WITHOUT_DECIMALS else f"{value:.3g}"


def amount(cost: float, costs: Costs) -> str:
    """A cost in its currency, where it has one.

    >>> amount(31.4159, Costs(retraining=20.0, error=0.01, currency="EUR"))
    '31.4 EUR'
    """
    return f"{number(cost)} {costs.currency}".rstrip()


def day(moment: datetime) -> str:
    """The day of something past."""
    return f"{moment:%Y-%m-%d}"


def until(moment: datetime) -> str:
    """The end of something, to the minute, with the weekday that people plan by."""
    return f"{moment:%a %Y-%m-%d %H:%M} UTC"


def named(words: Sequence[str]) -> str:
    """Some names, cut where a person would stop reading.

    >>> named(["a", "b", "c", "d", "e", "f", "g"])
    'a, b, c, d, e and 2 more'
    """
    told = 5
    rest = len(words) - told
    return ", ".join(words[:told]) + (f" and {rest} more" if rest > 0 else "")


def telling(children: Sequence[Trace], truth: Truth) -> str:
    """What the children said whose own truth made the whole's: the first two in full, the rest counted.

    What only counts as true, because nobody knows, is said where nothing is known to be.
    """
    alike = [child for child in children if child.truth is truth]
    said = [child.because for child in alike if not counts_unknown_as_true(child.rule)] or [c.because for c in alike]
    rest = len(said) - _TOLD
    return "; ".join(said[:_TOLD]) + (f"; and {rest} more" if rest > 0 else "")
