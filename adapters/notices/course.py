"""How a model has been lately: the background before which a notice is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.notices.breaches import breached
from domain.notices import Chart
from domain.signal_families import SHARES
from domain.signals import SignalState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.approvals import Promotion
    from domain.signals import Signal
    from domain.windows import Window

WINDOWS_SHOWN = 30
_FEWEST_POINTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The signals of the newest windows (the one at hand among them), by window, and every promotion, oldest first.

    Of each signal the latest revision. `unit` is the unit of what `metric` measures.
    """

    signals: tuple[Signal, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    metric: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """In how many windows in a row a signal has been breached, and the first of them.

    `is_whole` says that a calm window before it is known: else it may have begun earlier.
    """

    first: Window
    windows: int
    is_whole: bool


def version_before(promotions: Sequence[Promotion]) -> str | None:
    """What a roll-back would put in force: the champion before the present one, unless that came by a roll-back."""
    if not promotions or promotions[-1].rolls_back is not None:
        return None
    return promotions[-1].from_version


def streak_of(signal: Signal, course: Course) -> Streak:
    """Since when a breached signal is breached; windows in which it is not known neither count nor end the streak."""
    first, windows = signal.window, 1
    for earlier in reversed(_same(signal, course.signals)):
        if earlier.window.start >= first.start or earlier.state is SignalState.UNKNOWN:
            continue
        if earlier.state is SignalState.CALM:
            return Streak(first=first, windows=windows, is_whole=True)
        first, windows = earlier.window, windows + 1
    return Streak(first=first, windows=windows, is_whole=False)


def chart_of(signals: Sequence[Signal], course: Course, *, because: str) -> Chart | None:
    """The breached signal that `because` speaks of, over the newest windows; None where there is no line to draw.

    A share is drawn in percent. Windows in which it is not known are holes.
    """
    shown = next((s for s in breached(signals, because=because) if s.value is not None), None)
    known = [s for s in _same(shown, course.signals) if s.value is not None][-WINDOWS_SHOWN:] if shown else []
    if shown is None or len(known) < _FEWEST_POINTS:
        return None
    scale = 100.0 if shown.name in SHARES else 1.0
    return Chart(
        title=shown.title,
        unit="%" if shown.name in SHARES else course.unit if shown.name == course.metric else "",
        points=tuple((s.window.end, s.value * scale) for s in known if s.value is not None),
        band=tuple((s.window.end, s.interval[0] * scale, s.interval[1] * scale) for s in known if s.interval),
        limit=None if shown.threshold is None else shown.threshold * scale,
        marks=marks_of(course.promotions, since=known[0].window.end, until=known[-1].window.end),
    )


def marks_of(promotions: Sequence[Promotion], *, since: datetime, until: datetime) -> tuple[tuple[datetime, str], ...]:
    """When which version came into force."""
    inside = (p for p in promotions if since <= p.promoted_at <= until)
    return tuple((p.promoted_at, f"back to {p.to_version}" if p.rolls_back else p.to_version) for p in inside)


def _same(signal: Signal, signals: Sequence[Signal]) -> list[Signal]:
    """The same question over other windows, by window."""
    asked = (signal.name, signal.subject, signal.segment)
    found = {s.window: s for s in signals if (s.name, s.subject, s.segment) == asked}
    return [found[window] for window in sorted(found)]
