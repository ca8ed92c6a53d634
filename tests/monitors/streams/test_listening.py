"""Listeners: one for each monitor that hears the stream of rows."""

from typing import get_args

import pyarrow as pa

from monitors.entries import MonitorEntry, PanderaChecks, RowCount
from monitors.spec import MonitoringSpec
from monitors.streams.listening import LISTENERS, heard_by, listeners_of

SERVED = PanderaChecks(path="tests.monitors.pandera_schemas:served")


def test_every_listener_belongs_to_a_monitor() -> None:
    union, _ = get_args(MonitorEntry)
    assert set(LISTENERS) <= {shape.model_fields["monitor"].default for shape in get_args(union)}


def test_only_the_monitors_that_are_asked_for_listen() -> None:
    assert list(listeners_of(MonitoringSpec())) == []
    assert list(listeners_of(MonitoringSpec(monitors=(RowCount(), SERVED)))) == ["pandera"]


def test_each_window_is_heard_by_fresh_listeners() -> None:
    spec = MonitoringSpec(monitors=(SERVED,))
    for _ in range(2):
        listeners = listeners_of(spec)
        listeners["pandera"].hear(pa.record_batch({"temp": pa.array([1.0, None])}))
        assert heard_by(listeners)["pandera"].rows == 2
