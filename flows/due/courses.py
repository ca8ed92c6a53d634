"""How a model has been lately, for the background of what people are told: its newest windows and its promotions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notices.course import WINDOWS_SHOWN, Course
from domain.windows import Window
from monitors.entries.metrics import METRIC_OF

if TYPE_CHECKING:
    from flows.watch import Watch


def course_of(watch: Watch, window: Window) -> Course:
    """The signals of the newest windows up to this one, and every promotion."""
    shown = Window(start=window.end - WINDOWS_SHOWN * window.duration, end=window.end)
    return Course(
        signals=watch.ledger.signals.within(watch.model, shown),
        promotions=watch.ledger.promotions.of(watch.model),
        metric=METRIC_OF[watch.document.monitoring.task],
        unit=watch.document.unit,
    )
