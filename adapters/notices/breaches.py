"""What is breached, in as few words as a phone has room for: in a title, in a fact, in a line by the way."""

from collections.abc import Sequence

from adapters.notices.words import sentence
from domain.signal_families import families, said, titled
from domain.signals import Side, Signal, SignalState

_LISTED = 5
_MOVED = 2
# How `monitors.changes` begins a sentence that names something.
_FOUND = ("Most of ", "The rise stands out", "The fall stands out", "Of the features")


def breached(signals: Sequence[Signal], *, because: str) -> tuple[Signal, ...]:
    """The breached signals: those that `because` speaks of first, then the farthest beyond their thresholds."""
    found = (signal for signal in signals if signal.state is SignalState.BREACHED)
    return tuple(sorted(found, key=lambda s: (s.title in because, _excess(s)), reverse=True))


def headline(signals: Sequence[Signal], *, because: str) -> str | None:
    """What is breached that `because` speaks of: `mae above its limit, and 3 more`; None if it speaks of nothing.

    Its value is in the reason. Columns that are breached alike are one: `drift of 8 columns above their limits`.
    """
    first, *others = _breached_families(signals, because=because) or ((),)
    if not any(signal.title in because and signal.value is not None for signal in first):
        return None
    more = sum(len(family) for family in others)
    return _in_title(first) + (f", and {more} more" if more else "")


def counted(signals: Sequence[Signal], *, because: str) -> str:
    """How many signals are breached or not known, and which: `1 of 9 signals breached (mae), 1 not known (bias)`.

    Columns that measure alike are one; of each, five at most are said.
    """
    if not signals:
        return "no signals were read"
    worst_first = _breached_families(signals, because=because)
    unknown = [signal for signal in signals if signal.state is SignalState.UNKNOWN]
    told = f"{sum(map(len, worst_first))} of {len(signals)} signals breached{_named(worst_first)}"
    return f"{told}, {len(unknown)} not known{_named(families(unknown))}" if unknown else told


def where_it_moved(what_changed: Sequence[str]) -> str:
    """Where a decision found that the error or the traffic moved, without figures; empty where nothing stands out.

    >>> where_it_moved(["Most of the rise comes from origin = JFK: its mae went from 8 to 13.", "No feature moves it."])
    'Most of the rise comes from origin = JFK.'
    """
    found = (each.partition(": ")[0] for each in what_changed if each.startswith(_FOUND))
    return " ".join(map(sentence, found))


def _breached_families(signals: Sequence[Signal], *, because: str) -> tuple[tuple[Signal, ...], ...]:
    """Ordered as their worst; within each as they were measured, so that every sentence names the same columns."""
    measured_as = {signal.title: at for at, signal in enumerate(signals)}
    found = families(breached(signals, because=because))
    return tuple(tuple(sorted(family, key=lambda signal: measured_as[signal.title])) for family in found)


def moved_most(signals: Sequence[Signal], *, because: str) -> str | None:
    """The two columns or slices that are farthest beyond their limits: `temp (drift 0.31), carrier=UA (mae 14.2)`.

    None where only whole windows are breached.
    """
    named: dict[str, str] = {}
    for signal in breached(signals, because=because):
        place = signal.subject or (str(signal.segment) if signal.segment else None)
        if place and signal.value is not None:
            named.setdefault(place, f"{place} ({signal.name} {said(signal.name, signal.value)})")
    return ", ".join(list(named.values())[:_MOVED]) or None


def fault_of(signals: Sequence[Signal], *, because: str) -> str | None:
    """The column that the decision speaks of and what is wrong with it, e.g. `missing_share dep_delay`.

    Models that read the same broken source have the same fault, whatever else is wrong with them: of columns that are
    breached alike it names the first by alphabet.
    """
    worst = next((s for s in breached(signals, because=because) if s.title in because and s.subject), None)
    if worst is None:
        return None
    alike = (s.subject for s in breached(signals, because=because) if s.name == worst.name and s.subject)
    return f"{worst.name} {min(alike)}"


def how_sure(signals: Sequence[Signal], *, because: str) -> str | None:
    """The interval of the first breach, and its rows where `because` does not say them; None where it has none."""
    first = next(iter(breached(signals, because=because)), None)
    if first is None or first.interval is None:
        return None
    low, high = (said(first.name, end) for end in first.interval)
    rows = f"{first.rows:,} rows"
    return f"95% interval {low} to {high}" + ("" if rows in because else f", {rows}")


def _named(found: Sequence[Sequence[Signal]]) -> str:
    named = [_in_short(family) for family in found[:_LISTED]]
    more = [f"{len(found) - _LISTED} more"] if len(found) > _LISTED else []
    return f" ({'; '.join([*named, *more])})" if found else ""


def _in_title(family: Sequence[Signal]) -> str:
    whose = "its limit" if len(family) == 1 else "their limits"
    return f"{_in_short(family)} {'above' if family[0].side is Side.ABOVE else 'below'} {whose}"


def _in_short(family: Sequence[Signal]) -> str:
    """Two columns by name, more are counted; their slice is said where they have one."""
    first = family[0]
    if len(family) <= _MOVED or first.subject is None:
        return titled(family)
    return f"{first.name} of {len(family)} columns" + (f" where {first.segment}" if first.segment else "")


def _excess(signal: Signal) -> float:
    if signal.value is None or not signal.threshold:
        return 0.0
    return abs(signal.value - signal.threshold) / abs(signal.threshold)
