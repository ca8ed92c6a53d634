"""The benchmark of deciding does what it says; how fast is for the benchmark to say."""

import random

from benchmarks.deciding import SIGNALS, fleet, hour, measured, year
from policies import catalog


def test_a_window_has_as_many_signals_as_it_says_and_they_are_the_same_each_time() -> None:
    first, again = (measured(hour(3), random.Random(0)) for _ in range(2))
    assert len(first) == SIGNALS
    assert first == again
    assert {signal.window for signal in first} == {hour(3)}


def test_every_model_is_decided_over_by_every_policy_and_a_year_window_by_window() -> None:
    policies = [catalog.read(name) for name in catalog.names()]
    assert fleet(2, policies)[0] == 2 * len(policies)
    assert year(5, policies)[0] == 5 * len(policies)
