"""Several windows together: the level is kept, small lasting changes are found, and what cannot be known is not hot."""

import numpy as np
import pytest

from monitors.rank.accumulated import Accumulated, accumulate, level_for
from tests.monitors.counted import Floats, some_days

ALL = ["all"] * 32
LEVEL, DRAWS = 0.05, 99


def accumulated(
    days: Floats, *, recent: int = 4, level: float = LEVEL, draws: int = DRAWS, floor: float = 0
) -> Accumulated:
    split = len(days) - recent
    return accumulate(days[:split], days[split:], ALL[: len(days)], level=level, seed=1, min_effect=floor, draws=draws)


def changed(*, seed: int, shift: float, rows: int = 5000, days: int = 4) -> Floats:
    return np.concatenate(
        [some_days(28, seed=seed, rows=rows), some_days(days, seed=seed + 500, rows=rows, shift=shift)]
    )


@pytest.mark.slow
class TestErrorRates:
    @pytest.mark.parametrize("wander", [0.0, 0.03])
    @pytest.mark.parametrize("rows", [100, 200, 500, 5000])
    def test_no_more_than_the_level_of_unchanged_windows_are_hot(self, rows: int, wander: float) -> None:
        hot = [accumulated(some_days(32, seed=s, rows=rows, wander=wander)).hot.any() for s in range(200)]
        assert np.mean(hot) <= LEVEL + 3 * np.sqrt(LEVEL / 200)

    def test_nor_of_a_weekly_rhythm_whose_kinds_are_kept_apart(self) -> None:
        kinds = ["weekend" if day % 7 > 4 else "workday" for day in range(32)]
        hot = []
        for s in range(150):
            plain, lifted = some_days(32, seed=s, rows=500), some_days(32, seed=s + 500, rows=500, shift=0.5)
            days = np.where(np.array([kind == "weekend" for kind in kinds])[:, None, None], lifted, plain)
            found = accumulate(days[:28], days[28:], kinds, level=LEVEL, seed=1, min_effect=0, draws=DRAWS)
            hot.append(found.hot.any())
        assert np.mean(hot) <= LEVEL + 3 * np.sqrt(LEVEL / 150)

    def test_a_tenth_of_a_deviation_is_found_in_four_days_that_wander(self) -> None:
        level = level_for(0.5, per_period=90, recent=4)
        found = [accumulated(changed(seed=s, shift=0.1), level=level, draws=499, floor=0.03).hot for s in range(60)]
        assert np.mean([hot[-1] for hot in found]) >= 0.7
        assert np.mean([hot[:-1].any() for hot in found]) <= 0.05


def test_the_changed_feature_is_named_and_its_effect_is_that_of_all_recent_windows() -> None:
    found = accumulated(changed(seed=3, shift=0.3))
    assert np.flatnonzero(found.hot).tolist() == [19]
    assert found.p_values[19] == 1 / (DRAWS + 1)
    assert found.effects[19] == pytest.approx(0.12, abs=0.02)


def test_a_change_too_small_to_care_is_not_hot_whatever_its_p_value() -> None:
    found = accumulated(changed(seed=3, shift=0.3), floor=0.5)
    assert found.p_values[19] <= LEVEL
    assert not found.hot.any()


def test_the_same_windows_and_seed_give_the_same_answer_and_are_left_alone() -> None:
    days = changed(seed=4, shift=0.1)
    before = days.copy()
    assert (accumulated(days).p_values == accumulated(days).p_values).all()
    assert (days == before).all()


def test_the_order_of_the_recent_windows_does_not_matter() -> None:
    days = changed(seed=5, shift=0.1)
    turned = np.concatenate([days[:28], days[:27:-1]])
    assert accumulated(days).effects == pytest.approx(accumulated(turned).effects)


def test_a_column_without_rows_is_not_known_and_a_constant_is_never_hot() -> None:
    days = changed(seed=6, shift=0.0)
    days[28:, 2], days[:, 5] = 0, 0
    days[:, 5, 0] = 5000
    found = accumulated(days)
    assert np.flatnonzero(~found.known).tolist() == [2]
    assert found.p_values[2] == found.p_values[5] == 1
    assert not found.hot[[2, 5]].any()


def test_windows_of_a_new_kind_have_nothing_to_be_drawn_against() -> None:
    days = changed(seed=7, shift=1.0)
    found = accumulate(days[:28], days[28:], ["workday"] * 28 + ["holiday"] * 4, level=LEVEL, seed=1, draws=DRAWS)
    assert (found.p_values == 1).all()
    assert not found.hot.any()


def test_too_few_draws_for_the_level_are_refused() -> None:
    with pytest.raises(ValueError, match=r"99 draws give no p-value below 0.01, and 0.001 is asked for"):
        accumulated(changed(seed=8, shift=0), level=0.001)
