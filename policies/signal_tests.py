"""One signal of one window against the test of a condition."""

from collections.abc import Sequence
from itertools import chain

from domain.decisions import Truth
from domain.signals import Side, Signal
from domain.windows import Window
from policies.change_tests import changed
from policies.logic import truth_of
from policies.quantities import percentage_text
from policies.rules import ALL, ANY
from policies.series import Series
from policies.signal_shapes import Asked, SignalCondition
from policies.trend_tests import follows_trend
from policies.verdicts import Verdict
from policies.wording import day, number


def judge(condition: SignalCondition, series: Series, windows: Sequence[Window]) -> Verdict:
    """The answer for the first of the windows, which come newest first; its test may look at those after it.

    The sentence shows the value, the limit and the rows.
    """
    if condition.trend is not None:
        return follows_trend(condition.trend, series, windows[: condition.trend.over])
    signal = series.at(windows[0])
    doubt = series.absent(windows[0]) if signal is None else series.doubt(signal)
    if signal is None or signal.value is None or doubt is not None:
        return Verdict(truth=Truth.UNKNOWN, said=doubt or "", readings=(series.unknown(windows[0], signal),))
    found = _compare(condition, series, signal, signal.value, windows)
    said = f"{signal.title} {number(signal.value)} {found.said}, {signal.rows:,} rows"
    return Verdict(truth=found.truth, said=said, readings=found.readings, rule=found.rule)


def _compare(
    condition: SignalCondition, series: Series, signal: Signal, value: float, windows: Sequence[Window]
) -> Verdict:
    if condition.is_ is not None:
        return _against_state(condition.is_, series, signal)
    if condition.worse_than_baseline_by is not None:
        return _against_baseline(condition.worse_than_baseline_by, series, signal, value)
    if condition.changed_by is not None:
        return changed(condition.changed_by, series, signal, windows)
    if condition.outside is not None:
        return _against_band(condition.outside, series, signal, value)
    return _against_limit(condition, series, signal, value)


def _against_state(asked: Asked, series: Series, signal: Signal) -> Verdict:
    limit = "" if signal.threshold is None else f", limit {number(signal.threshold)}"
    asks_breached = asked is Asked.BREACHED
    above = (signal.side is Side.ABOVE) is asks_breached
    return Verdict(
        truth=truth_of(holds=signal.state.value == asked.value),
        said=f"is {signal.state.value}{limit}",
        readings=(
            series.reading(signal, limit=signal.threshold, is_true_above=above, is_true_at_limit=not asks_breached),
        ),
    )


def _against_baseline(share: float, series: Series, signal: Signal, value: float) -> Verdict:
    """The relative change (value - baseline) / |baseline|, counted towards the side on which the signal is bad."""
    if not signal.baseline:
        said = "has no baseline to be held against" if signal.baseline is None else _NO_SHARE_OF_ZERO
        return Verdict(truth=Truth.UNKNOWN, said=said, readings=(series.unknown(signal.window, signal),))
    change = (value - signal.baseline) / abs(signal.baseline)
    sign = 1 if signal.side is Side.ABOVE else -1
    side = "above" if change >= 0 else "below"
    said = f"is {percentage_text(abs(change))} {side} its baseline {number(signal.baseline)}"
    limit = signal.baseline + sign * share * abs(signal.baseline)
    return Verdict(
        truth=truth_of(holds=sign * change > share),
        said=f"{said} (limit {percentage_text(share)})",
        readings=(series.reading(signal, limit=limit, is_true_above=sign > 0),),
    )


def _against_band(band: tuple[float, float], series: Series, signal: Signal, value: float) -> Verdict:
    low, high = band
    return Verdict(
        truth=truth_of(holds=not low <= value <= high),
        said=f"is {'within' if low <= value <= high else 'outside'} {number(low)} to {number(high)}",
        readings=(
            series.reading(signal, limit=low, is_true_above=False),
            series.reading(signal, limit=high, is_true_above=True),
        ),
        rule=ANY,
    )


def _against_limit(condition: SignalCondition, series: Series, signal: Signal, value: float) -> Verdict:
    """Above or below a limit, or not past the level that clears it since it was."""
    limit, clear, above = _levels(condition)
    side = "above" if above else "below"
    reading = series.reading(signal, limit=limit, is_true_above=above)
    holds = _is_past(value, limit, above=above)
    fired = None if clear is None or holds else _fired(series, signal, limit, clear, above=above)
    if clear is None or fired is None:
        said = f"is {'' if holds else 'not '}{side} {number(limit)}"
        return Verdict(truth=truth_of(holds=holds), said=said, readings=(reading,))
    since = f"since it was {side} {number(limit)} in the window from {day(fired.window.start)}"
    return Verdict(
        truth=Truth.TRUE,
        said=f"is not {'below' if above else 'above'} {number(clear)} {since}",
        readings=(
            series.reading(signal, limit=clear, is_true_above=above, is_true_at_limit=True),
            series.reading(fired, limit=limit, is_true_above=above),
        ),
        rule=ALL,
    )


def _levels(condition: SignalCondition) -> tuple[float, float | None, bool]:
    """The limit, the level that clears it, and whether beyond is above."""
    if condition.above is not None:
        return condition.above, condition.until_below, True
    assert condition.below is not None  # one test is given: the shape saw to it
    return condition.below, condition.until_above, False


def _fired(series: Series, signal: Signal, limit: float, clear: float, *, above: bool) -> Signal | None:
    """The newest earlier signal beyond the limit, if neither this one nor one since then is past the clear level.

    What is not known clears nothing; windows before the champion was in force count as clear.
    """
    for each in chain((signal,), series.earlier(signal.window)):
        value = each.value if each.value is not None else clear
        if _is_past(value, limit, above=above):
            return each
        if _is_past(value, clear, above=not above):
            return None
    return None


def _is_past(value: float, limit: float, *, above: bool) -> bool:
    return value > limit if above else value < limit


_NO_SHARE_OF_ZERO = "has the baseline 0, of which nothing is a percentage (test it with above or below)"
