"""The words in which the situations of shipped policies are told: a row is what is so, and what is decided."""

from typing import Any

from domain.costs import Costs
from domain.decisions import Action, Reason
from domain.history import Ending, PastRetraining
from domain.signals import Signal
from policies import catalog
from tests.policies.builders import a_retraining, decided, drift, mae, outcome

Outcome = tuple[Action, Reason]
# What is so in words, the signals, fields of the history (and `week`, the window at hand), the decision expected.
Situation = tuple[str, tuple[Signal, ...], dict[str, Any], Outcome]

FIRED: Outcome = (Action.RETRAIN, Reason.FIRED)
CALM: Outcome = (Action.NOTHING, Reason.CALM)
HELD: Outcome = (Action.NOTHING, Reason.HELD_BACK)
PAGED: Outcome = (Action.ALERT, Reason.HELD_BACK)
NOT_KNOWN: Outcome = (Action.NOTHING, Reason.NOT_KNOWN)
INVESTIGATED: Outcome = (Action.INVESTIGATE, Reason.FIRED)

# A window has 900 rows and the baseline is 7.5: each unit of error beyond it costs 9 EUR a week.
COSTS = Costs(retraining=20.0, error=0.01, currency="EUR")


def weeks(*newest_first: float | None) -> tuple[Signal, ...]:
    """The error of this week and of those before it, against a baseline of 7.5."""
    return tuple(mae(value, week=-back) for back, value in enumerate(newest_first))


def drifting(*newest_first: float | None, column: str = "temp") -> tuple[Signal, ...]:
    """The drift of one column, this week and in those before it; breached above 0.1."""
    return tuple(drift(column, value, week=-back) for back, value in enumerate(newest_first))


def refused(*days_ago: float) -> tuple[PastRetraining, ...]:
    """Challengers that were refused, so many days ago."""
    return tuple(a_retraining(ago, ending=Ending.REFUSED) for ago in days_ago)


CALM_WEEKS = weeks(7.6, 7.4, 7.5, 7.6)


def decided_by(name: str, situation: Situation) -> Outcome:
    """What the shipped policy of that name decides."""
    _, signals, history, _ = situation
    return outcome(decided(catalog.read(name), *signals, **history))
