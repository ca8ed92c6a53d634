"""`driftwarden selftest`: known drifts in copies of a model's newest windows, and who would notice them, how soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.progress import track

from driftwarden.asked_files import write_figures
from driftwarden.selftest_shown import notes, plain, results_table
from flows.replaying.contenders import contenders
from flows.selftesting.noticing import Tried, in_plain, tried
from flows.selftesting.stage import set_stage
from flows.selftesting.trying import play_plain
from flows.worlds import moment, opened, watch_over
from monitors.injections.injection import Injection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from rich.console import Console, RenderableType

    from flows.selftesting.stage import Stage
    from monitors.injections.injection import Size
    from policies.grammar import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks of a selftest; `policies` besides the one in force."""

    model: str
    policies: tuple[str, ...]
    windows: int
    size: Size
    seed: int
    as_of: datetime | None
    json: Path | None


def selftest_model(project: Path, asked: Asked, console: Console) -> Iterator[RenderableType]:
    """Try every drift under every policy; yields what is printed, and writes the JSON asked for.

    Nothing is written to the project. Progress goes to `console`. Raises InvalidDocument for a policy that cannot be
    read, EvidenceUnavailable where there are no windows to try on.
    """
    with opened(project) as (read, world):
        watched = read.model(asked.model)
        policies = contenders(watched, asked.policies, folder=read.folder)
        now = moment(asked.as_of)
        watch = watch_over(watched, read, world)
        stage = set_stage(watch, windows=asked.windows, size=asked.size, seed=asked.seed, now=now)
        results = _results(stage, policies, console)
    yield _headline(stage, asked)
    yield results_table(results, [policy.name for policy in policies])
    yield from notes(stage)
    if asked.json is not None:
        write_figures(asked.json, plain(stage, results, size=asked.size))
        yield f"{asked.json}: the same, with every reason in full"


def _results(stage: Stage, policies: tuple[Policy, ...], console: Console) -> list[Tried]:
    without = play_plain(stage, policies)
    drifts = track(stage.drifts, description=f"{stage.watch.model}: drifts", console=console)
    rest = [tried(drift, stage, without, policies) for drift in drifts]
    possible = [each for each in rest if isinstance(each.drift, Injection)]
    return [in_plain(stage, without, policies), *possible, *(each for each in rest if each not in possible)]


def _headline(stage: Stage, asked: Asked) -> str:
    first, last = stage.windows[0], stage.windows[-1]
    return (
        f"{stage.watch.model}: {asked.size.value} drifts in copies of {len(stage.windows)} windows, "
        f"{first.start:%Y-%m-%d} to {last.end:%Y-%m-%d}, {len(stage.rows):,} rows, answered by "
        f"{stage.promotion.to_version}; nothing of it is written to the project"
    )
