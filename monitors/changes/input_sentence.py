"""Which of the features moves the prediction, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from monitors.changes.swap_in import SwapIn
from monitors.changes.wording import signed

_STANDARD_ERRORS = 3.0
_NAMED = 3


def which_inputs(
    swaps: Sequence[SwapIn], *, prediction_unit: str | None = None, metric: str = "loss", unit: str | None = None
) -> str | None:
    """The feature that moves the prediction most, or that none does by more than chance; None without any feature.

    Three times `SwapIn.noise` is what chance could do; what stays within it steps back behind what does not. `unit`
    is that of the metric, whose expected change is told where somebody asked for it.
    """
    known = {swap: swap.prediction_change for swap in swaps if swap.prediction_change is not None}
    remark = _not_compared([swap.column for swap in swaps if swap.prediction_change is None])
    if not known:
        return f"Which of the features moves the prediction is unknown{remark}." if swaps else None
    beyond_chance = [swap for swap in known if swap.noise is None or abs(known[swap]) > _STANDARD_ERRORS * swap.noise]
    first = max(beyond_chance or known, key=lambda swap: abs(known[swap]))
    change = signed(known[first], prediction_unit)
    if not beyond_chance:
        largest = f"the largest change is that of {first.column}, {change}"
        return f"No single feature moves the prediction by more than chance; {largest}{remark}."
    return (
        f"Of the features, {first.column} moves the prediction most: {change} on average"
        f"{_expected(first, metric, unit)} if the other columns' dependence stayed as before{remark}."
    )


def _expected(swap: SwapIn, metric: str, unit: str | None) -> str:
    change = swap.expected_loss_change
    return "" if change is None else f" (the expected {metric}: {signed(change, unit)})"


def _not_compared(columns: Sequence[str]) -> str:
    named = [*columns[:_NAMED], *([f"{len(columns) - _NAMED} more"] if len(columns) > _NAMED else [])]
    return f" ({', '.join(named)} could not be compared)" if named else ""
