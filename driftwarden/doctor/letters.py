"""Messages that do not reach people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.durations import duration_words
from domain.notices import Press
from driftwarden.doctor.findings import Finding, to_mend, well

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.notices import Undelivered
    from driftwarden.doctor.findings import Examined

_LONG = timedelta(hours=1)
_ANSWERS = {Press.APPROVE, Press.REJECT}


def dead_letters(examined: Examined) -> Iterator[Finding]:
    """Messages that were given up, each with the reason and how to send it again."""
    buried = [each for each in examined.ledger.outbox.undelivered() if each.buried_at is not None]
    for each in buried:
        again = f"`driftwarden doctor --revive '{each.notice.key}'{examined.option}`"
        yield to_mend(
            "dead letters",
            f"{each.notice.title} ({each.notice.key}) was given up after {each.failures} tries: {each.last_failure}",
            f"mend that, then {again}{_or_answer(each, examined)}",
        )
    if not buried:
        yield well("dead letters", "none")


def stuck_letters(examined: Examined) -> Iterator[Finding]:
    """The oldest message that is still tried, where that takes long; what waits on purpose is counted."""
    waiting = [each for each in examined.ledger.outbox.undelivered() if each.buried_at is None]
    failing = [each for each in waiting if each.failures]
    oldest = min(failing, key=lambda each: each.due_since(examined.now), default=None)
    if oldest is None or examined.now - oldest.due_since(examined.now) < _LONG:
        yield well("messages on their way", _counted(waiting, failing))
        return
    since = examined.now - oldest.due_since(examined.now)
    yield to_mend(
        "messages on their way",
        f"{_counted(waiting, failing)}; the oldest for {duration_words(timedelta(hours=since // _LONG))}: "
        f"{oldest.notice.title} ({oldest.notice.key}): {oldest.last_failure}",
        "mend that; every message is tried again by itself, in its order",
    )


def _counted(waiting: Sequence[Undelivered], failing: Sequence[Undelivered]) -> str:
    if not waiting:
        return "none waits"
    rest = len(waiting) - len(failing)
    held = f"{rest} {'waits' if rest == 1 else 'wait'} for the next run, the end of quiet hours or the digest"
    return f"{len(failing)} could not be delivered yet; {held}" if failing else held


def _or_answer(each: Undelivered, examined: Examined) -> str:
    if not any(button.action in _ANSWERS for button in each.notice.buttons):
        return ""
    here = examined.option
    shown = f"`driftwarden status{here}` shows the question"
    return f"; nobody was asked: {shown}, `driftwarden approve ID{here}` answers it"
