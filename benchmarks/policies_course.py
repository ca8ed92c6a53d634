"""A stream as `policies.replay` sees it, so that our policies decide by the same code as in production."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.policies_drift import Drift
from benchmarks.policies_rows import START
from benchmarks.policies_stream import LENGTHS, Model, held_out_windows
from benchmarks.policies_walk import Walk
from domain.costs import Costs
from domain.signals import Signal, SignalState
from domain.windows import Window
from policies.action_shapes import BestOf, Expanding, Sliding
from policies.condition_shapes import signals_named
from policies.replay.course import DayLoss, Step, Trained
from policies.replay.play import play
from trials.hold_out import TooShort, split
from trials.spec import TrialSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from benchmarks.policies_stream import Stream
    from domain.decisions import Decision
    from policies.grammar import Policy

MODEL = "simulated"


class StreamCourse:
    """The windows of one stream, each decided over when its labels are there; trainings serve from then on.

    Every challenger wins its trial. `retrain_cost` is in windows' mean losses: an error costs one for all rows of the
    first window together. `drift` is measured only where it is given, for it takes its time.
    """

    model = MODEL

    def __init__(self, stream: Stream, *, retrain_cost: float, drift: Drift | None) -> None:
        rows = stream.rows
        self.costs: Costs | None = Costs(retraining=retrain_cost, error=1 / float(rows.cuts[1] - rows.cuts[0]))
        self.first_version = stream.first_model.version
        self.models = {self.first_version: stream.first_model}
        self._stream, self._drift = stream, drift
        self._steps = [self._step(window) for window in range(stream.first, stream.end - rows.delay)]

    def _step(self, window: int) -> Step:
        span = self._stream.rows.window(window)
        return Step(window=span, decided_at=span.end + self._stream.rows.delay * self._stream.rows.length)

    def steps(self) -> Sequence[Step]:
        """See `Course`."""
        return self._steps

    def signals(self, step: Step, *, version: str) -> tuple[Signal, ...]:
        """The error against its promise, as the monitors give it, and the drift of each column where asked for."""
        model, window = self.models[version], self._stream.rows.number(step.window)
        error = self._error(model, window, step.window)
        return (error, *(self._drift.signals(model, window, step.window) if self._drift else ()))

    def _error(self, model: Model, window: int, span: Window) -> Signal:
        losses, promised = self._stream.row_losses(model, window), self._stream.promised(model)
        mean = self._stream.mean(model, window)
        half = 1.96 * float(losses.std()) / math.sqrt(len(losses))
        return Signal(
            model=MODEL,
            name=self._stream.rows.metric,
            window=span,
            reference="its promise",
            baseline=promised,
            value=mean,
            threshold=1.1 * promised,
            state=SignalState.BREACHED if mean > 1.1 * promised else SignalState.CALM,
            interval=(mean - half, mean + half),
            rows=len(losses),
        )

    def trained_until(self, version: str) -> datetime:
        """See `Course`."""
        return START + (self.models[version].until + 1) * self._stream.rows.length

    def labels_since(self, moment: datetime, *, now: datetime) -> int | None:
        """See `Course`; labels come `delay` windows late."""
        rows = self._stream.rows
        first, end = (round((each - START) / rows.length) for each in (moment, now))
        known = rows.between(first, max(first, end - rows.delay))
        return int(known.stop) - int(known.start)

    def retrain(self, policy: Policy, decision: Decision, *, champion: str) -> Trained:
        """The newest labelled part is held out as a trial does, to say what the model promises, and learnt from."""
        until = self._stream.rows.number(decision.window)
        held_out = self._held_out(self.models[champion], decision)
        model = Model(kind=_kind(policy, self._stream, until - held_out), until=until, held_out=held_out)
        self.models[model.version] = model
        return Trained(
            version=model.version,
            trained_until=self.trained_until(model.version),
            in_force_at=decision.decided_at,
            cost=self.costs.retraining if self.costs else 0.0,
        )

    def _held_out(self, champion: Model, decision: Decision) -> int:
        length = self._stream.rows.length
        plan = split(
            labelled_from=START,
            as_of=decision.window.end,
            champion_trained_until=self.trained_until(champion.version),
            spec=TrialSpec(),
        )
        if isinstance(plan, TooShort):
            return held_out_windows(length)
        return max(1, plan.hold_out.duration // length)

    def losses(self, version: str) -> Mapping[date, DayLoss]:
        """See `Course`; a window's losses are those of its first day."""
        model, rows = self.models[version], self._stream.rows
        served = range(max(model.until + 1, self._stream.first), self._stream.end)
        return {
            rows.window(w).start.date(): DayLoss(
                rows=int(rows.cuts[w + 1] - rows.cuts[w]), total=float(self._stream.row_losses(model, w).sum())
            )
            for w in served
        }


def walk_of(policy: Policy, stream: Stream, *, retrain_cost: float, drift: Drift) -> Walk:
    """What the policy does along the stream."""
    wanted = drift if "drift" in signals_named(policy.when) else None
    course = StreamCourse(stream, retrain_cost=retrain_cost, drift=wanted)
    played = play(policy, course)
    models = [course.models[played.version_at(stream.rows.window(window).start)] for window in stream.served]
    return Walk(models=tuple(models), retrainings=len(played.retrainings))


def _kind(policy: Policy, stream: Stream, until: int) -> str:
    """The part that the policy learns from; of several, the best on the newest windows before the hold-out."""
    wanted = policy.training_window
    return stream.best_kind(until, [_known(each) for each in (wanted.of if isinstance(wanted, BestOf) else (wanted,))])


def _known(wanted: object) -> str:
    """The kind of training that was made of it. Raises NotImplementedError where none was."""
    length = wanted.length if isinstance(wanted, Sliding) else None
    for kind, made in LENGTHS.items():
        if isinstance(wanted, Sliding | Expanding) and made == length:
            return kind
    raise NotImplementedError(f"the benchmark trains on {', '.join(LENGTHS)}, and has nothing of {wanted}")
