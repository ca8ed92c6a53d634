"""Signals arranged once: what grows by windows answers as what is built at once, and does no work that nobody asks."""

from dataclasses import replace
from functools import partial

import pytest

from domain.costs import Costs
from domain.signals import Signal
from domain.windows import Window
from policies.engine import decide
from policies.index import Arranged, Index
from tests.builders import MODEL, a_week
from tests.policies.builders import a_history, a_policy, drift, mae

POLICY = """
  any:
    - {signal: mae, worse_than_baseline_by: 10%, sustained: {windows: 2, of: 3}}
    - {signal: drift, columns: any, is: breached, sustained: {windows: 2, of: 2}}
    - {signal: mae, changed_by: {by: 30%, against: best, direction: up}}
    - {signal: mae, above: 11, until_below: 8}
    - {signal: mae, trend: {rises_by: 0.5, over: 4}}
    - {regret: {signal: mae, reaches: 20}}
"""


COSTS = Costs(retraining=20.0, error=0.01)


def a_window_of(week: int) -> tuple[Signal, ...]:
    value = 7 + (week * week * 5 % 11) / 2
    return (mae(value, week=week), *(drift(f"c{each}", (week * each) % 3 / 4, week=week) for each in range(3)))


def test_a_past_that_grows_decides_as_one_that_is_read_anew() -> None:
    policy, past = a_policy(when=POLICY), Index()
    before: list[Signal] = []
    for week in range(-30, 0):
        signals, window = a_window_of(week), a_week(week)
        ask = partial(decide, policy, signals, model=MODEL, window=window, now=window.end)
        anew = ask(a_history(*before, champion_since=a_week(-25).start, costs=COSTS))
        assert ask(a_history(champion_since=a_week(-25).start, costs=COSTS), past=past) == anew
        # Labels that come late amend a window of some weeks ago, or bring one that was never measured.
        late = tuple(replace(signal, value=9.0) for signal in a_window_of(week - 3 * (week % 4)))
        before = sorted((*before, *signals, *late), key=lambda signal: signal.window)
        past.add(signals)
        past.add(late)


class Counted(Index):
    """Counts how many signals were arranged by window."""

    def __init__(self, signals: tuple[Signal, ...]) -> None:
        self.arranged = 0
        super().__init__(signals)

    def _place(self, arranged: Arranged, signal: Signal) -> None:
        self.arranged += 1
        super()._place(arranged, signal)


@pytest.mark.parametrize("times", [1, 50])
def test_only_what_a_policy_reads_is_arranged_and_only_once(times: int) -> None:
    signals = tuple(mae(7, week=week, name=f"signal_{each}") for week in range(-200, 0) for each in range(20))
    past = Counted(signals)
    policy = a_policy(when="{signal: signal_7, above: 10, sustained: {windows: 2, of: 3}}")
    for _ in range(times):
        window = a_week(0)
        decide(policy, (), a_history(), model=MODEL, window=window, now=window.end, past=past)
    assert past.arranged == 200


def test_windows_come_newest_first_in_whatever_order_they_were_added() -> None:
    index = Index(mae(7, week=week) for week in (-3, -1, -2, -1, -5))
    assert list(index.before(a_week(0))) == [a_week(-1), a_week(-2), a_week(-3), a_week(-5)]
    assert list(index.before(a_week(-2))) == [a_week(-3), a_week(-5)]


def test_of_several_in_one_place_the_last_one_added_counts() -> None:
    index = Index((mae(7), mae(9)))
    assert index.slices("mae", a_week(0))[None][None].value == 9
    index.add((mae(11),))
    assert index.slices("mae", a_week(0))[None][None].value == 11
    assert index.slices("other", a_week(0)) == {}
    assert index.names == ("mae",)


def test_windows_that_were_taken_are_not_taken_again() -> None:
    index, taken = Index(mae(7, week=week) for week in range(-5, 0)), list[int]()

    def count(so_far: int, window: Window) -> int:
        taken.append((window.start - a_week(0).start).days // 7)
        return so_far + 1

    assert index.folded("count", a_week(0), 0, count) == 5
    index.add((mae(7, week=0),))
    assert index.folded("count", a_week(1), 0, count) == 6
    assert index.folded("count", a_week(-2), 0, count) == 3
    assert taken == [-5, -4, -3, -2, -1, 0]
    index.add((mae(9, week=-1),))
    assert index.folded("count", a_week(1), 0, count) == 6
    assert taken[6:] == [-1, 0]
    index.add((mae(9, week=-7),))
    assert index.folded("count", a_week(1), 0, count) == 7
    assert taken[8:] == [-7, -5, -4, -3, -2, -1, 0]
