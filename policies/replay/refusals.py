"""When a full backtest would say more than it knows, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.durations import duration_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from domain.costs import Costs

_CYCLES = 3

CAUSALITY = (
    "The past is replayed as it was logged: where another version would have changed what people did, and with it the "
    "data (prices, recommendations, who gets a loan), the replay does not show what would have come of it."
)


def refusals(*, has_label_times: bool, costs: Costs | None, span: timedelta, label_delay: timedelta) -> Iterator[str]:
    """One sentence with its remedy for each reason why costs and regret cannot be reckoned; none if they can.

    `span` is the time that is replayed and `label_delay` how long labels take to mature. Of fewer than three such
    delays, one passes before anything can be decided, and one before anything can be judged.
    """
    if not has_label_times:
        yield (
            "the log does not say when a label arrived, so nobody knows what was known at the time; name the column "
            "with that moment under log.columns.label_time, or look at the decisions alone with --decisions-only"
        )
    if costs is None:
        yield (
            "what a retraining costs beside an error is not known; write costs: {retraining: 20, error: 0.01} in the "
            "model's file, or give --retraining-cost and --error-cost"
        )
    if span < _CYCLES * label_delay:
        yield (
            f"{duration_words(span)} are fewer than {_CYCLES} times the {duration_words(label_delay)} that labels "
            f"take to mature; choose a longer span with --from and --to, or look at the decisions alone with "
            f"--decisions-only"
        )
