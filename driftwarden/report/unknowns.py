"""What could not be told, by reason: which signals, in which weeks, and when they will be known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.signal_families import families, titled
from domain.signals import Signal, SignalState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.windows import Window
    from driftwarden.report.story import Week

_NUMBER = re.compile(r"\d[\d.,]*")
_SERVED = re.compile(r"(\d+) windows were served before; (\d+) are needed")
# What an unknown signal waits for, by what its note speaks of; the first that is found counts. That labels are named is
# not enough: more of them make no metric defined that asks for a positive one, and no value known that was never seen.
_WAITS_FOR = (
    (re.compile(r"differ so much|no sample of|no window of|windows? of (the )?reference|there is no reference|"
                r"reference has no"),
     "once a version is in force whose training data say more"),
    (re.compile(r"the window has no rows"), "in the next window that has rows"),
    (re.compile(r"have labels\b.*\bneeded|labels from before; .*\bneeded|labelled rows from before|"
                r"no label has come|labels ha(ve|d) not had their time"),
     "once more labels have arrived"),
    (re.compile(r"(rows|texts|numbers|pairs)\b.*\bneeded"), "in a window with enough rows"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Signals that were unknown for one reason: which, why, in which weeks, and when they will be known, if one can
    say."""

    which: str
    why: str
    weeks: tuple[int, ...] = ()
    known: str | None = None

    @property
    def reason(self) -> str:
        """Why, without the numbers, which differ from window to window."""
        return _NUMBER.sub("#", self.why)

    @property
    def sentence(self) -> str:
        """All of it but the weeks."""
        return f"{self.which}: {self.why}{f'; known {self.known}' if self.known else ''}"


def over_weeks(weeks: Sequence[Week]) -> tuple[Unknown, ...]:
    """The unknown signals of all weeks, those of most weeks first; one reason with other numbers is the same reason.

    `known` is said of what is still unknown in the last week.
    """
    found: dict[str, list[tuple[int, Signal]]] = {}
    for week in weeks:
        for signal in unknown_of(week.signals):
            found.setdefault(_alike(signal), []).append((week.number, signal))
    told = [_told(each, last=weeks[-1].number) for each in found.values()]
    return tuple(sorted(told, key=lambda unknown: (-len(unknown.weeks), unknown.which)))


def of_window(signals: Iterable[Signal]) -> tuple[Unknown, ...]:
    """The unknown signals of one window, by reason."""
    found: dict[str, list[Signal]] = {}
    for signal in unknown_of(signals):
        found.setdefault(_alike(signal), []).append(signal)
    return tuple(
        Unknown(which=_which(each), why=each[-1].note or "", known=known_when(each[-1])) for each in found.values()
    )


def unknown_of(signals: Iterable[Signal]) -> list[Signal]:
    """Those of the signals that are unknown."""
    return [signal for signal in signals if signal.state is SignalState.UNKNOWN]


def known_when(signal: Signal) -> str | None:
    """When an unknown signal will be known, judged by its note; None where one cannot say."""
    note = signal.note or ""
    served = _SERVED.search(note)
    if served:
        return _after(int(served[2]) - int(served[1]), signal.window)
    return next((when for pattern, when in _WAITS_FOR if pattern.search(note)), None)


def _after(windows: int, last: Window) -> str:
    """So many windows of the same length later."""
    start = last.start + windows * last.duration
    return f"from the window of {start:%Y-%m-%d} on, if all {windows} until then are served"


def _told(found: list[tuple[int, Signal]], *, last: int) -> Unknown:
    signals = [signal for _, signal in found]
    latest = max(found, key=lambda each: each[0])
    why, is_changing = latest[1].note or "", len({signal.note for signal in signals}) > 1
    return Unknown(
        which=_which(signals),
        why=f"{why} (in week {latest[0]})" if is_changing else why,
        weeks=tuple(sorted({week for week, _ in found})),
        known=known_when(latest[1]) if latest[0] == last else None,
    )


def _which(signals: Sequence[Signal]) -> str:
    each = {signal.title: signal for signal in signals}
    return "; ".join(titled(family) for family in families(tuple(each.values())))


def _alike(signal: Signal) -> str:
    return _NUMBER.sub("#", signal.note or "")
