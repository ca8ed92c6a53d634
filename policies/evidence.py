"""What a policy may look at: the window's signals, the history, and the clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.history import History
from domain.signals import Signal
from domain.windows import Window

# Decisions come once a window, some seconds early or late. What is due "after four weeks" must not wait a fifth
# because this week's decision came a moment earlier in its hour than that of four weeks ago.
_JITTER = 1 / 20

Measured = Mapping[tuple[str, Window], Mapping[str | None, Signal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`signals` are those of `window`. `measured` holds these and the earlier ones, over the whole traffic, by
    name, window and column; `past` are the windows before the one at hand, newest first.
    """

    signals: tuple[Signal, ...]
    history: History
    window: Window
    now: datetime
    measured: Measured
    past: tuple[Window, ...]

    def named(self, name: str, window: Window) -> Mapping[str | None, Signal]:
        """The signals of that name in a window, by column (None: about the whole window)."""
        return self.measured.get((name, window), {})

    def last_windows(self, count: int) -> tuple[Window, ...]:
        """The window at hand and those before it, newest first.

        Where nothing was measured, a window of the same length stands in, so that a gap is seen as one. Windows
        that overlap a later one already taken are passed over.
        """
        windows = [self.window]
        while len(windows) < count:
            later = windows[-1]
            expected = Window(start=later.start - self.window.duration, end=later.start)
            before = (w for w in self.past if w.end <= later.start and w.overlaps(expected))
            windows.append(next(before, expected))
        return tuple(windows)

    def has_passed(self, length: timedelta, *, since: datetime) -> bool:
        """Whether so much time has passed, give or take a twentieth of a window."""
        return self.now + self.window.duration * _JITTER >= since + length


def gather(signals: Iterable[Signal], history: History, *, window: Window, now: datetime) -> Evidence:
    """The evidence for one window: `signals` are its own, `history.signals` those of the windows before it."""
    at_hand = tuple(signals)
    past = {signal.window for signal in history.signals if signal.window.end <= window.start}
    return Evidence(
        signals=at_hand,
        history=history,
        window=window,
        now=now,
        measured=_by_name_and_window((*history.signals, *at_hand)),
        past=tuple(sorted(past, reverse=True)),
    )


def _by_name_and_window(signals: Iterable[Signal]) -> Measured:
    measured: dict[tuple[str, Window], dict[str | None, Signal]] = {}
    for signal in signals:
        if signal.segment is None:
            measured.setdefault((signal.name, signal.window), {})[signal.subject] = signal
    return measured
