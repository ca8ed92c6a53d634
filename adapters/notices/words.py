"""How numbers, moments and signals are said, so that every notice says them alike."""

from collections.abc import Sequence
from datetime import datetime

from domain.signal_families import by_reason, families, measured, said, spanned
from domain.signals import Signal, SignalState
from domain.verdicts import Interval

_LISTED = 3
_MOVED = 2
_WHOLE_FROM = 1000
_SMALLEST_PLAIN = 1e-4


def number(value: float, unit: str = "") -> str:
    """Three significant digits, whole from a thousand on, with the unit after it.

    >>> number(11.4567, "minutes"), number(0.21), number(336776.4), number(0.0)
    ('11.5 minutes', '0.21', '336,776', '0')
    """
    said = f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else _short(value)
    return f"{said} {unit}" if unit else said


def gain(difference: Interval, unit: str = "") -> str:
    """How much better the challenger is; positive is better, whatever the metric.

    >>> gain(Interval(low=-0.3, estimate=0.2, high=0.7, confidence=0.95), "minutes")
    '0.2 minutes better (95% interval: 0.3 worse to 0.7 better)'
    >>> gain(Interval(low=0.5, estimate=1.5, high=2.5, confidence=0.95))
    '1.5 better (95% interval: 0.5 to 2.5 better)'
    """
    low, high = _direction(difference.low), _direction(difference.high)
    ends = (difference.low, difference.high) if high == "better" else (difference.high, difference.low)
    first = number(abs(ends[0])) if low == high else f"{number(abs(ends[0]))} {low}"
    interval = f"{difference.confidence:.0%} interval: {first} to {number(abs(ends[1]))} {high}"
    return f"{number(abs(difference.estimate), unit)} {_direction(difference.estimate)} ({interval})"


def moment(at: datetime) -> str:
    """A moment to the minute.

    >>> from datetime import UTC
    >>> moment(datetime(2013, 4, 8, 6, 30, tzinfo=UTC))
    '2013-04-08 06:30 UTC'
    """
    return f"{at:%Y-%m-%d %H:%M} UTC"


def sentence(text: str) -> str:
    """The text with a full stop; its first letter stays, because it may be the name of a metric or a column.

    >>> sentence("mae 12.5 is above 10 "), sentence("Is it?")
    ('mae 12.5 is above 10.', 'Is it?')
    """
    whole = text.strip()
    return whole if whole.endswith((".", "!", "?", ":")) else f"{whole}."


def breached(signals: Sequence[Signal], *, because: str) -> tuple[Signal, ...]:
    """The breached signals: those that `because` speaks of first, then the farthest beyond their thresholds."""
    found = (signal for signal in signals if signal.state is SignalState.BREACHED)
    return tuple(sorted(found, key=lambda s: (s.title in because, _excess(s)), reverse=True))


def headline(signals: Sequence[Signal], *, because: str) -> str | None:
    """What is breached that `because` speaks of: `mae 13.7, promised 8.93, and 3 more`; None if it speaks of nothing.

    Columns that are breached alike are one: `missing_share of temp, dewp and 6 more 53.6% to 55.7% (limit 40%)`.
    """
    first, *others = _breached_families(signals, because=because) or ((),)
    if not any(signal.title in because and signal.value is not None for signal in first):
        return None
    more = sum(len(family) for family in others)
    return _in_title(first) + (f", and {more} more" if more else "")


def listing(signals: Sequence[Signal], *, because: str) -> tuple[str, ...]:
    """A line for each breached signal, or for the columns that are breached alike, then one for each reason why
    signals are not known; three of each at the most."""
    unknown = [s for s in signals if s.state is SignalState.UNKNOWN]
    return _lines("Breached", [_held_against(f) for f in _breached_families(signals, because=because)]) + _lines(
        "Not known", [f"{which}: {why}" for which, why in by_reason(unknown)]
    )


def _breached_families(signals: Sequence[Signal], *, because: str) -> tuple[tuple[Signal, ...], ...]:
    """Ordered as their worst; within each as they were measured, so that every sentence names the same columns."""
    measured_as = {signal.title: at for at, signal in enumerate(signals)}
    found = families(breached(signals, because=because))
    return tuple(tuple(sorted(family, key=lambda signal: measured_as[signal.title])) for family in found)


def changed_columns(signals: Sequence[Signal], *, because: str) -> str | None:
    """The columns that are breached, the farthest beyond their limits first: `temp (drift 0.31), dewp (drift 0.28)`;
    five at the most, None without any."""
    columns = [s for s in breached(signals, because=because) if s.subject is not None and s.value is not None]
    named = [f"{s.subject} ({s.name} {said(s.name, s.value)})" for s in columns[:_LISTED] if s.value is not None]
    more = f" and {len(columns) - _LISTED} more" if len(columns) > _LISTED else ""
    return ", ".join(named) + more if named else None


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
    """How sure the first breach is: its interval, or what its note says of it, and its rows."""
    first = next(iter(breached(signals, because=because)), None)
    if first is None:
        return None
    return ", ".join(filter(None, (_how_sure(first).removeprefix("; "), f"{first.rows:,} rows")))


def explained(decision: str) -> str:
    """Where to read the whole of a decision."""
    return f"driftwarden explain {decision[:8]}"


def _lines(label: str, lines: list[str]) -> tuple[str, ...]:
    if not lines:
        return ()
    more = [f"and {len(lines) - _LISTED} more"] if len(lines) > _LISTED else []
    return (f"{label}:\n" + "\n".join(f"- {line}" for line in lines[:_LISTED] + more),)


def _in_title(family: Sequence[Signal]) -> str:
    first = family[0]
    if len(family) > 1 or first.value is None:
        return measured(family)
    if first.baseline is not None:
        usual = f", {_usual_word(first)} {said(first.name, first.baseline)}"
    else:
        usual = "" if first.threshold is None else f", limit {said(first.name, first.threshold)}"
    return f"{first.title} {said(first.name, first.value)}{usual}"


def _held_against(family: Sequence[Signal]) -> str:
    """Values, limits and what is usual; of a single signal also how sure it is, and what its note says."""
    first = family[0]
    usual = spanned(first.name, [signal.baseline for signal in family if signal.baseline is not None])
    rows = spanned("rows", [signal.rows for signal in family])
    held = ", ".join(filter(None, (measured(family), usual and f"{_usual_word(first)} {usual}", f"{rows} rows")))
    return f"{held}{_how_sure(first) if len(family) == 1 else ''}"


def _usual_word(signal: Signal) -> str:
    """The whole window's baseline is what the version promised, a column's is what its reference holds."""
    return "promised" if signal.subject is None else "usually"


def _how_sure(signal: Signal) -> str:
    if signal.interval is not None:
        low, high = (said(signal.name, end) for end in signal.interval)
        return f"; 95% interval {low} to {high}"
    return f"; {signal.note}" if signal.note else ""


def _excess(signal: Signal) -> float:
    if signal.value is None or not signal.threshold:
        return 0.0
    return abs(signal.value - signal.threshold) / abs(signal.threshold)


def _short(value: float) -> str:
    if value and abs(value) < _SMALLEST_PLAIN:
        return f"{value:.2g}"
    return f"{value:.3g}"


def _direction(difference: float) -> str:
    return "worse" if difference < 0 else "better"
