"""The difference in differences and its standard error, held against the slow and plain way to compute them."""

import numpy as np
import numpy.typing as npt
import pytest

from monitors.changes.contrasts import compare, contrast, mean_contrast

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]


def _rows(seed: int, rows: int = 600) -> tuple[Floats, Codes, Codes]:
    dice = np.random.default_rng(seed)
    return dice.gamma(2, 1, rows), dice.integers(0, 4, rows), dice.integers(0, 9, rows)


def test_without_clusters_both_groups_bring_their_squared_standard_error() -> None:
    losses, codes, _ = _rows(1)
    found = contrast(losses, codes, 4)
    for segment in range(4):
        inside, outside = losses[codes == segment], losses[codes != segment]
        assert found.differences[segment] == pytest.approx(inside.mean() - outside.mean())
        expected = inside.var(ddof=1) / len(inside) + outside.var(ddof=1) / len(outside)
        assert found.variances[segment] == pytest.approx(expected)
        assert found.clusters[segment] == len(inside)


def test_with_clusters_the_variance_is_taken_between_them() -> None:
    losses, codes, days = _rows(2)
    found = contrast(losses, codes, 4, days)
    for segment in range(4):
        inside = codes == segment
        scores = np.where(
            inside,
            (losses - losses[inside].mean()) / inside.sum(),
            -(losses - losses[~inside].mean()) / (~inside).sum(),
        )
        of_day = np.array([scores[days == day].sum() for day in range(9)])
        assert found.variances[segment] == pytest.approx(9 / 8 * np.square(of_day).sum())


def test_a_cluster_for_each_row_says_what_independent_rows_say() -> None:
    losses, codes, _ = _rows(3, rows=20_000)
    apart = contrast(losses, codes, 4, np.arange(20_000))
    assert apart.variances == pytest.approx(contrast(losses, codes, 4).variances, rel=1e-3)


def test_a_segment_on_few_days_rests_on_those_days() -> None:
    losses, codes, days = _rows(4)
    days[codes == 2] %= 3
    assert contrast(losses, codes, 4, days).clusters.tolist() == [9, 9, 3, 9]


def test_what_moves_all_rows_alike_cancels() -> None:
    losses, codes, days = _rows(5)
    before, after = contrast(losses, codes, 4, days), contrast(losses + 7, codes, 4, days)
    assert compare(before, after).effects == pytest.approx(np.zeros(4), abs=1e-12)


def test_a_side_without_any_error_does_not_make_the_other_one_significant() -> None:
    many, few = np.repeat([1.0, 0.0], [40, 3960]), np.zeros(500)
    before, after = (contrast(losses, np.arange(len(losses)) % 2, 2) for losses in (many, few))
    assert compare(before, after).p.min() > 0.01


@pytest.mark.parametrize("clusters", [None, np.arange(400) % 8])
def test_losses_that_are_all_alike_leave_chance_unknown(clusters: Codes | None) -> None:
    losses, codes = np.full(400, 0.1), np.arange(400) % 3
    same = contrast(losses, codes, 3, clusters)
    assert np.isnan(compare(same, same).p).all()
    assert np.isnan(compare(mean_contrast(losses, clusters), mean_contrast(losses, clusters)).p).all()


def test_a_segment_without_rows_or_without_a_rest_is_unknown() -> None:
    losses = np.random.default_rng(6).random(50)
    everything = contrast(losses, np.zeros(50, dtype=np.intp), 2)
    assert np.isnan(compare(everything, everything).p).all()
