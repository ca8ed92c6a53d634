"""Tables of segments: what is tested, what is not, and why."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from monitors.changes.slices import LossRows, change_by_segment, overall_change
from tests.monitors.changes.builders import COLUMNS, judged, some_losses


def _rows(counts: dict[str, int], *, loss: float = 0.0, days: int = 0) -> LossRows:
    values = np.repeat(list(counts), list(counts.values()))
    dice = np.random.default_rng(1)
    clusters = np.arange(len(values)) % days if days else None
    return LossRows(losses=loss + dice.random(len(values)), segments=pd.DataFrame({"x": values}), clusters=clusters)


def _notes(before: LossRows, after: LossRows) -> dict[str, str | None]:
    (table,) = change_by_segment(before, after, ["x"])
    return {segment.values[0]: segment.note for segment in table.segments}


def test_every_table_splits_the_whole_change_and_counts_every_row() -> None:
    before, after = some_losses(9000, seed=1), some_losses(3000, seed=2, worse_slice=0.2)
    overall = overall_change(before, after)
    tables = change_by_segment(before, after, COLUMNS)
    assert len(tables) == 4 + 6
    for table in tables:
        assert table.mix + table.rate == pytest.approx(overall.change, rel=1e-9)
        assert sum(s.mix + s.rate for s in table.segments) == pytest.approx(overall.change, rel=1e-9)
        assert sum(s.rows_before for s in table.segments) == 9000
        assert sum(s.rows_after for s in table.segments) == 3000
        assert len(table.segments) <= 51


def test_every_segment_is_tested_or_says_why_not() -> None:
    before, after = some_losses(9000, seed=1), some_losses(3000, seed=2)
    for table in change_by_segment(before, after, COLUMNS):
        for segment in table.segments:
            assert (segment.p is None) == (segment.z is None) == (segment.effect is None) == (segment.note is not None)


def test_small_new_and_lost_segments_are_named_and_not_tested() -> None:
    notes = _notes(
        _rows({"big": 900, "small": 199, "lost": 5, "a": 300}), _rows({"big": 900, "small": 500, "new": 300})
    )
    assert notes == {
        "big": None,
        "small": "199 rows in the reference and 500 in the window; a test needs 200 in each",
        "lost": "not in the window: gone",
        "new": "not in the reference: new",
        "a": "not in the window: gone",
    }


def test_a_segment_that_is_nearly_all_of_the_traffic_has_nothing_to_be_compared_with() -> None:
    notes = _notes(_rows({"big": 900, "small": 100}), _rows({"big": 900, "small": 300}))
    assert notes["big"] == (
        "only 100 rows of the reference and 300 of the window are outside of it; a test needs 200 in each"
    )


@pytest.mark.parametrize(("days", "is_tested"), [(6, False), (7, True)])
def test_seven_days_are_needed_where_days_make_rows_alike(days: int, is_tested: bool) -> None:
    before, after = _rows({"a": 900, "b": 900}, days=28), _rows({"a": 700, "b": 700}, days=days)
    note = None if is_tested else "the rows are of only 6 days or entities on one side; a test needs 7"
    assert set(_notes(before, after).values()) == {note}
    assert (overall_change(before, after).p is not None) == is_tested
    assert overall_change(before, after).note == note


def test_the_correction_counts_every_test_of_every_table() -> None:
    before, after = some_losses(9000, seed=1), some_losses(9000, seed=2, worse_slice=0.05)
    alone = judged(change_by_segment(before, after, ["by_10"]))["by_10 = 3"]
    every = judged(change_by_segment(before, after, COLUMNS))
    assert alone.p is not None
    assert every["by_10 = 3"].p == pytest.approx(alone.p / 10 * len(every))
    assert every["by_10 = 3"].z == alone.z


def test_the_order_of_the_rows_changes_nothing() -> None:
    before, after = some_losses(4000, seed=1, days=14), some_losses(4000, seed=2, days=7)
    shuffled = np.random.default_rng(3).permutation(4000)
    assert after.clusters is not None
    mixed = LossRows(
        losses=after.losses[shuffled], segments=after.segments.iloc[shuffled], clusters=after.clusters[shuffled]
    )
    there, back = (change_by_segment(before, side, ["by_5"])[0].segments for side in (after, mixed))
    assert [s.values for s in there] == [s.values for s in back]
    assert [s.z for s in there] == pytest.approx([s.z for s in back])


def test_the_rows_are_left_alone() -> None:
    before, after = some_losses(2000, seed=1), some_losses(2000, seed=2)
    losses, segments = before.losses.copy(), before.segments.copy(deep=True)
    change_by_segment(before, after, COLUMNS)
    assert (before.losses == losses).all()
    pd.testing.assert_frame_equal(before.segments, segments)


def test_without_columns_there_are_no_tables() -> None:
    assert change_by_segment(some_losses(300, seed=1), some_losses(300, seed=2), []) == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"losses": np.zeros(3)}, "segments: 300 rows for 3 losses; give one for each"),
        ({"clusters": np.zeros(2, dtype=np.intp)}, "clusters: 2 rows for 300 losses; give one for each"),
        ({"losses": np.full(300, np.nan)}, "losses: not every one is a finite number"),
    ],
)
def test_losses_that_do_not_fit_their_rows_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(some_losses(300, seed=1), **change)  # type: ignore[arg-type]
