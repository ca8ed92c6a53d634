"""What every policy cost beyond the oracle along one stream, and the figures of a world from those of its streams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.policies_ours import DEFAULT
from benchmarks.policies_sides import Sides
from benchmarks.policies_stream import LENGTHS
from policies.replay.oracle import Choice, best, best_schedule

if TYPE_CHECKING:
    from benchmarks.policies_sides import Walker
    from benchmarks.policies_stream import Stream
    from policies.replay.oracle import Matrix, Plan

LEVELS = {"cheap": 0.005, "medium": 0.025, "dear": 0.1}
ORACLE, BEST_SCHEDULE, AS_MANY = "oracle", "best_schedule", "best_schedule_as_many"
Cell = dict[str, float]
Cells = dict[str, dict[str, Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """By cost level and policy along one stream; `families` by level and `family: setting`.

    `tunes` and `scores` say what the families' figures are for; only a `whole` stream counts for the untuned.
    """

    world: str
    untuned: Cells = field(default_factory=dict)
    families: Cells = field(default_factory=dict)
    is_whole: bool = True
    tunes: bool = False


def untuned_of(stream: Stream, sides: Sides) -> Cells:
    """Every untuned policy, the oracle and the best schedules, by cost level."""
    bill = Bill(stream)
    walkers = sides.untuned()
    return {level: _with_hindsight(bill, level, bill.cells(walkers, level)) for level in LEVELS}


def families_of(stream: Stream, sides: Sides) -> Cells:
    """Every setting of every family, by cost level."""
    bill = Bill(stream)
    walkers = {f"{family}: {name}": go for family, of in sides.families().items() for name, go in of.items()}
    return {level: bill.cells(walkers, level) for level in LEVELS}


class Bill:
    """What is reckoned: the windows' mean losses and the retrainings, in percent of what the first model promises.

    The promise is the first model's loss a window, times all windows. A retraining costs the level's share of it.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._promise = stream.scale * len(stream.served)
        self._losses, self._choices = _offered(stream)
        self._cheapest = {
            level: best(self._losses, retrain_cost=self.price(level), choices=self._choices) for level in LEVELS
        }

    def price(self, level: str) -> float:
        """What a retraining costs, in windows' mean losses."""
        return LEVELS[level] * self._promise

    def cells(self, walkers: Mapping[str, Walker], level: str) -> dict[str, Cell]:
        """By policy: the excess over the oracle, and the retrainings."""
        found = {}
        for name, go in walkers.items():
            walked = go(self.price(level))
            cost = walked.loss(self._stream) + self.price(level) * walked.retrainings
            found[name] = {"excess": self._excess(cost, level), "retrainings": float(walked.retrainings)}
        return found

    def oracle(self, level: str) -> Cell:
        """The best of all."""
        return self.planned(self._cheapest[level], level)

    def calendar(self, level: str, at_most: int | None) -> Cell:
        """The best calendar in hindsight, each training of the kind that is best by then."""
        kinds = list(LENGTHS)
        until = [
            choice.decided + self._stream.first - self._stream.rows.delay for choice in self._choices[:: len(kinds)]
        ]
        chosen = [n * len(kinds) + kinds.index(self._stream.best_kind(each)) for n, each in enumerate(until)]
        losses = self._losses[:, [0, *(1 + number for number in chosen)]]
        choices = [self._choices[number] for number in chosen]
        plan = best_schedule(losses, retrain_cost=self.price(level), at_most=at_most, choices=choices)
        return self.planned(plan, level)

    def planned(self, plan: Plan, level: str) -> Cell:
        """A plan's excess, and what it paid for."""
        return {"excess": self._excess(plan.cost, level), "retrainings": float(plan.paid)}

    def _excess(self, cost: float, level: str) -> float:
        return 100 * (cost - self._cheapest[level].cost) / self._promise


def _with_hindsight(bill: Bill, level: str, cells: dict[str, Cell]) -> dict[str, Cell]:
    as_many = round(cells[DEFAULT]["retrainings"])
    return {
        ORACLE: bill.oracle(level),
        BEST_SCHEDULE: bill.calendar(level, None),
        AS_MANY: bill.calendar(level, as_many),
        **cells,
    }


def _offered(stream: Stream) -> tuple[Matrix, list[Choice]]:
    """The losses of served windows x the first model and every other one, by kind and by the window it is asked for."""
    served, delay = stream.served, stream.rows.delay
    losses = [[stream.mean(stream.first_model, window) for window in served]]
    choices = []
    for now in served[delay:-1]:
        for kind in LENGTHS:
            losses.append(list(stream.means[kind][now - delay - stream.earliest, list(served)]))
            choices.append(Choice(decided=now - stream.first, lands=now + 1 - stream.first))
    return np.array(losses, dtype=np.float64).T, choices


def mean_cells(found: Sequence[Cells]) -> Cells:
    """The mean over streams, cell by cell."""
    return {
        level: {
            name: {figure: float(np.mean([each[level][name][figure] for each in found])) for figure in cell}
            for name, cell in found[0][level].items()
        }
        for level in (found[0] if found else ())
    }


def tuned(found: Sequence[Found]) -> dict[str, dict[str, dict[str, Any]]]:
    """By level and family: the setting that cost least where it was chosen, scored where it was not."""
    past, future = (
        mean_cells([each.families for each in found if each.families and each.tunes is role]) for role in (True, False)
    )
    return {level: _chosen(past[level], future[level]) for level in future if level in past}


def _chosen(past: Mapping[str, Cell], future: Mapping[str, Cell]) -> dict[str, dict[str, Any]]:
    families = dict.fromkeys(name.split(": ", 1)[0] for name in past)
    settings = {
        family: min((name for name in past if name.startswith(f"{family}: ")), key=lambda name: past[name]["excess"])
        for family in families
    }
    return {family: {"setting": name.split(": ", 1)[1], **future[name]} for family, name in settings.items()}
