"""The parts of an account as lines of plain text, so that every shape of it says them alike."""

from __future__ import annotations

from collections import Counter
from itertools import starmap
from typing import TYPE_CHECKING

from domain.decisions import Reason
from policies.explaining.differences import Difference, Other
from policies.explaining.required_numbers import shown_in
from policies.wording import telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.decisions import Decision, Reading, Trace
    from policies.explaining.account import Account, Link

WAYS_SHOWN = 4
_LEADS_TO = {Other.FIRED: "to fire", Other.CALM: "to be calm"}


def ways_told(account: Account, *, shown: int = WAYS_SHOWN) -> tuple[str, ...]:
    """A line for each of the smallest differences, of each answer that they lead to the first few."""
    found = account.otherwise.found
    if not found:
        return (_none(account.decision),)
    several = len({each.leads_to for each in found}) > 1
    lines = [line for other in Other for line in _of_one(found, other, shown=shown, several=several)]
    return tuple(lines) if account.otherwise.are_all else (*lines, "these are some of the ways; there are too many")


def is_plain(trace: Trace) -> bool:
    """Whether a condition only repeats what those inside it say."""
    inside = trace.children
    return bool(inside) and trace.because in (inside[0].because, telling(inside, trace.truth))


def unsaid(leaf: Trace) -> str:
    """The numbers of a condition on signals that its own sentence leaves out: value, limit and rows.

    What the clock and the history say, the sentence says in full, with dates.
    """
    of_signals = (reading for reading in leaf.readings if reading.signal is not None)
    parts = [part for reading in of_signals for part in _numbers(reading) if _figure(part) not in leaf.because]
    return ", ".join(dict.fromkeys(parts))


def link_told(link: Link) -> str:
    """A link of the chain with the beginning of its id, by which it can be asked for."""
    return f"{link.noun} {link.id[:8]}: {link.said}" if link.id else f"{link.noun}: {link.said}"


def _of_one(found: tuple[Difference, ...], other: Other, *, shown: int, several: bool) -> Iterator[str]:
    those = [each for each in found if each.leads_to is other]
    opening = f"{_LEADS_TO.get(other, '')}: " if several else ""
    kinds: dict[str, list[Difference]] = {}
    for each in those:
        kinds.setdefault(_without_windows(each), []).append(each)
    for number, (alike, kind) in enumerate(list(kinds.items())[:shown]):
        words = _with_windows(kind[0]) if len(kind) == 1 else f"{alike}; there are {len(kind)} such ways"
        yield f"{'or ' if number else ''}{opening}{words}"
    more = sum(map(len, list(kinds.values())[shown:]))
    if more:
        yield f"or {opening}in {f'one of {more} more ways' if more > 1 else 'one more way'}"


def _without_windows(way: Difference) -> str:
    return " and ".join(starmap(_in_windows, Counter(way.alike or way.said).items()))


def _with_windows(way: Difference) -> str:
    """Which window is meant, where one stands alone; what is not known in several for one reason is said once."""
    alike = way.alike or way.said
    times = Counter(alike)
    said = (
        one if times[other] == 1 else _in_windows(other, times[other])
        for one, other in zip(way.said, alike, strict=True)
    )
    return " and ".join(dict.fromkeys(said))


def _in_windows(sentence: str, times: int) -> str:
    return sentence if times == 1 else f"{sentence}, in {times} windows"


def _none(decision: Decision) -> str:
    if decision.reason is Reason.HELD_BACK:
        return "the decision does not say which gate held it back"
    if decision.reason is Reason.UNUSUAL_TRAFFIC:
        return "rows as usual: row_count, throughput, volume_change and freshness within their limits"
    if decision.reason is Reason.ASKED:
        return "nothing: a person asked for it, and no condition was asked about"
    return "nothing that its conditions could have answered: what is past, or contradicts another, stays as it is"


def _numbers(reading: Reading) -> Iterator[str]:
    if reading.value is not None:
        yield f"{reading.of} {shown_in(reading.of, reading.value)}"
    if reading.limit is not None:
        yield f"limit {shown_in(reading.of, reading.limit)}"
    if reading.rows is not None:
        yield f"{reading.rows:,} rows"


def _figure(part: str) -> str:
    """The number in `limit 9.82` or `1,055 rows`."""
    return part.removesuffix(" rows").rpartition(" ")[2]
