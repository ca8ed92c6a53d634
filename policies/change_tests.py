"""One signal against another value of itself: its baseline, the window before, its best."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from domain.decisions import Truth
from domain.signals import Side, Signal
from domain.windows import Window
from policies.logic import truth_of
from policies.quantities import percentage_text
from policies.rules import ANY
from policies.series import Series
from policies.signal_test_shapes import Against, Change, Direction
from policies.verdicts import Verdict
from policies.wording import day, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a value is held against, and the words for it; without a value the words say why there is none."""

    value: float | None
    told: str


def changed(change: Change, series: Series, signal: Signal, windows: Sequence[Window]) -> Verdict:
    """Whether the signal of the first window differs by more than asked, in the direction asked."""
    base = _base(change.against, series, signal, windows)
    unknown = (series.unknown(signal.window, signal),)
    if base.value is None or signal.value is None:
        return Verdict(truth=Truth.UNKNOWN, said=base.told, readings=unknown)
    if change.by.is_relative and not base.value:
        return Verdict(truth=Truth.UNKNOWN, said=f"is held against {base.told}, {_NO_SHARE}", readings=unknown)
    unit = abs(base.value) if change.by.is_relative else 1.0
    size = (signal.value - base.value) / unit
    told = percentage_text(abs(size)) if change.by.is_relative else number(abs(size))
    limits = _limits(change.direction, base.value, change.by.value * unit)
    return Verdict(
        truth=truth_of(holds=_counts(change.direction, size) > change.by.value),
        said=f"is {told} {'above' if size >= 0 else 'below'} {base.told} (limit {change.by})",
        readings=tuple(series.reading(signal, limit=limit, is_true_above=above) for limit, above in limits),
        rule=ANY if len(limits) > 1 else "",
    )


def best_of(series: Series, signal: Signal) -> Signal | None:
    """The best known signal of this champion's time before this one; the side on which it is bad says which."""
    sign, evidence = (1 if signal.side is Side.ABOVE else -1), series.evidence
    since = evidence.history.champion_since
    key = ("best", series.name, series.column, series.segment, series.provisional, sign, since)
    none: Signal | None = None
    return evidence.past.folded(key, signal.window, none, partial(_better, series, sign))


def _better(series: Series, sign: int, best: Signal | None, window: Window) -> Signal | None:
    """The better of the best so far and that of one more window; of equals the newer one."""
    found = series.known_at(window)
    if found is None or found.value is None:
        return best
    return found if best is None or best.value is None or sign * found.value <= sign * best.value else best


def _base(against: Against, series: Series, signal: Signal, windows: Sequence[Window]) -> Base:
    match against:
        case Against.REFERENCE:
            if signal.baseline is None:
                return Base(value=None, told="has no baseline to be held against")
            return Base(value=signal.baseline, told=f"its baseline {number(signal.baseline)}")
        case Against.PREVIOUS:
            before = series.known_at(windows[1])
            if before is None or before.value is None:
                return Base(value=None, told="cannot be held against the window before, in which it is not known")
            return Base(value=before.value, told=f"the {number(before.value)} of the window before")
        case Against.BEST:
            best = best_of(series, signal)
            if best is None or best.value is None:
                return Base(value=None, told="has no earlier window of this champion to be held against")
            return Base(value=best.value, told=f"its best, {number(best.value)} from {day(best.window.start)}")


def _counts(direction: Direction, size: float) -> float:
    """How far the change goes in the direction asked."""
    match direction:
        case Direction.UP:
            return size
        case Direction.DOWN:
            return -size
        case Direction.EITHER:
            return abs(size)


def _limits(direction: Direction, base: float, step: float) -> tuple[tuple[float, bool], ...]:
    """The values beyond which it is true, each with whether beyond is above."""
    up, down = (base + step, True), (base - step, False)
    match direction:
        case Direction.UP:
            return (up,)
        case Direction.DOWN:
            return (down,)
        case Direction.EITHER:
            return (down, up)


_NO_SHARE = "of which nothing is a percentage (write `by` as a number)"
