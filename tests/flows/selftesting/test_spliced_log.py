from datetime import timedelta

import pandas as pd
import pytest

from adapters.memory import MemoryPredictionLog
from domain.columns import ID, LABEL, TIME
from domain.log_facts import Arrived
from domain.windows import Window
from flows.selftesting.spliced_log import SplicedLog
from tests.builders import MONDAY, WEEK
from tests.flows.builders import traffic

DAY = timedelta(days=1)
LATER = MONDAY + 3 * WEEK


@pytest.fixture
def spliced() -> SplicedLog:
    """From Monday on half of the rows, and their x is 100."""
    rows = traffic(weeks=2)
    instead = rows[rows[TIME] >= MONDAY].iloc[::2].assign(x=100.0)
    return SplicedLog(real=MemoryPredictionLog(rows), instead=MemoryPredictionLog(instead), at=MONDAY)


@pytest.mark.parametrize(
    ("window", "real", "instead"),
    [
        (Window(start=MONDAY - 2 * DAY, end=MONDAY), 96, 0),
        (Window(start=MONDAY, end=MONDAY + DAY), 0, 24),
        (Window(start=MONDAY - DAY, end=MONDAY + DAY), 48, 24),
    ],
)
def test_each_side_gives_its_own_rows(spliced: SplicedLog, window: Window, real: int, instead: int) -> None:
    rows = spliced.read(window, as_of=LATER)
    assert list(rows[TIME]) == sorted(rows[TIME])
    assert int((rows["x"] == 100).sum()) == instead
    assert len(rows) == real + instead == rows.attrs["facts"].rows
    assert spliced.arrived(window, as_of=LATER) == Arrived(rows=real + instead, labels=real + instead)
    assert sum(batch.num_rows for batch in spliced.stream(window, as_of=LATER)) == real + instead


def test_only_what_was_known_is_there(spliced: SplicedLog) -> None:
    rows = spliced.read(Window(start=MONDAY - DAY, end=MONDAY + DAY), as_of=MONDAY + timedelta(hours=1.5))
    assert rows[TIME].max() < pd.Timestamp(MONDAY) + pd.Timedelta(hours=1.5)
    assert rows[LABEL].isna().tolist()[-2:] == [False, True]


def test_only_the_columns_asked_for_are_read(spliced: SplicedLog) -> None:
    rows = spliced.read(Window(start=MONDAY - DAY, end=MONDAY + DAY), as_of=LATER, columns=("x",))
    assert set(rows) == {ID, TIME, "x"}
