"""Mix and rate: nothing of the change is left over, whatever the segments."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.changes.decomposition import SegmentMeans, segment_means, split_change

SEGMENTS = 6
rows = st.lists(st.tuples(st.floats(-1e6, 1e6), st.integers(0, SEGMENTS - 1)), min_size=1, max_size=60)


def _side(rows: list[tuple[float, int]]) -> SegmentMeans:
    losses, codes = zip(*rows, strict=True)
    return segment_means(np.array(losses), np.array(codes), SEGMENTS)


@given(before=rows, after=rows)
def test_mix_and_rate_add_up_to_the_whole_change(
    before: list[tuple[float, int]], after: list[tuple[float, int]]
) -> None:
    reference, window = _side(before), _side(after)
    terms = split_change(reference, window)
    assert np.isfinite(terms.mix).all()
    assert np.isfinite(terms.rate).all()
    assert terms.mix.sum() + terms.rate.sum() == pytest.approx(window.overall - reference.overall, rel=1e-9, abs=1e-7)


@given(before=rows)
def test_nothing_changes_without_a_change(before: list[tuple[float, int]]) -> None:
    side = _side(before)
    terms = split_change(side, side)
    assert not terms.mix.any()
    assert not terms.rate.any()


def test_a_new_segment_and_one_that_is_gone_are_mix_alone() -> None:
    terms = split_change(_side([(1.0, 0), (3.0, 1)]), _side([(1.0, 0), (7.0, 2)]))
    assert terms.rate.tolist() == [0.0] * SEGMENTS
    assert terms.mix[:3].tolist() == [0.0, -0.5 * (3 - 2), 0.5 * (7 - 2)]


def test_a_segment_that_got_worse_with_the_same_share_is_rate_alone() -> None:
    terms = split_change(_side([(1.0, 0), (3.0, 1)]), _side([(1.0, 0), (9.0, 1)]))
    assert terms.mix.tolist() == [0.0] * SEGMENTS
    assert terms.rate[:2].tolist() == [0.0, 3.0]
