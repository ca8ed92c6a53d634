"""A model's past in full: versions are really trained and tried, once for all policies, and measured as they serve.

Everything runs through the errands and monitors of production, on ledgers in memory. The log is read once, whole; of a
label that was corrected later, only the correction is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.windows import Window
from flows.due.adopting import train_now
from flows.due.gathering import gather, keep
from flows.due.judging import score
from flows.due.spans import labelled_from
from flows.replaying.life import Life, daily_losses, next_life, retrained
from monitors.table import measure
from policies.change import began
from policies.replay.course import Step, Trained
from policies.replay.options import Option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, timedelta

    from domain.costs import Costs
    from domain.decisions import Decision
    from domain.signals import Signal
    from policies.grammar import Policy
    from policies.replay.course import DayLoss

# So many windows get a training each for the oracle; of more, every n-th does.
MOST_OPTIONS = 60


class FullCourse:
    """The windows of a span, whoever would have been in force; implements `policies.replay.course.Course`.

    A version is named after its training and the moment of it. `trainings` and `measured` count what was really done.
    """

    def __init__(self, first: Life, steps: Sequence[Step], *, approval_lag: timedelta, costs: Costs | None) -> None:
        self.model, self.costs = first.watch.model, costs
        self.first_version = first.candidate.version
        self.trainings = self.measured = 0
        self._steps, self._lag = tuple(steps), approval_lag
        self._lives: dict[str, Life] = {self.first_version: first}
        self._signals: dict[tuple[Step, str], tuple[Signal, ...]] = {}
        self._seen: set[tuple[Window, str]] = set()
        self._trained: dict[tuple[object, ...], Trained] = {}
        self._losses: dict[str, Mapping[date, DayLoss]] = {}

    def steps(self) -> Sequence[Step]:
        """The windows, oldest first; one whose labels take longer than it waits comes a second time."""
        return self._steps

    def signals(self, step: Step, *, version: str) -> tuple[Signal, ...]:
        """What the monitors say of the window with `version` in force."""
        if (step, version) not in self._signals:
            watch = self._lives[version].watch
            again = (step.window, version) in self._seen
            gathered = gather(watch, step.window, step.decided_at, revision=int(again))
            self._signals[step, version] = measure(watch.document.monitoring, gathered.evidence)
            keep(watch, gathered)
            self._seen.add((step.window, version))
            self.measured += 1
        return self._signals[step, version]

    def trained_until(self, version: str) -> datetime:
        """Where the version's training data end."""
        return self._lives[version].candidate.trained_on.end

    def labels_since(self, moment: datetime, *, now: datetime) -> int | None:
        """How many labels had arrived by `now` for events after `moment`."""
        log = self._lives[self.first_version].watch.log
        return log.arrived(Window(start=moment, end=now), as_of=now).labels if moment < now else 0

    def retrain(self, policy: Policy, decision: Decision, *, champion: str) -> Trained:
        """Train and try as production would; policies that ask for the same at the same moment share the answer."""
        asked = (champion, decision.decided_at, policy.then.model_dump_json(), began(decision))
        if asked not in self._trained:
            self._trained[asked] = self._retrain(policy, decision, champion)
        return self._trained[asked]

    def losses(self, version: str) -> Mapping[date, DayLoss]:
        """What the version's predictions of each day were off."""
        if version not in self._losses:
            self._losses[version] = self._lives[version].losses()
        return self._losses[version]

    def options(self, grid: int) -> tuple[Option, ...]:
        """A training on all labels at every n-th window, without a trial: what oracle and schedules choose from."""
        first_looks: dict[Window, datetime] = {}
        for step in self._steps:
            first_looks.setdefault(step.window, step.decided_at)
        moments = sorted(first_looks.values())[::grid]
        return tuple(Option(decided_at=moment, trained=self._train(moment)) for moment in moments)

    def _retrain(self, policy: Policy, decision: Decision, champion: str) -> Trained:
        life, now = self._lives[champion], decision.decided_at
        outcome = retrained(life, policy, decision)
        self.trainings += 1
        until = outcome.candidate.trained_on.end if outcome.candidate else now
        version = self._name(f"{outcome.candidate.version} of {now:%Y-%m-%d %H:%M}" if outcome.candidate else "none")
        due = now + self._lag if outcome.candidate else None
        if due is not None:
            self._lives[version] = next_life(life, outcome, at=due)
        return Trained(
            version=version, trained_until=until, in_force_at=due, cost=outcome.cost, because=outcome.because
        )

    def _train(self, moment: datetime) -> Trained:
        life = self._lives[self.first_version]
        watch, version = life.watch, f"all labels of {moment:%Y-%m-%d %H:%M}"
        span = Window(start=labelled_from(watch), end=moment - watch.document.monitoring.labels_mature_after)
        artifact = train_now(watch, span, moment, why="a backtest's yardstick")
        self.trainings += 1
        self._losses[version] = daily_losses(life.served, score(watch, artifact, life.served), loss=watch.document.loss)
        return Trained(version=version, trained_until=span.end, in_force_at=moment + self._lag, cost=artifact.cost)

    def _name(self, wanted: str) -> str:
        """The name, with a number where another training of that moment has it."""
        taken = sum(name == wanted or name.startswith(f"{wanted} (") for name in self._lives)
        return f"{wanted} ({taken + 1})" if taken else wanted
