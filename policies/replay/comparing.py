"""Two policies over the same past: in which windows the one acts and the other does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.decisions import Action, Decision
from policies.replay.firing import standing

if TYPE_CHECKING:
    from datetime import datetime

    from policies.replay.play import Played


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One window over which two policies do not do the same; both decisions, the present policy's first."""

    present: Decision
    proposed: Decision

    @property
    def fires_anew(self) -> bool:
        """Whether only the proposed policy acts."""
        return self.present.action is Action.NOTHING

    @property
    def fires_no_more(self) -> bool:
        """Whether only the present policy acts."""
        return self.proposed.action is Action.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two policies over the windows that ended since a moment: where they act differently, oldest first.

    `reasons_differ` counts the windows with the same action for another reason, such as held back instead of calm.
    """

    present: str
    proposed: str
    windows: int
    acted_alike: int
    reasons_differ: int
    changes: tuple[Change, ...]


def compare(present: Played, proposed: Played, *, since: datetime) -> Comparison:
    """What a proposed policy would have done otherwise than the present one, window by window.

    Both were played along the same course, so both decided over the same windows; of a window that was decided over
    twice the last decision counts.
    """
    theirs = standing(proposed)
    pairs = [(ours, theirs[window]) for window, ours in standing(present).items() if window.end > since]
    differ = [pair for pair in pairs if pair[0].action is not pair[1].action]
    alike = [pair for pair in pairs if pair[0].action is pair[1].action]
    return Comparison(
        present=present.policy,
        proposed=proposed.policy,
        windows=len(pairs),
        acted_alike=sum(ours.action is not Action.NOTHING for ours, _ in alike),
        reasons_differ=sum(ours.reason is not other.reason for ours, other in alike),
        changes=tuple(Change(present=ours, proposed=other) for ours, other in differ),
    )
