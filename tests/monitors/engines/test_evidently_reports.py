"""Evidently's report is written whatever the columns hold, and names those that it cannot take."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from domain.errors import EvidenceUnavailable
from monitors.engines.evidently_reports import write_report


def some_columns(n: int = 300, *, seed: int = 1, **columns: Any) -> pd.DataFrame:
    dice = np.random.default_rng(seed)
    base = {"temp": dice.normal(15, 8, n), "carrier": half("AA", "UA", n)}
    return pd.DataFrame({**base, **columns})


def half(value: Any, other: Any, n: int = 300) -> list[Any]:
    return [value, other] * (n // 2)


TAKEN: dict[str, Any] = {
    "Decimal": half(Decimal("1.5"), Decimal("2.5")),
    "nullable Int64": pd.array(half(1, None), dtype="Int64"),
    "nullable Float64": pd.array(half(1.5, None), dtype="Float64"),
    "nullable boolean": pd.array(half(True, None), dtype="boolean"),
    "arrow string": pd.array(half("a", None), dtype="string[pyarrow]"),
    "categories": pd.Categorical(half("a", None)),
    "inf": half(1.0, np.inf),
    "constant": 1.0,
}
LEFT_OUT: dict[str, tuple[Any, str]] = {
    "all null": (None, "no values"),
    "dates": (datetime(2013, 4, 1, tzinfo=UTC), "values that are neither numbers nor text"),
    "mixed": (half(1, "a"), "mixed values"),
}


def test_columns_of_every_dtype_are_compared_or_named(tmp_path: Path) -> None:
    columns = {**TAKEN, **{name: values for name, (values, _) in LEFT_OUT.items()}}
    report = write_report(some_columns(**columns), some_columns(seed=2, **columns), tmp_path / "new" / "report.html")
    left_out = dict(report.left_out)
    assert list(left_out) == list(LEFT_OUT)
    assert all(LEFT_OUT[name][1] in why for name, why in left_out.items())
    html = report.path.read_text()
    assert all(name in html for name in [*TAKEN, "temp", "carrier"])


def test_what_drifted_is_named(tmp_path: Path) -> None:
    reference, current = some_columns(), some_columns(seed=2)
    report = write_report(reference, current.assign(temp=current["temp"] + 20), tmp_path / "report.html")
    assert report.drifted_columns == ("temp",)
    assert report.share_of_drifted == 0.5


def test_by_distance_as_by_p_value_the_columns_named_are_the_share_counted(tmp_path: Path) -> None:
    """Evidently changes from p-values to distances above 1,000 reference rows."""
    current = some_columns(seed=2, extra=0.0)
    moved = current.assign(temp=current["temp"] + 20, carrier="UA")
    report = write_report(some_columns(1200, extra=0.0), moved, tmp_path / "report.html")
    assert report.drifted_columns == ("temp", "carrier")
    assert report.share_of_drifted == pytest.approx(2 / 3)


UNEVEN: dict[str, tuple[pd.DataFrame, pd.DataFrame, str]] = {
    "gone": (some_columns(x=1.0), some_columns(), "the current rows have no such column"),
    "new": (some_columns(), some_columns(x=1.0), "the reference rows have no such column"),
    "emptied": (some_columns(x=1.0), some_columns(x=None), "no values in the current rows"),
    "of another kind": (
        some_columns(x=1.0),
        some_columns(x="a"),
        "numbers in the reference rows and text in the current",
    ),
}


@pytest.mark.parametrize("case", UNEVEN)
def test_a_column_that_the_sides_do_not_share_is_named(case: str, tmp_path: Path) -> None:
    reference, current, why = UNEVEN[case]
    report = write_report(reference, current, tmp_path / "report.html")
    assert [column for column, _ in report.left_out] == ["x"]
    assert why in report.left_out[0][1]


def test_the_frames_stay_as_they_are(tmp_path: Path) -> None:
    frame = some_columns(inf=half(1.0, np.inf))
    before = frame.copy(deep=True)
    write_report(frame, frame, tmp_path / "report.html")
    pd.testing.assert_frame_equal(frame, before)


def test_nothing_to_compare_is_said_with_the_reasons(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": [None, None]})
    with pytest.raises(EvidenceUnavailable, match=r"nothing to compare \(x: the column holds no values"):
        write_report(frame, frame, tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []
