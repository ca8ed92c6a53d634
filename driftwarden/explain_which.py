"""Which decision a person means: by its id, or as the newest of a model, or as that over one of its windows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.errors import Unheard
from domain.windows import Window
from domain.wishes import A_PERSON

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from domain.decisions import Decision
    from domain.ports import Ledger

_SHOWN = 3


def decision_meant(ledger: Ledger, about: str, window: str | None, *, watched: Sequence[str] = ()) -> Decision:
    """The decision meant by an id or enough of its beginning, or by a model's name, with or without a window.

    The ledger's own windows are looked through, so that it answers when the model's file is gone. `watched` are the
    models that have one. Raises Unheard, which names what there is.
    """
    decided = ledger.decisions.of(about)
    if decided:
        return _newest(decided) if window is None else _over(about, decided, window)
    if about in watched:
        raise Unheard(f"{about}: nothing was decided yet; `driftwarden run` decides over every window that is ready")
    if window is not None:
        known = ", ".join(watched) or "none"
        raise Unheard(
            f"--window chooses among a model's decisions, and the ledger has none of {about!r}; there is: {known}"
        )
    return ledger.decisions.get(about)


def _newest(decided: Sequence[Decision]) -> Decision:
    """The policy's decision over the newest window, the last word where late data amended it; else a person's."""
    by_policy = [decision for decision in decided if decision.policy != A_PERSON]
    return max(by_policy or decided, key=lambda decision: (decision.window.end, decision.decided_at))


def _over(model: str, decided: Sequence[Decision], name: str) -> Decision:
    fits = _fitting(name)
    found = [decision for decision in decided if fits(decision.window)]
    if not found:
        windows = sorted({decision.window for decision in decided})[-_SHOWN:]
        newest = ", ".join(f"{window.start:%Y-%m-%dT%H:%M}..{window.end:%Y-%m-%dT%H:%M}" for window in windows)
        raise Unheard(f"{model}: nothing was decided over {name}; the newest windows are {newest} (UTC)")
    return _newest(found)


def _fitting(name: str) -> Callable[[Window], bool]:
    """Windows that hold a day's beginning or a moment, as `driftwarden report` means it; or that lie in a stretch."""
    start, separator, end = name.partition(".." if ".." in name else "/")
    if not separator:
        moment = _moment(name, name)
        return lambda window: window.holds(moment)
    ends = _moment(start, name), _moment(end, name)
    if ends[0] >= ends[1]:
        raise Unheard(f"{name!r} names no window: it ends before it begins")
    stretch = Window(start=ends[0], end=ends[1])
    return lambda window: stretch.start <= window.start and window.end <= stretch.end


def _moment(text: str, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Unheard(f"{name!r} names no window; write a day such as 2013-04-01, or START..END, all in UTC") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
