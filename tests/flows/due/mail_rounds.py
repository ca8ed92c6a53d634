"""A night and a morning of the outbox on SQLite, in processes that may be killed after any change of the world."""

from __future__ import annotations

import json
import os
import signal
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from adapters.artifacts import write_whole
from adapters.storage import open_ledger
from domain.errors import DeliveryFailed
from domain.notices import Notice
from flows.due.delivering import deliver
from tests.builders import a_notice
from tests.flows.due.mail import AT_EIGHT, HOUR, NIGHT, NOW, a_world_with, an_opener, news

if TYPE_CHECKING:
    from pathlib import Path

    from domain.ports import Ledger

PEOPLE = {"sleeper": NIGHT, "reader": AT_EIGHT}
# A claim outlives a holder that was killed, so what it kept others from is done at the next tick.
TICKS = tuple(NOW + hours * HOUR for hours in range(13))
LETTERS = (
    *(an_opener(f"i{n}", model=f"m{n}", group="missing_share dep_delay") for n in range(3)),
    an_opener("a", status="Look"),
    a_notice(key="request r", thread="a", status="Waits for an answer"),
    news("answer r", "a", status="Approved", closes="request r"),
    news("verdict v", "i1", model="m1", status="In training"),
    news("calm 2", "i2", model="m2", status="Calm again", resolves=True),
    a_notice(key="poison", thread="poison"),
    a_notice(key="shy", thread="shy"),
    news("after the shy one", "shy"),
    an_opener("s", model="sleeper"),
    *(news(f"news {n}", f"n{n}", model="reader") for n in range(2)),
)
_EFFECTS = {"queue", "posted", "delivered", "failed", "postpone", "bury"}


@dataclass(slots=True)
class Fate:
    """Counts every change of the world right after it was made; the process ends with the one of that number."""

    ends_with: int | None = None
    seen: list[str] = field(default_factory=list)

    def saw(self, effect: str) -> None:
        """Count it, and strike."""
        self.seen.append(effect)
        if len(self.seen) == self.ends_with:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class FatedOutbox:
    """Passes every call on to an outbox, and reports those that change it."""

    outbox: Any
    fate: Fate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.outbox, name)
        if name not in _EFFECTS:
            return found

        def reporting(*args: Any, **kwargs: Any) -> Any:
            answer = found(*args, **kwargs)
            self.fate.saw(name)
            return answer

        return reporting


@dataclass(frozen=True, slots=True)
class FatedLedger:
    """A ledger whose outbox is seen."""

    ledger: Ledger
    fate: Fate

    @property
    def outbox(self) -> Any:
        """The outbox, seen."""
        return FatedOutbox(self.ledger.outbox, self.fate)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.ledger, name)


@dataclass(frozen=True, slots=True)
class Forgetful:
    """A messenger that writes down every post and knows none of them again, as one that cannot tell.

    It never takes what is poison, and takes what is shy at the second try.
    """

    folder: Path
    fate: Fate

    def deliver(self, notice: Notice, *, thread: str | None) -> str:
        """Write the post down."""
        if notice.key == "poison":
            raise DeliveryFailed("invalid_blocks", permanent=True)
        if notice.key == "shy" and not (self.folder / "shy").exists():
            (self.folder / "shy").touch()
            raise DeliveryFailed("internal_error")
        self._write("posts", [notice.key, thread])
        self.fate.saw("deliver")
        return f"receipt of {notice.key}"

    def redraw(self, notice: Notice, *, receipt: str, now_says: str, is_over: bool, with_buttons: bool) -> None:
        """Write down how it looks from now on."""
        self._write("drawn", [receipt, now_says, is_over, with_buttons])
        self.fate.saw("redraw")

    def _write(self, file: str, line: list[Any]) -> None:
        with (self.folder / file).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line) + "\n")


def go_on(folder: Path, ends_with: int | None = None) -> list[str]:
    """Go on with the rounds from the tick that was reached; returns the changes of the world, in their order."""
    fate = Fate(ends_with)
    with closing(open_ledger(f"sqlite:///{folder / 'ledger.db'}")) as ledger:
        _begin(folder, ledger)
        world = a_world_with(Forgetful(folder, fate), ledger=cast("Ledger", FatedLedger(ledger, fate)))
        for number in range(_tick(folder), len(TICKS)):
            write_whole(folder / "tick", str(number).encode())
            deliver(world, TICKS[number], PEOPLE)
    return fate.seen


def _begin(folder: Path, ledger: Ledger) -> None:
    if not (folder / "tick").exists():
        for notice in LETTERS:
            ledger.outbox.queue(notice)


def _tick(folder: Path) -> int:
    return int((folder / "tick").read_text()) if (folder / "tick").exists() else 0


def posts_of(folder: Path) -> list[tuple[str, str | None]]:
    """What was posted, below what, in order."""
    return [(key, thread) for key, thread in map(json.loads, (folder / "posts").read_text().splitlines())]


def outcome_of(folder: Path) -> dict[str, Any]:
    """What it came to: the receipts, what was given up, and how redrawn messages look."""
    with closing(open_ledger(f"sqlite:///{folder / 'ledger.db'}")) as ledger:
        left = ledger.outbox.undelivered()
        receipts = {notice.key: ledger.outbox.receipt(notice.key) for notice in LETTERS}
    drawn = {receipt: rest for receipt, *rest in map(json.loads, (folder / "drawn").read_text().splitlines())}
    return {
        "receipts": receipts,
        "given up": [each.notice.key for each in left if each.buried_at],
        "waiting": [each.notice.key for each in left if not each.buried_at],
        "drawn": drawn,
    }
