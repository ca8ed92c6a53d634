"""What a champion's errors have cost beyond what was promised, against what a retraining costs."""

from collections.abc import Iterable
from dataclasses import dataclass

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
    found = Sum()
    for signal in signals:
        cost = found.cost + (excess(signal) or 0.0) * signal.rows * costs.error
        if cost <= 0:
            found = Sum()
        else:
            found = Sum(cost=cost, rows=found.rows + signal.rows, began=found.began or signal.window)
    return found


def answer_regret(condition: AccumulatedRegret, evidence: Evidence) -> Verdict:
    """Whether the cost added up since the promotion has reached that of a retraining.

    Windows whose value is not known add nothing, and are counted in the sentence. While the one at hand is not known,
    neither is the answer, unless what is known is enough.
    """
    asked, costs = condition.regret, evidence.history.costs
    series = Series(evidence=evidence, name=asked.signal, provisional=asked.provisional)
    if costs is None:
        return Verdict(truth=Truth.UNKNOWN, said=f"the regret of {asked.signal}: {NO_COSTS}", readings=(_none(series),))
    newest = series.known_at(evidence.window)
    known = [*([newest] if newest else []), *series.earlier(evidence.window)]
    comparable = [signal for signal in reversed(known) if signal.baseline is not None]
    if not comparable:
        return Verdict(truth=Truth.UNKNOWN, said=_nothing_known(series, known), readings=(_none(series),))
    return _judged(asked.reaches, series, comparable, costs, is_current=comparable[-1].window == evidence.window)


def _judged(reaches: float, series: Series, known: list[Signal], costs: Costs, *, is_current: bool) -> Verdict:
    found, limit = added_up(known, costs), reaches * costs.retraining
    reading = Reading(
        of=f"regret of {series.name}{f' in {costs.currency}' if costs.currency else ''}",
        value=found.cost,
        limit=limit,
        is_true_at_limit=True,
        rows=found.rows,
        signal=series.evidence.id_of(known[-1]),
        window=Window(start=(found.began or known[-1].window).start, end=known[-1].window.end),
    )
    enough = found.cost >= limit
    since = f" since {day(found.began.start)}" if found.began else ""
    said = (
        f"{series.name} cost {amount(found.cost, costs)} more than promised{since} (limit {amount(limit, costs)}), "
        f"{found.rows:,} rows{_unknown_windows(series, known)}"
    )
    truth = truth_of(holds=enough) if enough or is_current else Truth.UNKNOWN
    return Verdict(truth=truth, said=said, readings=(reading,))


def _unknown_windows(series: Series, known: list[Signal]) -> str:
    """How many windows of this champion's time added nothing because they are not known."""
    evidence = series.evidence
    missing = 1 + sum(1 for _ in evidence.earlier(evidence.window)) - len(known)
    return f", {missing} windows not known" if missing else ""


def _nothing_known(series: Series, known: list[Signal]) -> str:
    if known:
        return f"{series.name} has no baseline that its regret could be counted from"
    signal = series.at(series.evidence.window)
    why = series.absent(series.evidence.window) if signal is None else series.doubt(signal)
    return f"the regret of {series.name} is not known: {why}"


def _none(series: Series) -> Reading:
    window = series.evidence.window
    return series.unknown(window, series.at(window))
