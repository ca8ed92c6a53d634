"""Which signals are shown one by one: the worst few columns of each, so that wide tables cannot flood Prometheus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.signals import Side, SignalState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.board import SignalNow

TOP = 10
OTHER = "_other"

_CALM, _BREACHED, _UNKNOWN = (state.value for state in SignalState)
_BELOW = Side.BELOW.value
_RANKS = {_BREACHED: 0, _CALM: 1, _UNKNOWN: 2}
_STALE, _LAST = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """What is shown of many signals.

    `shown` are all signals that are about no column, and of each other name and slice the `top` worst columns, with the
    rest as one signal about `_other`. `dropped` counts the signals inside `_other` by model and name; a name of which
    none was dropped has 0. `states` counts all signals by model and state, `stale` those that are no longer measured.
    """

    shown: Sequence[SignalNow]
    dropped: dict[tuple[str, str], int]
    states: dict[tuple[str, str], int]


def bounded(signals: Sequence[SignalNow], *, top: int = TOP) -> Bounded:
    """Bound the signals; the worst are those that are breached, then those farthest beyond or nearest to their limit.

    How far is told in parts of the limit. Unknown signals come after calm ones, which have a value to show. A signal
    whose window ends before the newest window of its model begins is stale: it was not measured again, because its
    column or its slice is gone; it comes last and is no part of `_other`.
    """
    begins = _newest_begins(signals)
    shown: list[SignalNow] = []
    dropped: dict[tuple[str, str], int] = {}
    for about, alike in _by_column(signals, shown).items():
        model, name = about[:2]
        dropped.setdefault((model, name), 0)
        if len(alike) <= top:
            shown += alike
            continue
        begin = begins[model]
        alike.sort(key=lambda signal: _rank(signal, begin))
        shown += alike[:top]
        dropped[model, name] += len(alike) - top
        rest = [signal for signal in alike[top:] if signal.window_end >= begin]
        shown += [_summed(rest)] if rest else []
    return Bounded(shown=shown, dropped=dropped, states=_states(signals, begins))


def _newest_begins(signals: Iterable[SignalNow]) -> dict[str, float]:
    """When the newest window of each model begins; of several that end together, the longest."""
    newest: dict[str, tuple[float, float]] = {}
    for signal in signals:
        window = signal.window_end, -signal.window_start
        if window > newest.get(signal.model, (0.0, 0.0)):
            newest[signal.model] = window
    return {model: -negated for model, (_, negated) in newest.items()}


def _by_column(signals: Iterable[SignalNow], shown: list[SignalNow]) -> dict[tuple[str, str, str], list[SignalNow]]:
    """The signals about columns by model, name and slice; all others go to `shown`."""
    alike: dict[tuple[str, str, str], list[SignalNow]] = {}
    for signal in signals:
        if not signal.subject:
            shown.append(signal)
            continue
        alike.setdefault((signal.model, signal.name, signal.segment), []).append(signal)
    return alike


def _rank(signal: SignalNow, begin: float) -> tuple[int, float, str]:
    if signal.subject == OTHER:
        return _LAST, 0.0, ""
    rank = _RANKS[signal.state] if signal.window_end >= begin else _STALE
    return rank, -_beyond(signal), signal.subject


def _beyond(signal: SignalNow) -> float:
    """How far beyond its limit, in parts of the limit where that is not nought; negative on the calm side."""
    if signal.value is None or signal.threshold is None:
        return 0.0
    apart = signal.threshold - signal.value if signal.side == _BELOW else signal.value - signal.threshold
    return apart / abs(signal.threshold) if signal.threshold else apart


def _summed(rest: Sequence[SignalNow]) -> SignalNow:
    """One signal for many: values and limits summed where there is a value, the worst state, the oldest window."""
    known = [signal for signal in rest if signal.value is not None]
    limits = [signal.threshold for signal in known if signal.threshold is not None]
    states = {signal.state for signal in rest}
    return rest[0]._replace(
        subject=OTHER,
        window_start=min(signal.window_start for signal in rest),
        window_end=min(signal.window_end for signal in rest),
        value=sum(signal.value or 0.0 for signal in known) if known else None,
        threshold=sum(limits) if limits else None,
        low=None,
        high=None,
        state=next(state for state in (_BREACHED, _UNKNOWN, _CALM) if state in states),
    )


def _states(signals: Iterable[SignalNow], begins: dict[str, float]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for signal in signals:
        state = signal.state if signal.window_end >= begins[signal.model] else "stale"
        counts[signal.model, state] = counts.get((signal.model, state), 0) + 1
    return counts
