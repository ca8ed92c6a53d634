"""How a full replay begins: with the version in force then, the whole log, and a folder that is thrown away."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from adapters.artifacts import FolderArtifacts
from adapters.trainers.python_callable import CallableTrainer
from domain.columns import LABEL_TIME
from domain.errors import EvidenceUnavailable, InvalidDocument
from domain.windows import Window
from flows.due.spans import labelled_from
from flows.due.windows import whole_windows
from flows.replaying.full import FullCourse
from flows.replaying.life import Life, first_life
from flows.replaying.sharing import SharedTrainings
from monitors.entries import Need
from policies.replay.course import Step
from policies.replay.reach import reach
from policies.replay.refusals import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta

    import pandas as pd

    from domain.costs import Costs
    from domain.ports import Artifacts, Predictor
    from domain.training import Artifact
    from flows.watch import Watch
    from policies.grammar import Policy


@contextmanager
def full_course(
    watch: Watch,
    policies: Sequence[Policy],
    span: Window | None,
    *,
    approval_lag: timedelta,
    costs: Costs | None,
    as_of: datetime,
) -> Iterator[FullCourse]:
    """The course of a span, or of all time since the first champion; what is trained is thrown away at the end.

    Raises InvalidDocument for a model that is not trained in this process, and whatever `refusals` says.
    """
    if watch.document.training.callable is None:
        raise InvalidDocument(
            [
                f"{watch.model}: a backtest trains in this process, and the model's file names a deployment; give a "
                f"training.callable, or look at the decisions alone with --decisions-only"
            ]
        )
    start = _start(watch, span)
    steps = _steps(watch, start, min(span.end, as_of) if span else as_of, as_of)
    with TemporaryDirectory(prefix="driftwarden-backtest-") as folder:
        trainer = SharedTrainings(
            CallableTrainer(watch.document.training.callable, Path(folder), loss=watch.document.loss)
        )
        life = _first_life(_set_apart(watch, policies, Path(folder), trainer), start, as_of)
        price = _priced(watch, life.served, steps, costs)
        yield FullCourse(life, steps, trainer=trainer, approval_lag=approval_lag, price=price)


@dataclass(frozen=True, slots=True, kw_only=True)
class _TwoPlaces:
    """What the replay trained lies in a folder of its own, what it began with where it always was."""

    began_with: Artifacts
    trained: Artifacts
    known: frozenset[str]

    def load(self, artifact: Artifact) -> Predictor:
        """The model, from where it lies; what was trained here may have the bytes of one that is known."""
        try:
            return self.trained.load(artifact)
        except EvidenceUnavailable:
            if artifact.sha256 not in self.known:
                raise
            return self.began_with.load(artifact)


def _start(watch: Watch, span: Window | None) -> datetime:
    """Where the replay begins: with the span, but not before the first champion."""
    promotions = watch.ledger.promotions.of(watch.model)
    if not promotions:
        raise EvidenceUnavailable(
            f"{watch.model} has no champion yet, so there is nothing to begin with; "
            f"put the first one in force with `driftwarden adopt {watch.model}`"
        )
    first = min(promotion.promoted_at for promotion in promotions)
    return max(first, span.start) if span else first


def _steps(watch: Watch, start: datetime, end: datetime, as_of: datetime) -> tuple[Step, ...]:
    """Each window when it would have been looked at, and again when its labels had had their time, if that is later."""
    spec = watch.document.monitoring
    waits = sorted({spec.waits, max(spec.waits, spec.labels_mature_after)})
    windows = whole_windows(watch, start, end, now=as_of) if start < end else ()
    steps = (Step(window=window, decided_at=window.end + wait) for window in windows for wait in waits)
    ready = tuple(step for step in steps if step.decided_at <= as_of)
    if not ready:
        raise EvidenceUnavailable(
            f"{watch.model}: no window is whole and ready between {start:%Y-%m-%d %H:%M}, where the replay begins, and "
            f"{end:%Y-%m-%d %H:%M} UTC; choose a longer span"
        )
    return ready


def _set_apart(watch: Watch, policies: Sequence[Policy], folder: Path, trainer: SharedTrainings) -> Watch:
    """The watch with a trainer and artifacts of its own, and with no monitor that no policy asks anything of."""
    document = watch.document
    names = set(chain.from_iterable((*reach(p).looks_back_on, *reach(p).broken) for p in policies))
    entries = [each for each in document.monitoring.monitors if names & set(each.signals(document.monitoring.task))]
    spec = document.monitoring.model_copy(update={"monitors": tuple(entries)})
    if not spec.needs & {Need.SAMPLES, Need.SECOND_SOURCE}:
        spec = spec.model_copy(update={"sample_rows": 0})
    trained = FolderArtifacts(folder)
    first = {candidate.artifact.sha256 for candidate in watch.ledger.candidates.of(watch.model)}
    return replace(
        watch,
        document=document.model_copy(update={"monitoring": spec}),
        trainer=trainer,
        world=replace(
            watch.world, artifacts=_TwoPlaces(began_with=watch.world.artifacts, trained=trained, known=frozenset(first))
        ),
    )


def _first_life(watch: Watch, start: datetime, as_of: datetime) -> Life:
    promotion = watch.in_force(start)
    candidate = watch.ledger.candidates.of_version(watch.model, promotion.to_version)
    rows = watch.log.read(Window(start=labelled_from(watch), end=as_of), as_of=as_of)
    rows.attrs = {}
    return first_life(watch, rows, candidate, promotion)


def _priced(watch: Watch, served: pd.DataFrame, steps: Sequence[Step], costs: Costs | None) -> Costs:
    """What the course is reckoned by; raises InvalidDocument where it cannot be."""
    problems = refusals(
        has_label_times=LABEL_TIME in served,
        costs=costs,
        span=steps[-1].window.end - steps[0].window.start,
        label_delay=watch.document.monitoring.labels_mature_after,
    )
    told = [f"{watch.model}: {problem}" for problem in problems]
    if told or costs is None:
        raise InvalidDocument(told)
    return costs
