"""What is trained on and what is kept for the trial."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.hold_out import Split, TooShort, split
from trials.spec import TrialSpec

FROM = datetime(2013, 1, 1, tzinfo=UTC)


def _split(*, days: float, trained_until: float | None = None, spec: TrialSpec | None = None) -> Split | TooShort:
    until = None if trained_until is None else FROM + timedelta(days=trained_until)
    return split(
        labelled_from=FROM,
        as_of=FROM + timedelta(days=days),
        champion_trained_until=until,
        spec=spec or TrialSpec(),
    )


@pytest.mark.parametrize(
    ("days", "trained_until", "hold_out_days"),
    [
        (40, None, 14),  # 30 % would be 12 days: the fixed duration is longer
        (100, None, 30),  # 30 % is longer than 14 days
        (101, None, 31),  # 30.3 days, in whole days
        (100, 60, 14),  # 40 days are new, of which 30 % would be 12
        (100, 40, 18),  # 60 days are new
        (100, 80, 10),  # 20 days are new: half of them are left to learn from
        (100, 90, 7),  # 10 days are new: a trial has its seven
    ],
)
def test_the_last_part_of_labelled_time_is_kept(days: float, trained_until: float | None, hold_out_days: int) -> None:
    parts = _split(days=days, trained_until=trained_until)
    assert isinstance(parts, Split)
    assert parts.hold_out.duration == timedelta(days=hold_out_days)
    assert parts.hold_out.end == FROM + timedelta(days=days)
    assert parts.train_on.start == FROM
    assert parts.train_on.end == parts.hold_out.start


@pytest.mark.parametrize(
    ("days", "trained_until", "because"),
    [
        (100, 92.5, "only 7.5 days of labels that the champion was not trained on; a trial keeps at least 7 of them"),
        (100, 120, "only 0.0 days"),
        (7, None, "only 7.0 days"),
        (0, None, "only 0.0 days"),
        (-3, None, "only 0.0 days"),
    ],
)
def test_too_little_time_is_said_and_not_made_up_for(days: float, trained_until: float | None, because: str) -> None:
    answer = _split(days=days, trained_until=trained_until)
    assert isinstance(answer, TooShort)
    assert because in answer.because


@given(days=st.floats(1, 400), trained=st.floats(0, 400), share=st.floats(0, 0.99), kept=st.integers(1, 60))
def test_nobody_was_trained_on_the_hold_out(days: float, trained: float, share: float, kept: int) -> None:
    spec = TrialSpec(hold_out=timedelta(days=kept), hold_out_share=share)
    parts = _split(days=days, trained_until=trained, spec=spec)
    if isinstance(parts, Split):
        assert not parts.hold_out.overlaps(parts.train_on)
        assert parts.hold_out.start > FROM + timedelta(days=trained)
        assert parts.hold_out.duration >= timedelta(days=spec.min_days)
        assert parts.hold_out.end == FROM + timedelta(days=days)
