"""When the change began that a decision rests on, told from the decision alone."""

from collections.abc import Iterator
from datetime import datetime

from domain.decisions import Decision, Reading, Trace, Truth


def began(decision: Decision) -> datetime | None:
    """The start of the first window that counted towards the decision's condition being true.

    Windows that answered otherwise in between do not end the run: "2 of the last 3" takes them for one event. Of
    several conditions that made it true, the one that was true first counts. None where the condition is not true, or
    rests on no window (a schedule, an age).
    """
    known = (reading for reading in _behind(decision.trace, Truth.TRUE) if reading.value is not None)
    moments = (reading.window.start for reading in known if reading.window is not None)
    return min(moments, default=None)


def _behind(trace: Trace, wanted: Truth) -> Iterator[Reading]:
    """The readings that made a condition answer `wanted`; none if it answered otherwise."""
    if trace.truth is not wanted:
        return
    yield from trace.readings
    for child in trace.children:
        yield from _behind(child, _opposite(wanted) if trace.condition == "not" else wanted)


def _opposite(truth: Truth) -> Truth:
    return Truth.FALSE if truth is Truth.TRUE else Truth.TRUE
