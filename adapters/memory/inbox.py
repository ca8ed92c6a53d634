"""The inbox as a dictionary."""

from datetime import datetime
from threading import RLock

from domain.gestures import REMEMBERED, Gesture


class MemoryInbox:
    """The inbox of domain.letterboxes, in memory: safe between threads, and gone with the process."""

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._gestures: dict[str, Gesture] = {}
        self._worked_at: dict[str, datetime] = {}

    def take_in(self, gesture: Gesture) -> Gesture:
        """Keep a gesture; returns what is kept under its key."""
        with self._lock:
            return self._gestures.setdefault(gesture.key, gesture)

    def waiting(self, *, before: datetime) -> tuple[Gesture, ...]:
        """The gestures that came in before a moment and are not worked, oldest first."""
        with self._lock:
            to_do = (gesture for key, gesture in self._gestures.items() if key not in self._worked_at)
            came_before = (gesture for gesture in to_do if gesture.received_at < before)
            return tuple(sorted(came_before, key=lambda gesture: gesture.received_at))

    def worked(self, key: str, *, at: datetime) -> None:
        """Note that a gesture was worked, and let go of those of which that is long ago."""
        with self._lock:
            if key in self._gestures:
                self._worked_at.setdefault(key, at)
            for old in [key for key, worked_at in self._worked_at.items() if worked_at <= at - REMEMBERED]:
                del self._worked_at[old], self._gestures[old]
