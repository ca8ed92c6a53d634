"""How high a score must rank, and how often in a row, for a stated number of false alarms."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

MIN_WINDOWS = 8
_RUN_LENGTHS = (2, 1, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRule:
    """Alarm when `in_a_row` windows in a row score above the `rank`-th largest of the reference's scores.

    `expected_false_alarms` is an upper bound on their number in one period of unchanged traffic.
    """

    in_a_row: int
    rank: int
    expected_false_alarms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOnly:
    """No rule keeps the budget: distances are reported, and nothing alarms."""

    reason: str


def choose_rank(windows: int, per_period: float, false_alarms: float) -> RankRule | ReportOnly:
    """The most sensitive rule that promises at most `false_alarms` in `per_period` windows.

    `windows` counts those of the reference; below 8 there is no rule. Two windows in a row are tried first: a single
    strange window then alarms nobody, and a lasting change costs one window of delay. One in a row asks for a
    long reference, three and four do with a short one.

    >>> choose_rank(28, per_period=90, false_alarms=1)
    RankRule(in_a_row=2, rank=2, expected_false_alarms=0.6137931034482759)
    >>> choose_rank(7, per_period=90, false_alarms=1)
    ReportOnly(reason='7 windows of reference are too few; at least 8 are needed')
    """
    if windows < MIN_WINDOWS:
        return ReportOnly(reason=f"{windows} windows of reference are too few; at least {MIN_WINDOWS} are needed")
    for in_a_row in _RUN_LENGTHS:
        expected = [expected_false_alarms(windows, rank, in_a_row, per_period) for rank in range(1, windows + 1)]
        if within := sum(number <= false_alarms for number in expected):
            return RankRule(in_a_row=in_a_row, rank=within, expected_false_alarms=expected[within - 1])
    return ReportOnly(
        reason=f"{windows} windows of reference cannot promise {false_alarms:g} false alarms "
        f"in {per_period:g} windows; allow more of them or lengthen the reference"
    )


def expected_false_alarms(windows: int, rank: int, in_a_row: int, per_period: float) -> float:
    """At most so many false alarms in a period, whatever the distribution, if all windows are exchangeable.

    With W windows of reference, m new ones all score above the k-th largest with probability at most
    C(m + k - 1, m) / C(W + m, m): the new ones must then be among the m + k - 1 largest of all W + m, and each
    choice of m places is equally likely. A period of Q windows has Q - m + 1 places for such a run.
    V. Vovk, A. Gammerman, G. Shafer, Algorithmic learning in a random world (2005), chapter 2, for m = 1.

    >>> expected_false_alarms(99, rank=1, in_a_row=1, per_period=100)
    1.0
    >>> expected_false_alarms(8, rank=1, in_a_row=2, per_period=46)
    1.0
    """
    places = max(1.0, per_period - in_a_row + 1)
    return places * comb(in_a_row + rank - 1, in_a_row) / comb(windows + in_a_row, in_a_row)
