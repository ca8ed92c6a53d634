"""What a single condition would have had to read to give the other answer, in numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.decisions import Reading, Trace, Truth
from domain.signal_families import SHARES
from policies.rules import ALL, ANY, counts_unknown_as_true

if TYPE_CHECKING:
    from domain.windows import Window

_MOST_DIGITS = 7
_IN_FULL_FROM = 1000
_A_WINDOW = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d to \d{4}-\d\d-\d\d \d\d:\d\d UTC")


def required(leaf: Trace, to: Truth, *, around: str = "", window: Window | None = None) -> str:
    """What it would have had to read, and what it did: `mae at most 7.33 (it was 7.99)`.

    `around` is the condition that the leaf stands in, for a leaf that is only one of its windows; `window` is that of
    the decision, which need not be named.
    """
    deciding = deciding_readings(leaf, to)
    if not deciding:
        return _in_words(leaf, to, around)
    said = [_one(reading, leaf, to, window) for reading in deciding]
    if len(said) > 1 and _is_choice(leaf, to):
        return f"either {' or '.join(said)}"
    return " and ".join(said)


def required_in_any_window(leaf: Trace, to: Truth, *, around: str = "") -> str:
    """As `required`, without saying in which window: of several that are not known for one reason it says the same."""
    timeless = replace(leaf, readings=tuple(replace(reading, window=None) for reading in leaf.readings))
    if around and _A_WINDOW.fullmatch(leaf.condition):
        timeless = replace(timeless, condition=around)
    return required(timeless, to)


def deciding_readings(leaf: Trace, to: Truth) -> tuple[Reading, ...]:
    """The readings that stand on the wrong side for that answer; none where the leaf's numbers do not tell."""
    rules = leaf.rule.split()
    if len(leaf.readings) != 1 and ANY not in rules and ALL not in rules:
        return ()
    is_open = leaf.truth is Truth.UNKNOWN
    compared = (r for r in leaf.readings if r.limit is not None and (r.value is not None or _was_open(leaf)))
    return tuple(r for r in compared if is_open or is_beyond(r) is not to)


def _was_open(leaf: Trace) -> bool:
    """Whether the condition waits for a number: a retraining that never was has no age, and will not get one."""
    return leaf.truth is Truth.UNKNOWN or counts_unknown_as_true(leaf.rule)


def is_beyond(reading: Reading) -> Truth:
    """Whether the number lies on the side of its limit on which the condition is true."""
    if reading.value is None or reading.limit is None:
        return Truth.UNKNOWN
    if reading.value == reading.limit:
        return Truth.TRUE if reading.is_true_at_limit else Truth.FALSE
    return Truth.TRUE if (reading.value > reading.limit) is reading.is_true_above else Truth.FALSE


def side(reading: Reading, to: Truth) -> str:
    """The words for where the number would have to lie.

    >>> side(Reading(of="mae", value=7.99, limit=7.33), Truth.FALSE)
    'at most'
    >>> side(Reading(of="labels", value=300, limit=1000, is_true_at_limit=True), Truth.TRUE)
    'at least'
    """
    above = reading.is_true_above is (to is Truth.TRUE)
    includes_limit = reading.is_true_at_limit is (to is Truth.TRUE)
    return {(True, True): "at least", (True, False): "above", (False, True): "at most", (False, False): "below"}[
        above, includes_limit
    ]


def told_apart(of: str, value: float, limit: float) -> tuple[str, str]:
    """Both numbers in as few digits, from three on, as tell one from the other; a share in percent.

    >>> told_apart("mae", 13.71, 9.823), told_apart("missing_share of temp", 0.5012, 0.5011)
    (('13.7', '9.82'), ('50.12%', '50.11%'))
    """
    for digits in range(3, _MOST_DIGITS):
        shown = shown_in(of, value, digits), shown_in(of, limit, digits)
        if shown[0] != shown[1]:
            return shown
    return shown_in(of, value), shown_in(of, limit)


def shown_in(of: str, value: float, digits: int = 3) -> str:
    """A number as people read it: a share in percent, in full from a thousand on.

    >>> shown_in("mae", 13.712), shown_in("drift", 0.1), shown_in("row_count", 12345.0), shown_in("doubled_ids", 1)
    ('13.7', '0.1', '12,345', '100%')
    >>> shown_in("cost", 1234.56, 5)
    '1,234.6'
    """
    is_share = of.partition(" ")[0] in SHARES
    number = 100 * value if is_share else value
    decimals = max(digits - len(f"{abs(number):.0f}"), 0)
    text = f"{number:,.{decimals}f}" if abs(number) >= _IN_FULL_FROM else f"{number:.{digits}g}"
    return f"{text}%" if is_share else text


def _one(reading: Reading, leaf: Trace, to: Truth, window: Window | None) -> str:
    assert reading.limit is not None  # the readings without one were left out
    where = _where(reading.window, window)
    if reading.value is None:
        limit = shown_in(reading.of, reading.limit)
        return f"{reading.of}{where} known, and {side(reading, to)} {limit} ({leaf.because})"
    value, limit = told_apart(reading.of, reading.value, reading.limit)
    known = "final, and " if leaf.truth is Truth.UNKNOWN else ""
    return f"{reading.of}{where} {known}{side(reading, to)} {limit} (it was {value})"


def _where(read: Window | None, decided: Window | None) -> str:
    """When it was read, unless in the decision's own window: over several that end there, or in an earlier one."""
    if read is None or decided is None or read == decided:
        return ""
    if read.end == decided.end:
        return f" since {read.start:%Y-%m-%d %H:%M}"
    return f" in the window from {read.start:%Y-%m-%d %H:%M}"


def _is_choice(leaf: Trace, to: Truth) -> bool:
    """Whether one of several readings is enough: of "any" for true, of "all" for false."""
    return (ANY in leaf.rule.split()) is (to is Truth.TRUE)


def _in_words(leaf: Trace, to: Truth, around: str) -> str:
    """For a leaf without numbers: what it asks, the answer it would have to give, and why it gave the other."""
    is_window = around and _A_WINDOW.fullmatch(leaf.condition)
    what = f"{around}, of the window from {leaf.condition.partition(' to ')[0]}" if is_window else leaf.condition
    if _was_open(leaf):
        return f"{what}: known, and {to} ({leaf.because})"
    return f"{what}: {to} (it was {leaf.truth}: {leaf.because})"
