"""What a champion's errors have cost beyond what was promised, against what a retraining costs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial, reduce

from domain.costs import Costs
from domain.decisions import Reading, Truth
from domain.signals import Side, Signal
from domain.windows import Window
from policies.evidence import Evidence
from policies.history_shapes import AccumulatedRegret
from policies.logic import truth_of
from policies.series import Series
from policies.verdicts import Verdict
from policies.wording import amount, day

NO_COSTS = (
    "what errors and retrainings cost is not known; write `costs: {retraining: ..., error: ...}` into the model's file"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A cost added up over `rows` rows, from the window at which it last was nothing; None before the first cost."""

    cost: float = 0.0
    rows: int = 0
    began: Window | None = None


def excess(signal: Signal) -> float | None:
    """How much worse than its baseline the signal is, in its own unit, negative if better; None without a baseline."""
    if signal.value is None or signal.baseline is None:
        return None
    difference = signal.value - signal.baseline
    return difference if signal.side is Side.ABOVE else -difference


def added_up(signals: Iterable[Signal], costs: Costs) -> Sum:
    """The cost of these windows, oldest first, with good windows paying back down to nothing and no further.

    Adding up only what is worse would let noise reach any limit in time; letting good windows run up a credit would let
    a good year pay for a bad month. The sum that never falls below nothing does neither: it is Page's cumulative sum,
    and where it last was nothing is the likeliest beginning of the change.

    Source: E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954).
    """
    return reduce(partial(_plus, costs), signals, Sum())


def _plus(costs: Costs, so_far: Sum, signal: Signal) -> Sum:
    cost = so_far.cost + (excess(signal) or 0.0) * signal.rows * costs.error
    if cost <= 0:
        return Sum()
    return Sum(cost=cost, rows=so_far.rows + signal.rows, began=so_far.began or signal.window)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tally:
    """What came of a champion's windows so far; `newest` is the last one that could be compared with its baseline."""

    total: Sum = Sum()
    windows: int = 0
    compared: int = 0
    newest: Signal | None = None
    lacks_baseline: bool = False


def answer_regret(condition: AccumulatedRegret, evidence: Evidence) -> Verdict:
    """Whether the cost added up since the promotion has reached that of a retraining.

    Windows whose value is not known add nothing, and are counted in the sentence. While the one at hand is not known,
    neither is the answer, unless what is known is enough.
    """
    asked, costs = condition.regret, evidence.history.costs
    series = Series(evidence=evidence, name=asked.signal, provisional=asked.provisional)
    if costs is None:
        return Verdict(truth=Truth.UNKNOWN, said=f"the regret of {asked.signal}: {NO_COSTS}", readings=(_none(series),))
    take = partial(_taken, series, costs)
    key = ("regret", asked.signal, asked.provisional, costs.error, evidence.history.champion_since)
    tally = take(evidence.past.folded(key, evidence.window, _Tally(), take), evidence.window)
    if tally.newest is None:
        said = _nothing_known(series, lacks_baseline=tally.lacks_baseline)
        return Verdict(truth=Truth.UNKNOWN, said=said, readings=(_none(series),))
    return _judged(asked.reaches * costs.retraining, series, tally, tally.newest, costs)


def _taken(series: Series, costs: Costs, tally: _Tally, window: Window) -> _Tally:
    """The tally with one more window of this champion's."""
    if series.is_before_champion(window):
        return tally
    signal = series.known_at(window)
    if signal is None or signal.baseline is None:
        return replace(tally, windows=tally.windows + 1, lacks_baseline=tally.lacks_baseline or signal is not None)
    return replace(
        tally,
        total=_plus(costs, tally.total, signal),
        windows=tally.windows + 1,
        compared=tally.compared + 1,
        newest=signal,
    )


def _judged(limit: float, series: Series, tally: _Tally, newest: Signal, costs: Costs) -> Verdict:
    total, missing = tally.total, tally.windows - tally.compared
    reading = Reading(
        of=f"regret of {series.name}{f' in {costs.currency}' if costs.currency else ''}",
        value=total.cost,
        limit=limit,
        is_true_at_limit=True,
        rows=total.rows,
        signal=series.evidence.id_of(newest),
        window=Window(start=(total.began or newest.window).start, end=newest.window.end),
    )
    since = f" since {day(total.began.start)}" if total.began else ""
    said = (
        f"{series.name} cost {amount(total.cost, costs)} more than promised{since} (limit {amount(limit, costs)}), "
        f"{total.rows:,} rows" + (f", {missing} windows not known" if missing else "")
    )
    is_current, enough = newest.window == series.evidence.window, total.cost >= limit
    truth = truth_of(holds=enough) if enough or is_current else Truth.UNKNOWN
    return Verdict(truth=truth, said=said, readings=(reading,))


def _nothing_known(series: Series, *, lacks_baseline: bool) -> str:
    if lacks_baseline:
        return f"{series.name} has no baseline that its regret could be counted from"
    signal = series.at(series.evidence.window)
    why = series.absent(series.evidence.window) if signal is None else series.doubt(signal)
    return f"the regret of {series.name} is not known: {why}"


def _none(series: Series) -> Reading:
    window = series.evidence.window
    return series.unknown(window, series.at(window))
