"""Past windows read and sketched side by side, on a task runner's workers; whoever asked measures them in their order.

It pays when one window takes longer than it takes to start a process, which is seconds.
"""

from __future__ import annotations

import socket
from collections import deque
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from adapters.settings import quiet_the_libraries
from adapters.wiring import open_log
from domain.errors import EvidenceUnavailable, InvalidDocument
from flows.due.looking import look_at
from flows.profiling import RUNNERS, dask_runner, dask_workers, one_server
from flows.worlds import make_importable

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from datetime import datetime
    from pathlib import Path

    from prefect.futures import PrefectFuture
    from prefect.task_runners import TaskRunner

    from domain.windows import Window
    from flows.documents import ModelDocument
    from flows.due.looking import Looked


# So that no worker waits while a window is measured.
_AHEAD = 2
_LOOPBACK = "//127."


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How to look at a model's windows as they were known at `as_of`, wherever it is called: small, and picklable.

    Relative paths of the document start at `folder`, an absolute path; `file` is the model's file in there.
    """

    document: ModelDocument
    folder: Path
    file: Path
    as_of: datetime

    def __call__(self, window: Window) -> Looked:
        """Raises EvidenceUnavailable where the project is not to be found, or the log cannot be read."""
        if not self.file.is_file():
            raise EvidenceUnavailable(
                f"{socket.gethostname()}: there is no {self.file}; every worker has to see the project, and the logs "
                "that it names, under the same paths as the machine on which the command was given"
            )
        quiet_the_libraries()
        make_importable(self.folder)
        patience = self.document.monitoring.labels_mature_after
        log = open_log(self.document.log, root=self.folder, labels_mature_after=patience)
        return look_at(self.document, log, window, self.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """A task runner, how many windows it looks at at once, and whether all of that is on this machine."""

    runner: TaskRunner[Any]
    at_once: int
    are_here: bool = True


def workers_of(processes: int, *, dask: str | None = None) -> Workers:
    """So many processes of this machine, or all workers of the Dask cluster at an address.

    Raises InvalidDocument where Dask is not installed, and EvidenceUnavailable where no cluster answers.
    """
    if dask is None:
        return Workers(runner=RUNNERS["processes"](processes), at_once=processes)
    try:
        runner, found = dask_runner(dask), dask_workers(dask)
    except ModuleNotFoundError as error:
        raise InvalidDocument([f"--dask: {error}"]) from error
    return Workers(runner=runner, at_once=sum(found.values()), are_here=all(_LOOPBACK in where for where in found))


def look_side_by_side(look: Look, windows: Sequence[Window], *, on: Workers) -> Generator[Looked]:
    """What is to be seen of the windows, in their order, while the workers look at those that follow.

    Twice as many windows as there are workers are under way or wait to be asked for; each of them holds its rows.
    """
    under_way: deque[PrefectFuture[Looked]] = deque()
    with one_server() if on.are_here else nullcontext(), on.runner as runner:
        for window in windows:
            under_way.append(runner.submit(_looked, {"look": partial(look, window)}))
            if len(under_way) >= _AHEAD * on.at_once:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


@task(name="look at a window", persist_result=False, cache_policy=NO_CACHE)
def _looked(look: Callable[[], Looked]) -> Looked:
    return look()
