"""The inbox as a dictionary."""

from datetime import datetime
from threading import RLock

from domain.gestures import Gesture


class MemoryInbox:
    """The inbox of domain.letterboxes, in memory: safe between threads, and gone with the process."""

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._gestures: dict[str, Gesture] = {}

    def take_in(self, gesture: Gesture) -> bool:
        """Keep a gesture; says whether its key was new."""
        with self._lock:
            is_new = gesture.key not in self._gestures
            self._gestures.setdefault(gesture.key, gesture)
            return is_new

    def waiting(self, *, before: datetime) -> tuple[Gesture, ...]:
        """The gestures that came in before a moment and are not worked, oldest first."""
        with self._lock:
            came_before = (gesture for gesture in self._gestures.values() if gesture.received_at < before)
            return tuple(sorted(came_before, key=lambda gesture: gesture.received_at))

    def worked(self, key: str) -> None:
        """Let go of a gesture that was worked; of one that is not there nothing is said."""
        with self._lock:
            self._gestures.pop(key, None)
