"""Error rates and sentences of a new champion's first weeks."""

import numpy as np
import pytest

from domain.approvals import ProbationState
from tests.trials.builders import some_pairs
from trials.probation import FULL_WATCH, daily_harm, stand

MARGIN = 0.5
REPLICATES = 600


def _share(*, harm: float, state: ProbationState, seed: int = 1) -> float:
    rng = np.random.default_rng(seed)
    ended = (stand(rng.normal(harm, 1.0, FULL_WATCH), margin=MARGIN, ended=True) for _ in range(REPLICATES))
    return sum(probation.state is state for probation in ended) / REPLICATES


@pytest.mark.parametrize(("harm", "at_most"), [(0.0, 0.005), (MARGIN, 0.05)])
def test_a_good_champion_is_rarely_rolled_back_although_looked_at_daily(harm: float, at_most: float) -> None:
    assert _share(harm=harm, state=ProbationState.ROLLED_BACK) <= at_most


def test_a_champion_that_harms_is_rolled_back() -> None:
    assert _share(harm=2.0, state=ProbationState.ROLLED_BACK) > 0.95


def test_a_champion_without_harm_is_mostly_confirmed_and_one_at_the_margin_rarely() -> None:
    assert _share(harm=0.0, state=ProbationState.CONFIRMED) > 0.7
    assert _share(harm=MARGIN, state=ProbationState.CONFIRMED) <= 0.07


@pytest.mark.parametrize(
    ("days", "ended", "state", "because"),
    [
        ([], False, None, "0 days seen"),
        ([9.0, 9.1, 8.9, 9.0], False, None, "4 days seen"),
        ([9.0, 9.1, 8.9, 9.0, 9.1], False, ProbationState.ROLLED_BACK, "over 5 days"),
        ([0.0, 0.1, -0.1, 0.0, 0.1, 0.0, -0.1], True, ProbationState.CONFIRMED, "over 7 days"),
        ([0.0, 0.1, -0.1], True, ProbationState.NOT_CONFIRMED, "only 3 days"),
        (
            [-2.0, 3.0, -2.0, 3.0, -2.0, 3.0, 1.0],
            True,
            ProbationState.NOT_CONFIRMED,
            "not below the 0.5 that is tolerated",
        ),
    ],
)
def test_the_watch_says_where_it_stands(
    days: list[float], ended: bool, state: ProbationState | None, because: str
) -> None:
    probation = stand(days, margin=MARGIN, ended=ended)
    assert probation.state is state
    assert because in probation.because


def test_a_roll_back_stays_one_whatever_later_days_say() -> None:
    certain = [9.0, 9.1, 8.9, 9.0, 9.1]
    assert stand([*certain, *[-50.0] * 9], margin=MARGIN, ended=False).state is ProbationState.ROLLED_BACK


def test_harm_is_the_new_champions_extra_loss_by_day() -> None:
    shadow = some_pairs(gain=-1, days=9)
    harm = daily_harm(shadow)
    assert len(harm) == 9
    assert harm.mean() == pytest.approx(1, abs=0.2)
    assert harm[0] == pytest.approx((shadow.challenger - shadow.champion)[:100].mean())
