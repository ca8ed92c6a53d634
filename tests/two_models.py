"""A project with two models on the starter's traffic, adopted and watched for two days, and one run over the third.

`healthy` is left alone; `sick` is what a test breaks. The error of both has grown, so on the third day both retrain.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from domain.windows import Window
from driftwarden import starter
from driftwarden.starter.traffic import DAYS, write_traffic
from flows.due.adopting import adopt
from flows.due.delivering import deliver
from flows.due.monitoring import decide_on, observe, undecided
from flows.due.training import carry_out_orders
from flows.reconcile import ERRANDS
from flows.troubles import Troubles
from flows.worlds import opened, watches_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.ports import World
    from flows.watch import Watch

START = datetime(2026, 1, 1, tzinfo=UTC)
HEALTHY, SICK = "healthy", "sick"
ADOPTED_AT = START + timedelta(days=48)
THIRD_DAY = Window(start=START + timedelta(days=50), end=START + timedelta(days=51))
NOW = THIRD_DAY.end + timedelta(hours=3)
_TEMPLATE = Path(starter.__file__).parent / "project"
_FIRST_DAY_READ = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one run said of one model: every refusal, signal, decision, verdict and message, as one text."""

    text: str
    decisions: int
    champion: str
    undelivered: int


def day_file(project: Path, kind: str, model: str = SICK, window: Window = THIRD_DAY) -> Path:
    """The file of one day's predictions or labels."""
    return project / model / kind / f"date={window.start:%Y-%m-%d}.parquet"


def write_two_models(project: Path) -> None:
    """Two models with a policy and a log of their own; both champions are in force, two days are decided over."""
    write_traffic(project / HEALTHY, START)
    for old in (project / HEALTHY).rglob("*.parquet"):
        number = (datetime.fromisoformat(old.stem.removeprefix("date=")).replace(tzinfo=UTC) - START).days
        if not _FIRST_DAY_READ <= number <= DAYS - 9:
            old.unlink()
    shutil.copytree(project / HEALTHY, project / SICK)
    # Not `training`: modules are found by name, and other projects in this process have one of that name.
    shutil.copy(_TEMPLATE / "training.py", project / "bike_trainer.py")
    for model in (HEALTHY, SICK):
        _write_documents(project, model)
    with opened(project) as (read, world):
        for watch in watches_over(read, world):
            adopt(
                watch, Window(start=START + timedelta(days=_FIRST_DAY_READ), end=START + timedelta(days=40)), ADOPTED_AT
            )
            _look(watch, THIRD_DAY.start + timedelta(hours=3))


def _write_documents(project: Path, model: str) -> None:
    for folder in ("models", "policies"):
        (project / folder).mkdir(exist_ok=True)
        text = (_TEMPLATE / folder / "bike-demand.yaml").read_text(encoding="utf-8")
        text = text.replace("bike-demand", model).replace("training:train", "bike_trainer:train")
        text = text.replace("predictions: predictions", f"predictions: {model}/predictions")
        text = text.replace("labels: labels", f"labels: {model}/labels")
        text = text.replace("approval:\n", "approval:\n  required: false\n")
        (project / folder / f"{model}.yaml").write_text(text, encoding="utf-8")


def one_run(project: Path, *, after_training: Callable[[Path], object] | None = None) -> dict[str, Told]:
    """What `monitor` and `reconcile` do, without Prefect: by model, what it came to."""
    troubles = Troubles()
    with opened(project) as (read, world):
        all_watches = watches_over(read, world)
        for watch in all_watches:
            troubles.attempt(_look, watch, NOW)
        for number, errand in enumerate(ERRANDS):
            for watch in all_watches:
                troubles.attempt(errand, watch, NOW)
            if after_training and number == ERRANDS.index(carry_out_orders):
                after_training(project)
        troubles.tell_of_files(read, world.ledger, NOW)
        deliver(world, NOW)
        refusals = troubles.surface()
        return {model: _told(world, model, [r for r in refusals if model in r]) for model in (HEALTHY, SICK)}


def _look(watch: Watch, now: datetime) -> None:
    for window in undecided(watch, now):
        decide_on(watch, window, observe(watch, window, now), now)


def _told(world: World, model: str, refusals: list[str]) -> Told:
    ledger = world.ledger
    notices = ledger.outbox.of(model)
    said = [paragraph for notice in notices for paragraph in (notice.title, *notice.paragraphs)]
    for signal in ledger.signals.within(model, THIRD_DAY):
        said.append(f"{signal.title} is {signal.state}: {signal.value} {signal.note}")
    for decision in ledger.decisions.of(model):
        said += [decision.because, *decision.held_back_by]
    latest = ledger.promotions.latest(model)
    return Told(
        text="\n".join([*refusals, *said]),
        decisions=len(ledger.decisions.of(model)),
        champion=latest.to_version if latest else "",
        undelivered=sum(ledger.outbox.receipt(notice.key) is None for notice in notices),
    )


@contextmanager
def copied(project: Path, to: Path) -> Iterator[Path]:
    """A copy to break, taken away at the end."""
    shutil.copytree(project, to)
    try:
        yield to
    finally:
        shutil.rmtree(to)
