"""Past windows are looked at without deciding over them, once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.errors import EvidenceUnavailable
from domain.profiles import FROM_LOG
from domain.windows import Window
from flows.due.backfilling import backfill, unseen
from flows.due.looking import look_at
from tests.builders import MONDAY, WEEK, a_week
from tests.flows.builders import HISTORY, a_watch, noon, watched
from tests.flows.rounds import monitor

if TYPE_CHECKING:
    from flows.watch import Watch

NOW = noon(weeks=4)


def filled(watch: Watch) -> list[Window]:
    return [p.window for p in watch.ledger.profiles.from_origin(watch.model, FROM_LOG)]


def test_windows_from_before_the_first_champion_are_profiled_and_measured_against_it() -> None:
    watch = watched()
    windows, seen = unseen(watch, HISTORY, NOW)
    for window in windows:
        backfill(watch, look_at(watch.document, watch.log, window, NOW), NOW)
    assert (len(windows), seen) == (8, 0)
    assert filled(watch) == list(windows)
    assert {s.name for s in watch.ledger.signals.within(watch.model, a_week(-8))} == {"row_count", "mae"}
    assert watch.ledger.decisions.of(watch.model) == ()


def test_interrupted_it_goes_on_where_it_stopped() -> None:
    watch = watched()
    first, *_ = unseen(watch, HISTORY, NOW)[0]
    backfill(watch, look_at(watch.document, watch.log, first, NOW), NOW)
    windows, seen = unseen(watch, HISTORY, NOW)
    assert (len(windows), seen) == (7, 1)
    assert first not in windows


def test_windows_that_were_decided_over_have_been_looked_at() -> None:
    watch = watched()
    monitor(watch, noon(weeks=1))
    span = Window(start=MONDAY, end=MONDAY + 3 * WEEK)
    assert unseen(watch, span, NOW) == ((a_week(1), a_week(2)), 1)


def test_windows_that_are_not_ready_are_left_to_the_monitor() -> None:
    span = Window(start=MONDAY, end=MONDAY + 8 * WEEK)
    assert unseen(watched(), span, noon(weeks=2))[0] == (a_week(0), a_week(1))


def test_a_model_without_a_champion_says_which_command_to_give() -> None:
    with pytest.raises(EvidenceUnavailable, match="driftwarden adopt flights"):
        unseen(a_watch(), HISTORY, NOW)
