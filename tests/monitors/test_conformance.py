"""What every monitor in the table promises, whoever adds it."""

from typing import get_args

import pandas as pd
import pytest

from domain.signals import Signal, SignalState
from monitors.entries import MonitorEntry
from monitors.spec import MonitoringSpec
from monitors.table import MONITORS, measure
from tests.monitors.builders import a_profile_of, counted, some_evidence, some_rows
from tests.monitors.examples import CHECKS, EXAMPLES, KNOWN_OF_ANY_ROWS, NEVER_UNKNOWN


def signals_of(monitor: str, rows: pd.DataFrame | None = None) -> tuple[Signal, ...]:
    known = some_rows() if rows is None else rows
    evidence = some_evidence(known, profile=counted(a_profile_of(known), known, *CHECKS))
    return MONITORS[monitor](EXAMPLES[monitor], MonitoringSpec(), evidence)


def test_every_entry_has_its_monitor_and_an_example() -> None:
    union, _ = get_args(MonitorEntry)
    tags = [shape.model_fields["monitor"].default for shape in get_args(union)]
    assert sorted(tags) == sorted(MONITORS) == sorted(EXAMPLES)


def test_what_is_measured_by_default_is_in_the_table() -> None:
    assert {entry.tag for entry in MonitoringSpec().monitors} <= set(MONITORS)


@pytest.mark.parametrize("monitor", MONITORS)
def test_it_measures_something_on_ordinary_traffic(monitor: str) -> None:
    signals = signals_of(monitor)
    assert signals
    assert all(signal.state is SignalState.CALM for signal in signals)


@pytest.mark.parametrize("monitor", MONITORS)
def test_it_is_deterministic(monitor: str) -> None:
    assert signals_of(monitor) == signals_of(monitor)


@pytest.mark.parametrize("monitor", MONITORS)
def test_it_ignores_the_order_of_the_rows(monitor: str) -> None:
    rows = some_rows()
    shuffled = rows.sample(frac=1, random_state=3)
    assert signals_of(monitor, rows) == signals_of(monitor, shuffled)


@pytest.mark.parametrize("monitor", MONITORS)
def test_it_leaves_its_input_alone(monitor: str) -> None:
    rows = some_rows()
    before = rows.copy(deep=True)
    signals_of(monitor, rows)
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize("monitor", [name for name in MONITORS if name not in {*NEVER_UNKNOWN, *KNOWN_OF_ANY_ROWS}])
def test_it_says_unknown_below_its_minimum(monitor: str) -> None:
    for signal in signals_of(monitor, some_rows(10)):
        assert (signal.state, signal.value) == (SignalState.UNKNOWN, None)
        assert signal.note


@pytest.mark.parametrize("monitor", [name for name in MONITORS if name not in NEVER_UNKNOWN])
def test_it_says_unknown_and_why_of_an_empty_window(monitor: str) -> None:
    signals = signals_of(monitor, some_rows(0))
    assert signals
    assert {signal.state for signal in signals} == {SignalState.UNKNOWN}
    assert all(signal.note and signal.note.startswith("the window has no rows") for signal in signals)


def test_no_question_is_answered_twice() -> None:
    signals = measure(MonitoringSpec(), some_evidence())
    assert len({signal.id for signal in signals}) == len(signals)


def test_an_empty_first_window_without_reference_still_has_every_kind_of_signal() -> None:
    rows = some_rows(0)
    evidence = some_evidence(rows, reference=None, promised=None, profile=a_profile_of(rows))
    names = [signal.name for signal in measure(MonitoringSpec(), evidence)]
    assert names == [name for entry in MonitoringSpec().monitors for name in entry.signals("regression")]
