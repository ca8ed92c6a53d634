"""The arrival curve of labels: what still waits counts as waiting, not as never."""

import numpy as np
import pytest

from monitors.performance.metrics.arrival import arrival_curve


def test_it_finds_the_curve_though_half_the_rows_have_not_waited_long() -> None:
    dice = np.random.default_rng(1)
    delays, ages = dice.exponential(48, 20_000), dice.uniform(0, 24 * 14, 20_000)
    never = dice.random(20_000) < 0.1
    labelled = (delays <= ages) & ~never
    curve = arrival_curve(np.where(labelled, delays, ages), labelled)
    at = np.array([24.0, 72.0, 200.0])
    assert curve.at(at) == pytest.approx(0.9 * (1 - np.exp(-at / 48)), abs=0.02)


def test_labels_dated_before_their_rows_came_at_once() -> None:
    assert arrival_curve(np.array([-5.0, 3.0]), np.array([True, True])).at(np.array([0.0])).tolist() == [0.5]


def test_no_label_at_all_is_a_share_of_none() -> None:
    assert arrival_curve(np.array([5.0, 3.0]), np.array([False, False])).at(np.array([99.0])).tolist() == [0.0]
