"""What the ledger would hold, had one policy been in charge from the first step on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.decisions import Action, Reason
from domain.history import Ending, History, PastRetraining
from policies.change import began
from policies.gates import rests_on
from policies.index import Index

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.costs import Costs
    from domain.decisions import Decision
    from domain.signals import Signal
    from domain.windows import Window
    from policies.grammar import Policy
    from policies.replay.course import Trained
    from policies.replay.reach import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Reign:
    """Which version is in force from a moment on, until the next one."""

    since: datetime
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraining:
    """A decision to retrain and what came of it; `champion` was in force when it was decided."""

    decision: Decision
    trained: Trained
    champion: str


class Past:
    """Grows step by step, in the order of the moments of deciding; `settle` comes first at each."""

    def __init__(self, first: Reign, *, costs: Costs | None) -> None:
        self.reigns = [first]
        self.retrainings: list[Retraining] = []
        self.decisions: list[Decision] = []
        self._costs = costs
        self._last: dict[Window, Decision] = {}
        self._ordered: list[PastRetraining] = []
        self._signals: dict[Window, tuple[Signal, ...]] = {}
        self._drift_actions: list[datetime] = []
        self._runs: list[datetime] = []
        self.index = Index()

    @property
    def champion(self) -> Reign:
        """The reign that lasts, as of the moment that was settled last."""
        return self.reigns[-1]

    def settle(self, now: datetime) -> None:
        """Put in force what is due; a challenger of a champion that is gone meanwhile is refused."""
        for place, retraining in enumerate(self.retrainings):
            due = retraining.trained.in_force_at
            if self._ordered[place].ending is Ending.RUNNING and due is not None and due <= now:
                self._end(place, retraining, due)

    def _end(self, place: int, retraining: Retraining, due: datetime) -> None:
        ending = Ending.PROMOTED if retraining.champion == self.champion.version else Ending.REFUSED
        self._ordered[place] = replace(self._ordered[place], ending=ending, cost=retraining.trained.cost)
        if ending is Ending.PROMOTED:
            self._begin(Reign(since=due, version=retraining.trained.version))

    def _begin(self, reign: Reign) -> None:
        """A new version; its predecessor's windows are none of its own."""
        self.reigns.append(reign)
        self.index = Index()
        for window, signals in self._signals.items():
            if window.end > reign.since:
                self.index.add(signals)

    def served(self, window: Window) -> str:
        """The version in force just before the window's end: it is this one's signals that the window has."""
        earlier = (reign.version for reign in reversed(self.reigns) if reign.since < window.end)
        return next(earlier, self.reigns[0].version)

    def earlier(self, window: Window) -> Decision | None:
        """The decision over this window that stands, if there was one."""
        return self._last.get(window)

    def keep_signals(self, window: Window, signals: Sequence[Signal], reach: Reach) -> None:
        """Keep what later windows may look back on; what was measured of the same window before gives way."""
        self._signals[window] = reach.worth_keeping(signals)
        self.index.add(self._signals[window])

    def keep(self, decision: Decision, policy: Policy) -> None:
        """Keep a decision, and what later ones count: actions because of drift, and runs of a deployment."""
        self.decisions.append(decision)
        self._last[decision.window] = decision
        if decision.action is Action.RUN:
            self._runs.append(decision.decided_at)
        limit = policy.gates.drift_actions
        acted = decision.action is not Action.NOTHING and decision.reason is Reason.FIRED
        if acted and limit is not None and rests_on(policy, decision.trace, signals=limit.signals):
            self._drift_actions.append(decision.decided_at)

    def keep_retraining(self, retraining: Retraining, *, shadow_only: bool) -> None:
        """Keep a retraining: in flight until it serves, ended at once where it never will."""
        decision, never = retraining.decision, retraining.trained.in_force_at is None
        self.retrainings.append(retraining)
        ordered = PastRetraining(
            order=decision.id,
            decision=decision.id,
            window=decision.window,
            ordered_at=decision.decided_at,
            ending=(Ending.SHADOWED if shadow_only else Ending.REFUSED) if never else Ending.RUNNING,
            cost=retraining.trained.cost if never else 0.0,
            change_began=began(decision),
        )
        self._ordered.append(ordered)

    def history(self, window: Window, *, trained_until: datetime, labels_since: int | None) -> History:
        """The history at the moment that was settled last, for a decision over `window`; its signals are in `index`."""
        standing = self.earlier(window)
        its_own = standing.id if standing else None
        return History(
            retrainings=tuple(retraining for retraining in self._ordered if retraining.decision != its_own),
            champion_since=self.champion.since,
            trained_until=trained_until,
            labels_since=labels_since,
            drift_actions=tuple(self._drift_actions),
            runs=tuple(self._runs),
            costs=self._costs,
        )
