"""Labels that do not say when they came, and are taken to be known so long after their predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from adapters.prediction_logs.spec import LogSpec
from domain.columns import ID, LABEL, LABEL_TIME, TIME
from domain.errors import EvidenceUnavailable
from tests.adapters.prediction_logs.builders import COLUMNS, MUCH_LATER, WEEK, a_log, hours, predictions

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.prediction_logs.stored_log import StoredLog

UNTIMED = {role: column for role, column in COLUMNS.items() if role != "label_time"}


def beside(root: Path, *, known_after: str | None) -> StoredLog:
    """Labels beside the predictions; the second row has none."""
    rows = predictions(("a", hours(1), 1.0), ("b", hours(2), 2.0), ("c", hours(3), 3.0))
    (root / "served").mkdir()
    rows.assign(air_time=[10.0, float("nan"), 30.0]).to_parquet(root / "served" / "all.parquet")
    return a_log(root, labels=None, columns=UNTIMED, labels_known_after=known_after)


def elsewhere(root: Path, *, known_after: str | None) -> StoredLog:
    """The same labels in CSV files of their own, one of them corrected by a later line."""
    rows = predictions(("a", hours(1), 1.0), ("b", hours(2), 2.0), ("c", hours(3), 3.0))
    (root / "served").mkdir()
    rows.to_parquet(root / "served" / "all.parquet")
    (root / "landed").mkdir()
    (root / "landed" / "all.csv").write_text("flight,air_time\na,11\nc,30\na,10\nnobody,7\n")
    return a_log(root, columns=UNTIMED, labels_known_after=known_after)


@pytest.mark.parametrize("log_of", [beside, elsewhere])
@pytest.mark.parametrize(
    ("known_after", "as_of", "known"),
    [
        ("2h", 4.5, {"a": 10.0}),
        ("2h", 5, {"a": 10.0, "c": 30.0}),
        ("0m", 3.5, {"a": 10.0, "c": 30.0}),
        ("7d", 100, {}),
    ],
)
def test_a_label_is_known_from_then_on_and_not_before(
    tmp_path: Path, log_of: object, known_after: str, as_of: float, known: dict[str, float]
) -> None:
    assert callable(log_of)
    log = log_of(tmp_path, known_after=known_after)
    rows = log.read(WEEK, as_of=hours(as_of))
    labelled = rows[rows[LABEL].notna()]
    assert dict(zip(labelled[ID], labelled[LABEL], strict=True)) == known
    assert rows[LABEL_TIME].notna().tolist() == rows[LABEL].notna().tolist()
    assert log.arrived(WEEK, as_of=hours(as_of)).labels == len(known)


def test_the_time_that_is_assumed_is_the_predictions_and_the_delay(tmp_path: Path) -> None:
    rows = beside(tmp_path, known_after="2h").read(WEEK, as_of=MUCH_LATER, columns=(LABEL_TIME,))
    assert (rows[LABEL_TIME] - rows[TIME]).dropna().eq("2h").tolist() == [True, True]


def test_without_it_labels_without_a_time_are_refused_with_both_remedies(tmp_path: Path) -> None:
    with pytest.raises(EvidenceUnavailable, match=r"`columns\.label_time` .* `labels_known_after: 7d`"):
        beside(tmp_path, known_after=None).read(WEEK, as_of=MUCH_LATER)


def test_a_time_of_arrival_and_a_delay_are_one_too_many() -> None:
    with pytest.raises(ValidationError, match="both say when labels came; keep the column"):
        LogSpec.model_validate({"predictions": "served", "columns": COLUMNS, "labels_known_after": "7d"})
