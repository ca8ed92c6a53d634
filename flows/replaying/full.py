"""A model's past in full: versions are really trained and tried, once for all policies, and measured as they serve.

Everything runs through the errands and monitors of production, on ledgers in memory. The log is read once, whole; of a
label that was corrected later, only the correction is known.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from domain.windows import Window
from flows.due.adopting import train_now
from flows.due.gathering import gather, keep
from flows.due.spans import labelled_from
from flows.replaying.life import Life, daily_losses, next_life, retrained
from monitors.table import measure
from policies.change import began
from policies.replay.course import Step, Trained
from policies.replay.options import Option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime, timedelta

    from domain.costs import Costs
    from domain.decisions import Decision
    from domain.profiles import Profile
    from domain.signals import Signal
    from flows.replaying.sharing import SharedTrainings
    from policies.grammar import Policy
    from policies.replay.course import DayLoss

# So many windows get a training each for the oracle; of more, every n-th does.
MOST_OPTIONS = 60


class FullCourse:
    """The windows of a span, whoever would have been in force; implements `policies.replay.course.Course`.

    A version is named after its training and the moment of it. `retrainings` counts those that were carried out, each
    once for all policies, `trainings` the calls of the trainer, and `measured` the windows measured under a version.
    `costs` are those of the model's file, which policies know; `price` is what the course is reckoned by afterwards.
    """

    def __init__(
        self,
        first: Life,
        steps: Sequence[Step],
        *,
        trainer: SharedTrainings,
        approval_lag: timedelta,
        price: Costs,
    ) -> None:
        document = first.watch.document
        self.model, self.price = document.model, price
        self.costs = document.costs.as_noun if document.costs else None
        self.first_version = first.candidate.version
        self.retrainings = self.measured = 0
        self._trainer = trainer
        self._steps, self._lag = tuple(steps), approval_lag
        self._lives: dict[str, Life] = {self.first_version: first}
        self._signals: dict[tuple[Step, str], tuple[Signal, ...]] = {}
        self._seen: set[tuple[Window, str]] = set()
        self._trained: dict[tuple[object, ...], Trained] = {}
        self._losses: dict[str, Mapping[date, DayLoss]] = {}
        self._references: dict[str, Profile | None] = {}
        self._listener: Callable[[int], None] | None = None
        self._heard = 0

    @property
    def trainings(self) -> int:
        """How often the trainer was really called: for trials, refits and the oracle."""
        return self._trainer.trainings

    def listen(self, listener: Callable[[int], None]) -> None:
        """Tell from now on how many windows were answered for, or trained in for the oracle, since this call."""
        self._listener, self._heard = listener, 0

    def steps(self) -> Sequence[Step]:
        """The windows, oldest first; one whose labels take longer than it waits comes a second time."""
        return self._steps

    def signals(self, step: Step, *, version: str) -> tuple[Signal, ...]:
        """What the monitors say of the window with `version` in force."""
        self._tell()
        if (step, version) not in self._signals:
            self._signals[step, version] = self._measured(step, version)
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

    @property
    def grid(self) -> int:
        """How many windows there are to each training for the oracle, so that these are no more than MOST_OPTIONS."""
        return ceil(len(self.moments(1)) / MOST_OPTIONS)

    def moments(self, grid: int) -> tuple[datetime, ...]:
        """When every n-th window is looked at for the first time."""
        first_looks: dict[Window, datetime] = {}
        for step in self._steps:
            first_looks.setdefault(step.window, step.decided_at)
        return tuple(sorted(first_looks.values())[::grid])

    def options(self, grid: int) -> tuple[Option, ...]:
        """A training on all labels at every n-th window, without a trial: what oracle and schedules choose from."""
        return tuple(Option(decided_at=moment, trained=self._train(moment)) for moment in self.moments(grid))

    def _measured(self, step: Step, version: str) -> tuple[Signal, ...]:
        watch = self._lives[version].watch
        again, reference = (step.window, version) in self._seen, self._references.get(version)
        gathered = gather(watch, step.window, step.decided_at, revision=int(again), reference=reference)
        signals = measure(watch.document.monitoring, gathered.evidence)
        keep(watch, gathered)
        self._references[version] = gathered.evidence.reference
        self._seen.add((step.window, version))
        self.measured += 1
        return signals

    def _tell(self) -> None:
        self._heard += 1
        if self._listener is not None:
            self._listener(self._heard)

    def _retrain(self, policy: Policy, decision: Decision, champion: str) -> Trained:
        life, now = self._lives[champion], decision.decided_at
        later = sorted({step.decided_at for step in self._steps if step.decided_at > now})
        outcome = retrained(life, policy, decision, rounds=(now, *later))
        self.retrainings += 1
        until = outcome.candidate.trained_on.end if outcome.candidate else now
        version = self._name(f"{outcome.candidate.version} of {now:%Y-%m-%d %H:%M}" if outcome.candidate else "none")
        due = outcome.at + self._lag if outcome.candidate else None
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
        self._losses[version] = daily_losses(life.served, life.scored(artifact), loss=watch.document.loss)
        self._tell()
        return Trained(version=version, trained_until=span.end, in_force_at=moment + self._lag, cost=artifact.cost)

    def _name(self, wanted: str) -> str:
        """The name, with a number where another training of that moment has it."""
        taken = sum(name == wanted or name.startswith(f"{wanted} (") for name in self._lives)
        return f"{wanted} ({taken + 1})" if taken else wanted
