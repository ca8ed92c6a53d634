"""One signal over several windows: does it rise or fall, and more steadily than noise does?"""

from collections.abc import Sequence

from domain.decisions import Reading, Truth
from domain.signals import Signal
from domain.windows import Window
from policies.logic import truth_of
from policies.rules import ALL
from policies.series import Series
from policies.signal_test_shapes import Trend
from policies.trends import chance_of_rising, slope
from policies.verdicts import Verdict
from policies.wording import number


def follows_trend(trend: Trend, series: Series, windows: Sequence[Window]) -> Verdict:
    """Whether the values of all these windows, which come newest first, rise or fall as the trend says."""
    signals = [signal for window in reversed(windows) if (signal := series.known_at(window)) is not None]
    if len(signals) < len(windows):
        return Verdict(
            truth=Truth.UNKNOWN,
            said=f"{series.title} is known in {len(signals)} of the {len(windows)} windows that a trend needs",
            readings=(series.unknown(windows[0], series.at(windows[0])),),
        )
    return _judged(trend, series, signals)


def _judged(trend: Trend, series: Series, signals: Sequence[Signal]) -> Verdict:
    """The answer over known signals, oldest first."""
    values = [trend.sign * (signal.value or 0.0) for signal in signals]
    step, chance = slope(values), chance_of_rising(values)
    rising, falling = ("rises", "falls") if trend.sign > 0 else ("falls", "rises")
    verb = rising if step >= 0 else falling
    return Verdict(
        truth=truth_of(holds=step >= trend.least and chance < trend.p_below),
        said=f"{series.title} {verb} by {number(abs(step))} a window over {len(signals)} windows "
        f"(limit {rising} by {number(trend.least)}), p {number(chance)} (limit {number(trend.p_below)})",
        readings=_readings(trend, series, signals, step=step, chance=chance),
        rule=ALL,
    )


def _readings(
    trend: Trend, series: Series, signals: Sequence[Signal], *, step: float, chance: float
) -> tuple[Reading, ...]:
    """How steep, and how likely as noise; both over all windows together."""
    rows, span = sum(each.rows for each in signals), Window(start=signals[0].window.start, end=signals[-1].window.end)
    way = "rise" if trend.sign > 0 else "fall"
    steep = Reading(
        of=f"{way} of {series.title} a window",
        value=step,
        limit=trend.least,
        is_true_at_limit=True,
        rows=rows,
        signal=series.evidence.id_of(signals[-1]),
        window=span,
    )
    steady = Reading(
        of=f"chance that noise {way}s so steadily",
        value=chance,
        limit=trend.p_below,
        is_true_above=False,
        rows=rows,
        window=span,
    )
    return steep, steady
