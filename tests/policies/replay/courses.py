"""A course written down: hours or weeks of one model, whose error depends on the version and on the time.

A version `vN` was trained at step N, and `loss(step, trained_at)` is what it is off there; `v-1` came first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain.costs import Costs
from domain.decisions import Decision
from domain.signals import Signal, SignalState
from domain.windows import Window
from policies.grammar import Policy
from policies.replay.course import DayLoss, Step, Trained
from tests.builders import MODEL, MONDAY, a_signal

Loss = Callable[[int, int], float]


@dataclass(kw_only=True)
class WrittenCourse:
    """`count` windows of one `length`; `waits` passes from a window's end to its decision, `lag` to the deployment."""

    loss: Loss
    count: int = 20
    length: timedelta = timedelta(days=7)
    waits: timedelta = timedelta(0)
    lag: timedelta = timedelta(hours=1)
    rows: int = 100
    limit: float = 10.0
    trains: bool = True
    extra: tuple[Signal, ...] = ()
    model: str = MODEL
    costs: Costs | None = None
    first_version: str = "v-1"
    trainings: list[str] = field(default_factory=list)

    def window(self, number: int) -> Window:
        start = MONDAY + number * self.length
        return Window(start=start, end=start + self.length)

    def steps(self) -> tuple[Step, ...]:
        windows = (self.window(number) for number in range(self.count))
        return tuple(Step(window=window, decided_at=window.end + self.waits) for window in windows)

    def signals(self, step: Step, *, version: str) -> tuple[Signal, ...]:
        value = self.loss(self.number(step.window.start), self.trained_at(version))
        state = SignalState.BREACHED if value > self.limit else SignalState.CALM
        mae = a_signal(window=step.window, value=value, baseline=7.5, threshold=self.limit, state=state)
        return (mae, *self.extra)

    def trained_until(self, version: str) -> datetime:
        return MONDAY + (self.trained_at(version) + 1) * self.length

    def labels_since(self, moment: datetime, *, now: datetime) -> int | None:
        return max(0, self.rows * ((now - self.waits - moment) // self.length))

    def retrain(self, policy: Policy, decision: Decision, *, champion: str) -> Trained:
        number = self.number(decision.window.start)
        version = f"v{number}"
        self.trainings.append(version)
        in_force_at = decision.decided_at + self.lag if self.trains else None
        because = "" if self.trains else "the trial refused it"
        return Trained(
            version=version, trained_until=decision.window.end, in_force_at=in_force_at, cost=60.0, because=because
        )

    def losses(self, version: str) -> Mapping[date, DayLoss]:
        days = max(1, round(self.length / timedelta(days=1)))
        trained_at = self.trained_at(version)
        return {
            (self.window(number).start + timedelta(days=day)).date(): DayLoss(
                rows=self.rows, total=self.rows * self.loss(number, trained_at)
            )
            for number in range(self.count)
            for day in range(days)
        }

    def number(self, moment: datetime) -> int:
        return (moment - MONDAY) // self.length

    def trained_at(self, version: str) -> int:
        return int(version.removeprefix("v"))


def jump(at: int, *, low: float = 7.0, high: float = 12.0) -> Loss:
    """Low for versions trained on the same side of a change at step `at`, high for the others."""
    return lambda step, trained_at: low if (step >= at) == (trained_at >= at) else high
