"""What was decided over a window, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.digests import digest
from domain.windows import Window


class Truth(StrEnum):
    """Kleene's three truth values: what a condition answers."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Action(StrEnum):
    """What a decision sets in motion."""

    NOTHING = "nothing"
    ALERT = "alert"
    INVESTIGATE = "investigate"
    RETRAIN = "retrain"
    ROLL_BACK = "roll back"
    RUN = "run a deployment"


# What is carried out in one step, which a `domain.deeds.Deed` records.
AT_ONCE = (Action.ROLL_BACK, Action.RUN)


class Reason(StrEnum):
    """Why the action is what it is, in one word that metrics can count.

    Traffic is unusual where too few rows came, or the log did not go on to the window's end: people are told although
    the condition does not ask for it.
    """

    CALM = "calm"
    FIRED = "fired"
    HELD_BACK = "held back"
    NOT_KNOWN = "not known"
    UNUSUAL_TRAFFIC = "unusual traffic"
    DRY_RUN = "dry run"
    ASKED = "asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One number that a condition read, beside the limit that it was held against.

    `of` says whose number it is, e.g. `mae` or `age of the champion in days`; `signal` is the signal's id, where it
    is one. The condition is true beyond `limit`, on the side that `is_true_above` names; None in either stands for a
    number that nobody knows. `is_true_at_limit` is for what is true as soon as the limit is reached, such as an age.
    """

    of: str
    value: float | None
    limit: float | None
    is_true_above: bool = True
    rows: int | None = None
    signal: str | None = None
    window: Window | None = None
    is_true_at_limit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The answer of one condition, with the answers of the conditions inside it.

    `readings` are the numbers behind a condition that has none inside. `rule` says how the truth follows from those
    inside, or from several readings, in the words of `policies.rules`; empty where there is nothing to combine.
    """

    condition: str
    truth: Truth
    because: str
    children: tuple["Trace", ...] = ()
    readings: tuple[Reading, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Who asked for something, by which door (slack, command line), from which account, and why.

    `account` is what the door vouches for by itself, as in `domain.people.Who`.
    """

    by: str
    door: str
    why: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one policy decided over one window.

    `signals` are the ids of the signals it read; `held_back_by` are the gates that kept it from acting, each
    with its reason in words; `what_changed` says, in a sentence or two, where the traffic and the error moved;
    `amends` is the decision that late data made this one replace. `asked` is who decided it, where that was a person
    and no policy.
    """

    model: str
    policy: str
    policy_digest: str
    window: Window
    action: Action
    reason: Reason
    because: str
    trace: Trace
    signals: tuple[str, ...]
    held_back_by: tuple[str, ...] = ()
    what_changed: tuple[str, ...] = ()
    decided_at: datetime
    amends: str | None = None
    asked: Ask | None = None

    @property
    def id(self) -> str:
        """The question this decision answers: one model, one policy, one window (and what it amends).

        Of one window a person may ask for several things; each is a question of its own.
        """
        question = ("decision", self.model, self.policy, self.window.key, self.amends or "")
        return digest(*question, self.policy_digest) if self.asked else digest(*question)
