"""Which decision a person means: the newest of a model, that over one of its windows, or the one behind an id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.errors import Unheard
from domain.windows import Window
from domain.wishes import A_PERSON
from driftwarden.explain_causes import decision_behind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from domain.decisions import Decision
    from domain.ports import Ledger

_SHOWN, _OTHERS_SHOWN = 3, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The decision that a person means, and what they have to know about how it was found."""

    decision: Decision
    remarks: tuple[str, ...] = ()


def decision_meant(ledger: Ledger, about: str, window: str | None, *, watched: Sequence[str] = ()) -> Meant:
    """The decision meant by a model's name, with or without a window, or by what `explain_causes` looks up.

    The ledger's own windows are looked through, so that it answers when the model's file is gone. `watched` are the
    models that have one. Raises Unheard, which names what there is.
    """
    if not about.strip():
        raise Unheard("no decision was named; give its id, a version, or the name of a model")
    decided = ledger.decisions.of(about)
    if decided:
        return Meant(decision=_newest(decided)) if window is None else _over(about, decided, window)
    if about in watched:
        raise Unheard(f"{about}: nothing was decided yet; `driftwarden run` decides over every window that is ready")
    if window is not None:
        known = ", ".join(watched) or "none"
        raise Unheard(
            f"--window chooses among a model's decisions, and the ledger has none of {about!r}; there is: {known}"
        )
    said, decision = decision_behind(ledger, about)
    return Meant(decision=decision, remarks=(said,) if said else ())


def _newest(decided: Sequence[Decision]) -> Decision:
    """The policy's decision over the newest window, the last word where late data amended it; else a person's."""
    by_policy = [decision for decision in decided if decision.policy != A_PERSON]
    return max(by_policy or decided, key=lambda decision: (decision.window.end, decision.decided_at))


def _over(model: str, decided: Sequence[Decision], name: str) -> Meant:
    fits = _fitting(name)
    found = [decision for decision in decided if fits(decision.window)]
    if not found:
        windows = sorted({decision.window for decision in decided})[-_SHOWN:]
        newest = ", ".join(f"{window.start:%Y-%m-%dT%H:%M}..{window.end:%Y-%m-%dT%H:%M}" for window in windows)
        raise Unheard(f"{model}: nothing was decided over {name}; the newest windows are {newest} (UTC)")
    meant = _newest(found)
    others = sorted((other for other in found if other != meant), key=lambda other: other.window, reverse=True)
    return Meant(decision=meant, remarks=tuple(_beside(others, name)))


def _beside(others: Sequence[Decision], name: str) -> Iterator[str]:
    """What else was decided there, the newest window first."""
    for other in others[:_OTHERS_SHOWN]:
        yield f"also over {name}: {other.id[:8]}, {other.window}: {other.action} ({other.reason})"
    if len(others) > _OTHERS_SHOWN:
        yield f"and {len(others) - _OTHERS_SHOWN:,} older ones over {name}; name a shorter stretch to see them"


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
