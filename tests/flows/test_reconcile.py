"""By which clock the errands of one run work, and what a messenger's defect stops."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from adapters.slack.file_messenger import MESSAGES
from flows.reconcile import carry_out
from flows.worlds import opened
from tests.builders import MONDAY, a_notice
from tests.flows.builders import DOCUMENT

if TYPE_CHECKING:
    from pathlib import Path

    from flows.watch import Watch

TRAININGS = 3


@pytest.mark.parametrize(("as_of", "moments"), [(None, TRAININGS), (MONDAY, 1)], ids=["by the clock", "as of"])
def test_an_errand_begins_when_the_one_before_it_has_ended_unless_a_moment_is_held(
    as_of: datetime | None, moments: int, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "flights.yaml").write_text(json.dumps(DOCUMENT))
    began: list[datetime] = []

    def train_until_the_clock_has_moved(_watch: Watch, now: datetime) -> None:
        began.append(now)
        while datetime.now(UTC) == now:
            pass

    assert carry_out((train_until_the_clock_has_moved,) * TRAININGS, str(tmp_path), None, as_of, flow_name="all") == []
    assert (len(began), len(set(began))) == (TRAININGS, moments)
    assert began == sorted(began)


def test_a_messenger_that_breaks_does_not_stop_what_comes_after_it(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "flights.yaml").write_text(json.dumps(DOCUMENT))
    with opened(tmp_path) as (_, world):
        world.ledger.outbox.queue(a_notice())
    written = tmp_path / ".driftwarden" / "messages" / MESSAGES
    written.parent.mkdir(parents=True)
    written.write_text("edited by hand\n")
    with pytest.raises(ExceptionGroup) as raised:
        carry_out((), str(tmp_path), None, None, flow_name="reconcile")
    (defect,) = raised.value.exceptions
    assert defect.__notes__ == ["met in deliver"]
    with opened(tmp_path) as (_, world):
        assert [(beat.flow, beat.troubles) for beat in world.ledger.board.standing(MONDAY).beats] == [("reconcile", 1)]
