"""The doctor opens every log, and says of which nothing more comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.decisions import Action, Reason
from driftwarden.doctor.findings import Examined, Finding, State
from driftwarden.doctor.logs import logs
from flows.projects import read_project
from tests.builders import a_decision
from tests.flows.builders import a_world, noon

if TYPE_CHECKING:
    from pathlib import Path

    from domain.ports import World

MODEL = "bike-demand"


def found(project: Path, world: World | None = None) -> Finding:
    read = read_project(project)
    (finding,) = logs(Examined(project=read, world=world or a_world(), watches=(), now=noon(weeks=1)))
    return finding


def test_a_log_that_opens_is_well_and_named_by_its_newest_file(bikes: Path) -> None:
    finding = found(bikes)
    newest = max((bikes / "predictions").iterdir())
    assert (finding.about, finding.state, finding.says) == (f"log of {MODEL}", State.OK, f"{newest} opens")


@pytest.mark.parametrize(
    ("field", "says"), [("predictions", "no file of a log is there"), ("labels", "no file of a log")]
)
def test_files_that_vanished_are_named_by_line_and_field(bikes: Path, field: str, says: str) -> None:
    for file in (bikes / field).iterdir():
        file.unlink()
    finding = found(bikes)
    line = next(
        at for at, text in enumerate((bikes / "models" / f"{MODEL}.yaml").read_text().splitlines(), 1) if field in text
    )
    assert finding.state is State.TO_MEND
    assert f"{MODEL}.yaml:{line}:" in finding.says
    assert f"log.{field}: " in finding.says
    assert says in finding.says


def test_a_log_to_which_nothing_is_added_is_to_be_mended_since_when(bikes: Path) -> None:
    world = a_world()
    said = "Alert, as the traffic is not as it should be, no predictions since 2013-04-01 00:00 UTC: row_count 0"
    alert = a_decision(model=MODEL, action=Action.ALERT, reason=Reason.UNUSUAL_TRAFFIC, because=said)
    world.ledger.decisions.record(alert)
    finding = found(bikes, world)
    assert finding.state is State.TO_MEND
    assert "no predictions since 2013-04-01 00:00 UTC" in finding.says
    assert "log.predictions" in str(finding.remedy)
