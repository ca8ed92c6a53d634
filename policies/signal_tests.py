"""One signal of one window against the test of a condition."""

from domain.decisions import Truth
from domain.signals import Maturity, Side, Signal, SignalState
from policies.logic import truth_of
from policies.quantities import percentage_text
from policies.signal_shapes import Asked, SignalCondition
from policies.wording import number

Answer = tuple[Truth, str]


def judge(condition: SignalCondition, signal: Signal) -> Answer:
    """The answer to the condition's test, and the sentence that shows the value, the limit and the rows."""
    if signal.value is None or signal.state is SignalState.UNKNOWN:
        return Truth.UNKNOWN, f"{signal.title} is not known: {signal.note}"
    if signal.maturity is Maturity.PROVISIONAL and not condition.provisional:
        return Truth.UNKNOWN, (
            f"{signal.title} {number(signal.value)} is provisional, later labels may change it "
            "(provisional: true accepts it)"
        )
    truth, said = _compare(condition, signal, signal.value)
    return truth, f"{signal.title} {number(signal.value)} {said}, {signal.rows:,} rows"


def _compare(condition: SignalCondition, signal: Signal, value: float) -> Answer:
    if condition.is_ is not None:
        return _against_state(condition.is_, signal)
    if condition.worse_than_baseline_by is not None:
        return _against_baseline(condition.worse_than_baseline_by, signal, value)
    if condition.above is not None:
        return _against_limit(value > condition.above, "above", condition.above)
    assert condition.below is not None  # one test is given: the shape saw to it
    return _against_limit(value < condition.below, "below", condition.below)


def _against_state(asked: Asked, signal: Signal) -> Answer:
    limit = "" if signal.threshold is None else f", limit {number(signal.threshold)}"
    return truth_of(holds=signal.state.value == asked.value), f"is {signal.state.value}{limit}"


def _against_limit(holds: bool, side: str, limit: float) -> Answer:  # noqa: FBT001  (read at its two calls above)
    return truth_of(holds=holds), f"is {'' if holds else 'not '}{side} {number(limit)}"


def _against_baseline(limit: float, signal: Signal, value: float) -> Answer:
    """The relative change (value - baseline) / |baseline|, counted towards the side on which the signal is bad."""
    if not signal.baseline:
        return Truth.UNKNOWN, "has no baseline to be held against" if signal.baseline is None else _NO_SHARE_OF_ZERO
    change = (value - signal.baseline) / abs(signal.baseline)
    worse = change if signal.side is Side.ABOVE else -change
    side = "above" if change >= 0 else "below"
    said = f"is {percentage_text(abs(change))} {side} its baseline {number(signal.baseline)}"
    return truth_of(holds=worse > limit), f"{said} (limit {percentage_text(limit)})"


_NO_SHARE_OF_ZERO = "has the baseline 0, of which nothing is a percentage (test it with above or below)"
