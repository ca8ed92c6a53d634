"""What a selftest plays on: windows that one version really served, in memory, with all that came before them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.memory import MemoryLedger, MemoryPredictionLog
from domain.errors import EvidenceUnavailable
from domain.profiles import FROM_LOG, from_training
from domain.windows import Window
from flows.due.references import reference_of
from flows.selftesting.answers import answered, features_by_importance
from flows.selftesting.spliced_log import SplicedLog
from monitors.injections.injection import Ground
from monitors.injections.table import injections
from policies.replay.course import Step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    import pandas as pd

    from domain.approvals import Promotion
    from domain.signals import Signal
    from flows.watch import Watch
    from monitors.injections.injection import Injection, NotInjected, Size

# At least as many windows before as any monitor looks back on.
_LOOKS_BACK = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """Real windows of one version, and the drifts to try on them; nothing on it reaches the project.

    `rows` are those of all windows, answered by the version; `before` the signals of its earlier windows; `steps` the
    looks at the windows, in order of time, each window a second time once its labels had theirs, if that is later.
    """

    watch: Watch
    promotion: Promotion
    windows: tuple[Window, ...]
    steps: tuple[Step, ...]
    rows: pd.DataFrame
    before: tuple[Signal, ...]
    drifts: tuple[Injection | NotInjected, ...]
    seed: int
    notes: tuple[str, ...]

    def over(self, rows: pd.DataFrame) -> Watch:
        """A watch over a log that holds these rows in place of the windows' own, on a ledger of its own."""
        ledger = _copied(self.watch, self.promotion, before=self.windows[0])
        spliced = SplicedLog(real=self.watch.log, instead=MemoryPredictionLog(rows), at=self.windows[0].start)
        return replace(self.watch, log=spliced, world=replace(self.watch.world, ledger=ledger))


def set_stage(watch: Watch, *, windows: int, size: Size, seed: int, now: datetime) -> Stage:
    """The newest windows of the newest version that has enough of them, and the drifts that their rows allow.

    Raises EvidenceUnavailable, with what to do, where no window with rows was looked at whose labels had their time.
    """
    promotion, chosen = _chosen(watch, windows, now)
    span = Window(start=chosen[0].start, end=chosen[-1].end)
    read = watch.log.read(span, as_of=now)
    read.attrs = {}
    if read.empty:
        raise EvidenceUnavailable(
            f"{watch.model}: the log no longer has the rows of {span}; name a moment with --as-of whose windows it has"
        )
    apart = _set_apart(watch, promotion, chosen[0])
    answers = answered(apart, promotion.to_version, read)
    ranked = features_by_importance(apart, promotion.to_version, answers, seed)
    ground = Ground(rows=answers.rows, task=watch.document.monitoring.task, size=size, ranked=ranked.features)
    said = (*_few(promotion, chosen, windows), *((answers.remark,) if answers.remark else ()), ranked.remark)
    return Stage(
        watch=apart,
        promotion=promotion,
        windows=chosen,
        steps=_steps(watch, chosen),
        rows=answers.rows,
        before=_signals_before(watch, promotion, chosen[0]),
        drifts=injections(ground),
        seed=seed,
        notes=tuple(note for note in said if note),
    )


def _chosen(watch: Watch, wanted: int, now: datetime) -> tuple[Promotion, tuple[Window, ...]]:
    """The newest version with at least half as many windows as wanted, else the one with the most; its newest ones."""
    known = [p for p in watch.ledger.promotions.of(watch.model) if p.promoted_at <= now]
    promotions = sorted(known, key=lambda promotion: promotion.promoted_at)
    if not promotions:
        raise EvidenceUnavailable(
            f"{watch.model} has no champion yet; put the first one in force with `driftwarden adopt {watch.model}`"
        )
    ripe = _ripe(watch, now)
    ends = [*(promotion.promoted_at for promotion in promotions[1:]), now]
    served = [
        (promotion, tuple(w for w in ripe if promotion.promoted_at < w.end <= end))
        for promotion, end in zip(promotions, ends, strict=True)
    ]
    enough = [each for each in served if 2 * len(each[1]) >= wanted]
    promotion, found = enough[-1] if enough else max(served, key=lambda each: len(each[1]))
    if not found:
        raise EvidenceUnavailable(
            f"{watch.model}: no window with rows was looked at whose labels had their time by {now:%Y-%m-%d %H:%M} "
            f"UTC; look at some with `driftwarden run` or `driftwarden backfill {watch.model}`"
        )
    return promotion, found[-wanted:]


def _ripe(watch: Watch, now: datetime) -> tuple[Window, ...]:
    """The windows with rows that were looked at and whose labels had their time, oldest first."""
    profiles = watch.ledger.profiles.from_origin(watch.model, FROM_LOG)
    with_rows = (profile.window for profile in profiles if profile.segment is None and profile.rows)
    return tuple(window for window in with_rows if window.end + _patience(watch) <= now)


def _patience(watch: Watch) -> timedelta:
    spec = watch.document.monitoring
    return max(spec.waits, spec.labels_mature_after)


def _steps(watch: Watch, windows: tuple[Window, ...]) -> tuple[Step, ...]:
    looks = sorted({watch.document.monitoring.waits, _patience(watch)})
    steps = (Step(window=window, decided_at=window.end + wait) for window in windows for wait in looks)
    return tuple(sorted(steps, key=lambda step: (step.decided_at, step.window)))


def _set_apart(watch: Watch, promotion: Promotion, first: Window) -> Watch:
    """The watch on a ledger in memory that knows the version, its reference and the windows before the first one."""
    apart = replace(watch, world=replace(watch.world, ledger=_copied(watch, promotion, before=first)))
    # Made here where nobody asked for it before, so that it is not made anew for each drift.
    reference_of(apart, promotion.to_version)
    return apart


def _copied(watch: Watch, promotion: Promotion, *, before: Window) -> MemoryLedger:
    ledger, model, version = MemoryLedger(), watch.model, promotion.to_version
    ledger.candidates.record(watch.ledger.candidates.of_version(model, version))
    ledger.promotions.record(promotion)
    within = Window(start=before.start - _LOOKS_BACK * before.duration, end=before.start)
    for origin, part in ((from_training(version), None), (FROM_LOG, within)):
        for sample in watch.ledger.samples.from_origin(model, origin, within=part):
            ledger.samples.record(sample)
        for profile in watch.ledger.profiles.from_origin(model, origin, within=part):
            ledger.profiles.record(profile)
    return ledger


def _signals_before(watch: Watch, promotion: Promotion, first: Window) -> tuple[Signal, ...]:
    """The signals of the version's own windows before the first one."""
    since = promotion.promoted_at - first.duration
    if since >= first.start:
        return ()
    signals = watch.ledger.signals.within(watch.model, Window(start=since, end=first.start))
    return tuple(signal for signal in signals if signal.window.end > promotion.promoted_at)


def _few(promotion: Promotion, chosen: tuple[Window, ...], wanted: int) -> Iterator[str]:
    if len(chosen) < wanted:
        yield (
            f"{len(chosen)} windows instead of {wanted}: {promotion.to_version} served no more whose labels had "
            f"their time, so what needs more windows cannot show"
        )
