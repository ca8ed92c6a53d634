"""What a policy may look at: the window's signals, the history, and the clock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.history import History
from domain.models import Segment
from domain.signals import Signal
from domain.windows import Window
from policies.index import ByColumn, BySlice, Index

# Decisions come once a window, some seconds early or late. What is due "after four weeks" must not wait a fifth
# because this week's decision came a moment earlier in its hour than that of four weeks ago.
_JITTER = 1 / 20
_NO_COLUMNS: ByColumn = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`signals` are those of `window`, `past` holds the earlier ones. `training_length` is that of the policy's
    sliding training window, where it has one.
    """

    signals: tuple[Signal, ...]
    history: History
    window: Window
    now: datetime
    at_hand: Index
    past: Index
    training_length: timedelta | None = None
    _ids: dict[int, str] = field(default_factory=dict)

    def slices(self, name: str, window: Window) -> BySlice:
        """The signals of that name in a window, by slice (None: the whole traffic), then by column."""
        return (self.at_hand if window is self.window or window == self.window else self.past).slices(name, window)

    def named(self, name: str, window: Window, segment: Segment | None = None) -> Mapping[str | None, Signal]:
        """The signals of that name in a window and slice, by column (None: about the whole window)."""
        slices = self.slices(name, window)
        if segment is None or segment in slices:
            return slices.get(segment, _NO_COLUMNS)
        asked = set(segment.pairs)
        return next((found for each, found in slices.items() if each and set(each.pairs) == asked), _NO_COLUMNS)

    def last_windows(self, count: int) -> tuple[Window, ...]:
        """The window at hand and those before it, newest first.

        Where nothing was measured, a window of the same length stands in, so that a gap is seen as one. Windows
        that overlap a later one already taken are passed over.
        """
        windows, earlier = [self.window], self.past.before(self.window)
        candidate = next(earlier, None)
        while len(windows) < count:
            later = windows[-1]
            while candidate is not None and candidate.end > later.start:
                candidate = next(earlier, None)
            expected = Window(start=later.start - self.window.duration, end=later.start)
            fits = candidate is not None and candidate.overlaps(expected)
            windows.append(candidate if candidate is not None and fits else expected)
            candidate = next(earlier, None) if fits else candidate
        return tuple(windows)

    def earlier(self, window: Window) -> Iterator[Window]:
        """The windows of this champion's time that something was measured in, before this one, newest first."""
        since = self.history.champion_since
        for each in self.past.before(window):
            if since is not None and each.end <= since:
                return
            if each.end <= window.start:
                yield each

    def has_passed(self, length: timedelta, *, since: datetime) -> bool:
        """Whether so much time has passed, give or take a twentieth of a window."""
        return self.now + self.window.duration * _JITTER >= since + length

    def id_of(self, signal: Signal) -> str:
        """The signal's id, digested once however often it is asked for."""
        known = self._ids.get(id(signal))
        if known is None:
            known = self._ids[id(signal)] = signal.id
        return known


def gather(
    signals: Iterable[Signal],
    history: History,
    *,
    window: Window,
    now: datetime,
    past: Index | None = None,
    training_length: timedelta | None = None,
) -> Evidence:
    """The evidence for one window: `signals` are its own, `history.signals` those of the windows before it.

    Who decides often over the same past hands over its index as `past`, which then stands for `history.signals`.
    """
    at_hand = tuple(signals)
    return Evidence(
        signals=at_hand,
        history=history,
        window=window,
        now=now,
        at_hand=Index(at_hand),
        past=Index(history.signals) if past is None else past,
        training_length=training_length,
    )
