"""Play policies along one full course, and reckon what came of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from domain.errors import InvalidDocument
from driftwarden.backtest.tried import Tried
from policies.replay.daily import daily
from policies.replay.play import play
from policies.replay.reckoning import reckon
from policies.replay.refusals import CAUSALITY
from trials.losses import LOSSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Protocol

    from domain.costs import Costs
    from flows.documents import ModelDocument
    from flows.replaying.full import FullCourse
    from policies.grammar import Policy
    from policies.replay.firing import Incident
    from policies.replay.options import Option
    from policies.replay.play import Played

    class Telling(Protocol):
        """Is told what is done now, and how much of it."""

        def __call__(self, what: str, done: int, of: int) -> None:
            """Called after every window."""
            ...


def unheard(what: str, done: int, of: int) -> None:
    """Nobody looks."""


def try_policies(
    course: FullCourse,
    policies: Sequence[Policy],
    document: ModelDocument,
    *,
    incidents: Sequence[Incident] = (),
    grid: int | None = None,
    telling: Telling = unheard,
) -> Tried:
    """Every policy's figures; the first one is in force.

    `grid` is how many windows there are to each training that oracle and schedules choose from; None for as few as
    `flows.replaying.full.MOST_OPTIONS` allows. Raises InvalidDocument for too short a span.
    """
    costs = course.price
    spacing = grid or course.grid
    played = tuple(_played(policy, course, telling) for policy in policies)
    options = _options(course, spacing, telling)
    changes = [incident.began for incident in incidents]
    in_force = policies[0].name
    try:
        reckoned = reckon(course, played, in_force=in_force, costs=costs, options=options, changes=changes)
    except ValueError as error:
        raise InvalidDocument([f"{course.model}: {error}; choose a longer span with --from and --to"]) from error
    return Tried(
        model=course.model,
        metric=LOSSES[document.loss].metric,
        unit="" if document.loss == "zero_one" else document.unit,
        costs=costs,
        played=played,
        reckoning=reckoned,
        daily=daily(course, played, reckoned, costs=costs, options=options),
        incidents=tuple(incidents),
        grid=spacing,
        trainings=course.trainings,
        notes=tuple(_notes(document, costs, spacing)),
    )


def _played(policy: Policy, course: FullCourse, telling: Telling) -> Played:
    course.listen(partial(telling, f"replaying {policy.name}", of=len(course.steps())))
    return play(policy, course)


def _options(course: FullCourse, grid: int, telling: Telling) -> tuple[Option, ...]:
    course.listen(partial(telling, "training for the best plan in hindsight", of=len(course.moments(grid))))
    return course.options(grid)


def _notes(document: ModelDocument, costs: Costs, grid: int) -> Iterator[str]:
    """What a reader has to know of the figures."""
    unit = "wrong answer" if document.loss == "zero_one" else document.unit.removesuffix("s") or "unit of loss"
    currency = f" {costs.currency}" if costs.currency else ""
    yield (
        f"A retraining costs {costs.retraining:,g}{currency}, and a {unit} of error on one row "
        f"{costs.error:,g}{currency}; every difference in cost rests on these two."
    )
    yield (
        "The oracle is the best plan that hindsight can make, the best schedule the best calendar with at most as many "
        "retrainings as the policy; never is the first version left alone."
    )
    if grid > 1:
        yield (
            f"Both are approximate: they choose from a training in one window out of {grid}, the oracle also from "
            f"those that the policies asked for. `--grid 1` trains in every window."
        )
    yield (
        "Everything was decided with what was known then, but for one thing: of a label that was corrected later, only "
        "the correction is known. Whoever approves is taken to say yes, and probation to end well."
    )
    yield CAUSALITY
