"""What another shipped policy would have done with the demo's weeks: a full backtest, in a process beside the walk."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from domain.costs import Costs
from domain.windows import Window
from driftwarden.demo.clock import HISTORY, tick
from driftwarden.demo.flights import read_flights
from driftwarden.demo.folder import MODEL, keep_to

if TYPE_CHECKING:
    from datetime import datetime

    from driftwarden.backtest.tried import Tried
    from flows.watch import Watch
    from policies.grammar import Policy

# More rivals, or a training in every window for the oracle, as a backtest has it, would keep the walk waiting.
RIVALS = ("conservative",)
_GRID = 8
# A retraining, and a person who looks at it, are as dear as a minute more of error on 2,000 flights: two weeks of every
# sixth one. The policies are not told: the model's file names no costs.
_PRICE = Costs(retraining=2000, error=1, currency="minutes")
# As in the demo, where an approver answers at once.
_APPROVAL_LAG = timedelta(0)


def try_rivals(project: Path, *, every: int, weeks: int) -> Tried:
    """The policy in force and its rivals over the demo's weeks, in a folder of its own that is thrown away.

    The log is that of the first champion, serving throughout: a backtest makes the answers of every other version.
    """

    with TemporaryDirectory(prefix="driftwarden-demo-") as folder:
        own = Path(folder)
        shutil.copytree(project / "models", own / "models")
        shutil.copy(project / "training.py", own)
        # Before anything imports Prefect, which reads its settings then.
        keep_to(own)
        from flows.replaying.contenders import contenders
        from flows.worlds import opened, watch_over

        with opened(own) as (read, world):
            watch = watch_over(read.model(MODEL), read, world)
            _serve(watch, own, every=every, weeks=weeks)
            return _tried(watch, contenders(read.model(MODEL), RIVALS, folder=own), until=tick(weeks))


def _serve(watch: Watch, project: Path, *, every: int, weeks: int) -> None:
    from driftwarden.demo.service import Service
    from flows.due.adopting import adopt

    service = Service(read_flights(every=every), project, watch.world, watch.model)
    service.record_history(HISTORY.end)
    adopt(watch, HISTORY, HISTORY.end)
    service.serve(Window(start=HISTORY.end, end=tick(weeks)))


def _tried(watch: Watch, policies: tuple[Policy, ...], *, until: datetime) -> Tried:
    from driftwarden.backtest.trying import try_policies
    from flows.replaying.beginning import full_course

    span = Window(start=HISTORY.end, end=until)
    with full_course(
        watch,
        policies,
        span,
        approval_lag=_APPROVAL_LAG,
        costs=_PRICE,
        as_of=until,
    ) as course:
        return try_policies(course, policies, watch.document, grid=_GRID)
