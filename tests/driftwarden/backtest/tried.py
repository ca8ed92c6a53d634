"""A backtest whose course is written down, so that the figures on a page can be reckoned by hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.costs import Costs
from driftwarden.backtest.tried import Tried
from policies.replay.course import Trained
from policies.replay.daily import daily
from policies.replay.firing import Incident
from policies.replay.options import Option
from policies.replay.play import play
from policies.replay.reckoning import reckon
from tests.policies.builders import a_policy
from tests.policies.replay.courses import WrittenCourse, jump

COSTS = Costs(retraining=2000.0, error=1.0, currency="EUR")
NEVER = a_policy("{signal: mae, above: 1000}", name="asleep")
WHEN_BAD = a_policy(name="when-bad")


def a_backtest(*, weeks: int = 30, in_force: str = "asleep", **fields: Any) -> Tried:
    """Thirty weeks whose error jumps from 7 to 12 minutes in week 24, with 42 of the 84 reported days left."""
    course = WrittenCourse(loss=jump(round(0.8 * weeks)), count=weeks)
    played = tuple(play(policy, course) for policy in (NEVER, WHEN_BAD))
    options = [
        Option(
            decided_at=step.decided_at,
            trained=Trained(
                version=f"v{number}",
                trained_until=step.window.end,
                in_force_at=step.decided_at + timedelta(hours=1),
                cost=60.0,
            ),
        )
        for number, step in enumerate(course.steps())
    ]
    began = course.window(round(0.8 * weeks)).start
    reckoned = reckon(course, played, in_force=in_force, costs=COSTS, options=options, changes=[began])
    tried = Tried(
        model="flights",
        metric="mean absolute error",
        unit="minutes",
        costs=COSTS,
        played=played,
        reckoning=reckoned,
        daily=daily(course, played, reckoned, costs=COSTS, options=options),
        incidents=(Incident(name="new timetable", began=began),),
        notes=("Everything rests on two prices.",),
    )
    return replace(tried, **fields)
