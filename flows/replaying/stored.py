"""A model's past as the ledger's signals tell it, for a replay of decisions alone: nothing is trained or measured.

What another version's signals would have been nobody knows, so every version has those that were recorded. A retraining
is taken to succeed, unless one was really decided over the same window and came to nothing. Of what was measured again
because rows or labels came late, the first reading counts: the later was not known when the window was decided over.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from statistics import median
from typing import TYPE_CHECKING

from domain.columns import LABEL
from domain.errors import EvidenceUnavailable
from domain.history import Ending
from domain.signals import Maturity, SignalState
from domain.training import RunState
from flows.due.histories import past_retrainings
from flows.replaying.recorded import counting_labels, recorded, resting_on_labels
from policies.replay.course import DayLoss, Step, Trained

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, timedelta

    from domain.approvals import Promotion
    from domain.costs import Costs
    from domain.decisions import Decision
    from domain.signals import Signal
    from domain.windows import Window
    from flows.replaying.recorded import Recorded
    from flows.watch import Watch
    from policies.grammar import Policy

_NOT_YET = "its labels had not had their time when the window was first looked at"


class StoredCourse:
    """The windows of one model that the ledger has signals of.

    Where windows are looked at before their labels have had their time, each comes twice: once as it was then, with
    what rests on labels not known, and once when they had.
    """

    def __init__(self, watch: Watch, found: Recorded, *, approval_lag: timedelta, costs: Costs | None) -> None:
        self.model, self.costs, self.found = watch.model, costs, found
        self._spec, self._lag = watch.document.monitoring, approval_lag
        self._labels = _labels(watch, found)
        served = _served(watch, min(found.windows))
        self.first_version = served.to_version
        self._trained_until = {
            served.to_version: watch.ledger.candidates.of_version(watch.model, served.to_version).trained_on.end
        }
        self._training_cost = _usual_cost(watch)
        self._came_to_nothing = _came_to_nothing(watch)
        self._early = self._as_first_seen() if self._spec.waits < self._spec.labels_mature_after else {}
        self._steps = tuple(self._all_steps())

    def steps(self) -> Sequence[Step]:
        """The windows, each at the moment when it would have been decided over."""
        return self._steps

    def signals(self, step: Step, *, version: str) -> tuple[Signal, ...]:
        """What was recorded of the window, whichever version is asked for; what rests on labels once they had come."""
        has_matured = step.decided_at >= step.window.end + self._spec.labels_mature_after
        return (self.found.windows if has_matured else self._early)[step.window]

    def trained_until(self, version: str) -> datetime:
        """Where the training data of a version end, as far as its retraining was played."""
        return self._trained_until[version]

    def labels_since(self, moment: datetime, *, now: datetime) -> int | None:
        """The labelled rows of whole windows since then whose labels have had their time."""
        return self._labels.between(moment, now - self._spec.labels_mature_after) if self._labels else None

    def retrain(self, policy: Policy, decision: Decision, *, champion: str) -> Trained:
        """A version that learned from all labels there were, in force once approved; refused where it really was."""
        because = self._came_to_nothing.get(decision.window, "")
        version = f"trained {decision.decided_at:%Y-%m-%d %H:%M}"
        self._trained_until[version] = decision.decided_at - self._spec.labels_mature_after
        return Trained(
            version=version,
            trained_until=self._trained_until[version],
            in_force_at=None if because else decision.decided_at + self._lag,
            cost=self._training_cost,
            because=because,
        )

    def losses(self, version: str) -> Mapping[date, DayLoss]:
        """None: what a version that was never trained would have been off, signals do not tell."""
        return {}

    def _as_first_seen(self) -> dict[Window, tuple[Signal, ...]]:
        names = resting_on_labels(self._spec)
        return {
            window: tuple(_unripe(s) if s.name in names or s.subject == LABEL else s for s in signals)
            for window, signals in self.found.windows.items()
        }

    def _all_steps(self) -> Iterator[Step]:
        for window, signals in self.found.windows.items():
            yield Step(window=window, decided_at=window.end + self._spec.waits)
            if self._early and self._early[window] != signals:
                yield Step(window=window, decided_at=window.end + self._spec.labels_mature_after)


def stored_course(
    watch: Watch, policies: Sequence[Policy], span: Window | None, *, approval_lag: timedelta, costs: Costs | None
) -> StoredCourse:
    """The course of a span, or of all time. Raises EvidenceUnavailable where the ledger holds nothing of it."""
    if not watch.ledger.promotions.of(watch.model):
        raise EvidenceUnavailable(
            f"{watch.model} has no champion yet, so nothing was measured of it; "
            f"put the first one in force with `driftwarden adopt {watch.model}`"
        )
    return StoredCourse(watch, recorded(watch, policies, span), approval_lag=approval_lag, costs=costs)


def _served(watch: Watch, window: Window) -> Promotion:
    """The promotion in force at the window's end; of windows before the first champion, that one's."""
    promotions = watch.ledger.promotions.of(watch.model)
    earlier = [promotion for promotion in promotions if promotion.promoted_at < window.end]
    if not earlier:
        return min(promotions, key=lambda promotion: promotion.promoted_at)
    return max(reversed(earlier), key=lambda promotion: promotion.promoted_at)


def _usual_cost(watch: Watch) -> float:
    """The median cost of the trainings there were; 0 where there was none."""
    costs = [run.cost for run in watch.ledger.runs.of(watch.model) if run.state is RunState.SUCCEEDED]
    return median(costs) if costs else 0.0


def _came_to_nothing(watch: Watch) -> dict[Window, str]:
    """Why the retrainings that were really decided never served, by the window they were decided over."""
    ended = past_retrainings(watch, datetime.max.replace(tzinfo=UTC))
    said = {Ending.FAILED: "failed", Ending.REFUSED: "was refused"}
    lost = (past for past in ended if past.ending in said)
    return {past.window: f"the retraining that was really ordered then {said[past.ending]}" for past in lost}


def _unripe(signal: Signal) -> Signal:
    return replace(
        signal, value=None, interval=None, state=SignalState.UNKNOWN, note=_NOT_YET, maturity=Maturity.PROVISIONAL
    )


class _Labels:
    """Labelled rows by window, added up."""

    def __init__(self, rows: Mapping[Window, int]) -> None:
        self._starts = [window.start for window in rows]
        self._ends = [window.end for window in rows]
        self._sums = [0, *accumulate(rows.values())]

    def between(self, since: datetime, until: datetime) -> int:
        """The rows of the windows that lie in [since, until]."""
        first, last = bisect_left(self._starts, since), bisect_right(self._ends, until)
        return max(0, self._sums[max(first, last)] - self._sums[first])


def _labels(watch: Watch, found: Recorded) -> _Labels | None:
    """Told from the rows that performance rests on; None where no window has any such signal."""
    names = counting_labels(watch.document.monitoring)
    rows = {
        window: max((s.rows for s in signals if s.name in names and s.segment is None), default=None)
        for window, signals in found.windows.items()
    }
    known = {window: count for window, count in rows.items() if count is not None}
    return _Labels(known) if known else None
