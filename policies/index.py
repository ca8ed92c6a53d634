"""Signals by name, window, slice and column, arranged once and only where somebody asks."""

from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from domain.models import Segment
from domain.signals import Signal
from domain.windows import Window

ByColumn = Mapping[str | None, Signal]
BySlice = Mapping[Segment | None, ByColumn]
Arranged = dict[Window, dict[Segment | None, dict[str | None, Signal]]]

Folded = TypeVar("Folded")

_NOTHING: BySlice = {}


class Index:
    """The signals of many windows. It grows by `add`; what is in it never changes.

    Adding a signal costs a look at its name and its window. A name is arranged by window when it is first asked for, so
    that of a hundred names those cost nothing that no condition reads. Of several signals in one place the one that was
    added last counts.
    """

    def __init__(self, signals: Iterable[Signal] = ()) -> None:
        self._waiting: dict[str, list[Signal]] = {}
        self._arranged: dict[str, Arranged] = {}
        self._windows: list[Window] = []
        self._known: set[Window] = set()
        self._folds: dict[Hashable, list[Any]] = {}
        self.add(signals)

    def add(self, signals: Iterable[Signal]) -> None:
        """Take in more signals, of windows known already or not."""
        last, waiting = None, self._waiting
        for signal in signals:
            if signal.name in waiting:
                waiting[signal.name].append(signal)
            else:
                waiting[signal.name] = [signal]
            if signal.window is not last:
                last = signal.window
                self._add_window(last)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the signals there are, in order."""
        return tuple(sorted({*self._waiting, *self._arranged}))

    def slices(self, name: str, window: Window) -> BySlice:
        """The signals of that name in a window, by slice (None: the whole traffic), then by column."""
        return self._of(name).get(window, _NOTHING)

    def before(self, end: Window) -> Iterator[Window]:
        """The windows that start before this one, newest first."""
        for position in range(bisect_left(self._windows, end) - 1, -1, -1):
            yield self._windows[position]

    def folded(self, key: Hashable, before: Window, start: Folded, step: Callable[[Folded, Window], Folded]) -> Folded:
        """What `step` makes of the windows that ended before this one, oldest first, beginning with `start`.

        Each window is taken once, however often one asks with the same key, unless signals are added to it or to one
        before it: so a sum over a year costs no more in its last hour than in its first. `key` must name all that
        `step` rests on besides the signals here.
        """
        end = bisect_left(self._windows, before)
        while end and self._windows[end - 1].end > before.start:
            end -= 1
        found = self._folds.setdefault(key, [start])
        while len(found) <= end:
            found.append(step(found[-1], self._windows[len(found) - 1]))
        last: Folded = found[end]
        return last

    def _of(self, name: str) -> Mapping[Window, BySlice]:
        waiting = self._waiting.pop(name, None)
        if waiting is None:
            return self._arranged.get(name, {})
        arranged = self._arranged.setdefault(name, {})
        for signal in waiting:
            self._place(arranged, signal)
        return arranged

    def _place(self, arranged: Arranged, signal: Signal) -> None:
        arranged.setdefault(signal.window, {}).setdefault(signal.segment, {})[signal.subject] = signal

    def _add_window(self, window: Window) -> None:
        if window not in self._known:
            self._known.add(window)
            if not self._windows or self._windows[-1] < window:
                self._windows.append(window)
                return
            insort(self._windows, window)
        self._forget_from(window)

    def _forget_from(self, window: Window) -> None:
        """What was made of this window and later ones is made anew when it is asked for."""
        position = bisect_left(self._windows, window)
        for made in self._folds.values():
            del made[position + 1 :]
