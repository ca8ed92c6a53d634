"""From a project's folder to the watches that the errands work on."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.settings import Settings, quiet_the_libraries
from adapters.wiring import open_feature_record, open_log, open_world
from flows.launching import LaterPrefect
from flows.projects import read_project
from flows.trainers import open_trainer
from flows.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.ports import PredictionLog, World
    from flows.projects import Project, WatchedModel


def moment(as_of: datetime | None) -> datetime:
    """The moment to work at, in UTC: now, unless another is asked for. Raises ValueError for a naive one."""
    if as_of is None:
        return datetime.now(UTC)
    if as_of.tzinfo is None:
        raise ValueError(f"as_of needs a time zone, such as {as_of.isoformat()}+00:00")
    return as_of.astimezone(UTC)


@contextmanager
def opened(project: str | Path, *, needs_models: bool = True) -> Iterator[tuple[Project, World]]:
    """A project and its world, closed at the end; raises InvalidDocument as `read_project` does.

    What needs the ledger alone does without `needs_models`: a mistake in a file must not stand in its way.
    """
    quiet_the_libraries()
    folder = Path(project).resolve()
    make_importable(folder)
    read = read_project(folder, needs_models=needs_models)
    with open_world(Settings().inside(folder), clock=lambda: datetime.now(UTC)) as world:
        yield read, world


@contextmanager
def watches(project: str | Path, model: str | None = None) -> Iterator[tuple[Watch, ...]]:
    """Watches on one model of a project, or on all of them, in one world that is closed at the end."""
    with opened(project) as (read, world):
        yield watches_over(read, world, model)


def watches_over(project: Project, world: World, model: str | None = None) -> tuple[Watch, ...]:
    """The watches on one model of an opened project, or on all of them."""
    chosen = (project.model(model),) if model else project.models
    settings = Settings().inside(project.folder)
    return tuple(_watch(watched, project, world, settings) for watched in chosen)


def watch_over(watched: WatchedModel, project: Project, world: World) -> Watch:
    """The watch on one model of an opened project."""
    return _watch(watched, project, world, Settings().inside(project.folder))


def _watch(watched: WatchedModel, project: Project, world: World, settings: Settings) -> Watch:
    named_in = f"then.run.deployment of policy {watched.policy.name}"
    return Watch(
        document=watched.document,
        policy=watched.policy,
        log=open_log(
            watched.document.log,
            root=project.folder,
            labels_mature_after=watched.document.monitoring.labels_mature_after,
        ),
        second=_second(watched, project),
        trainer=open_trainer(watched.document.training, settings, project=project.folder, loss=watched.document.loss),
        launcher=LaterPrefect(place=str(project.folder), named_in=named_in),
        world=world,
    )


def _second(watched: WatchedModel, project: Project) -> PredictionLog | None:
    spec = watched.document.second_source
    if spec is None:
        return None
    return open_feature_record(spec, root=project.folder)


def make_importable(folder: Path) -> None:
    """A project's own trainers are named by dotted path from its folder, searched last so that they shadow nothing."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
