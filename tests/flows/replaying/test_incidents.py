from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import InvalidDocument
from flows.replaying.incidents import read_incidents
from policies.replay.firing import Incident


def _written(folder: Path, text: str) -> Path:
    file = folder / "incidents.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_incidents_are_read_oldest_first_in_utc(tmp_path: Path) -> None:
    text = """\
incidents:
  - {name: feed, began: "2026-02-01T13:00+01:00"}
  - {name: price list, began: 2026-01-05, ended: 2026-01-07T12:30}
"""
    assert read_incidents(_written(tmp_path, text)) == (
        Incident(
            name="price list",
            began=datetime(2026, 1, 5, tzinfo=UTC),
            ended=datetime(2026, 1, 7, 12, 30, tzinfo=UTC),
        ),
        Incident(name="feed", began=datetime(2026, 2, 1, 12, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("incidents: [{name: a, began: soon}]", "'soon' is no moment; write a day or a moment in UTC"),
        ("incidents: [{name: a, began: 2026-01-05, ended: 2026-01-05}]", "ended is not after began"),
        (
            "incidents: [{name: a, begun: 2026-01-05}]",
            "incidents.yaml:1:23: incidents[0].begun: no such key; did you mean began?",
        ),
        ("incidents: []", "incidents: needs at least 1 of them"),
    ],
)
def test_what_is_no_incident_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_incidents(_written(tmp_path, text))
    assert message in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument, match="cannot be read"):
        read_incidents(tmp_path / "none.yaml")
