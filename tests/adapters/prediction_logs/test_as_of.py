"""Whatever the log holds: reading it as of a moment is reading what had been written by then."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.log_facts import LogFacts
from tests.adapters.prediction_logs.builders import WEEK, a_log, hours, labels, predictions, write_days

HOURS = st.integers(-24, 240).map(float)
SERVED = st.lists(st.tuples(st.integers(0, 5), HOURS), min_size=1, max_size=12)
LANDED = st.lists(st.tuples(st.integers(0, 5), st.integers(50, 99).map(float), HOURS), max_size=12)


def _read(served: list[tuple[int, float]], landed: list[tuple[int, float, float]], as_of: float) -> pd.DataFrame:
    with TemporaryDirectory() as name:
        root = Path(name)
        rows = predictions(*[(number, hours(moment), moment) for number, moment in served])
        truth = labels(*[(number, label, hours(moment)) for number, label, moment in landed])
        # A log that holds nothing at all is refused, so one row lies there long before.
        write_days(predictions((99, hours(-2000), 0.0)), root / "served", by="scheduled")
        write_days(rows, root / "served", by="scheduled")
        write_days(truth, root / "landed", by="landed")
        return a_log(root, late_by=10).read(WEEK, as_of=hours(as_of))


@settings(max_examples=40, deadline=None)
@given(served=SERVED, landed=LANDED, as_of=HOURS)
def test_what_happens_after_as_of_changes_nothing(
    served: list[tuple[int, float]], landed: list[tuple[int, float, float]], as_of: float
) -> None:
    by_then = [row for row in served if row[1] < as_of]
    known = [row for row in landed if row[2] <= as_of]
    everything, then = _read(served, landed, as_of), _read(by_then, known, as_of)
    assert len(everything) == len(then)
    if len(then):
        pd.testing.assert_frame_equal(everything, then)
        assert _by_a_right_clock(everything) == _by_a_right_clock(then)


def _by_a_right_clock(rows: pd.DataFrame) -> LogFacts:
    """What the log showed, but for rows from after `as_of`: early ones, or only those of the future."""
    facts: LogFacts = rows.attrs["facts"]
    return replace(facts, early_rows=0)
