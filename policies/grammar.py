"""The policy language's outermost shapes; the rest in the modules named `..._shapes`."""

import json
from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from domain.digests import digest
from domain.notices import Severity
from policies.action_shapes import (
    Alert,
    BestOf,
    Expanding,
    Investigate,
    Retrain,
    SinceChange,
    Sliding,
    TellSpec,
    Then,
)
from policies.complaints import refuse_at
from policies.condition_shapes import Condition, located
from policies.gate_shapes import Budget, DriftActions, Gates
from policies.history_shapes import TRAINING_WINDOW, FollowUp
from policies.shapes import OnUnknown, Shape

__all__ = [
    "BestOf",
    "Budget",
    "DriftActions",
    "Expanding",
    "Gates",
    "Policy",
    "SinceChange",
    "Sliding",
    "policy_digest",
]


class Policy(Shape):
    """When to do what about a model, and what holds it back."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=63)] = Field(
        description="What the policy is called in decisions and messages: lower case, digits, dashes."
    )
    description: str = Field(default="", description="For people: what it is for.")
    dry_run: bool = Field(default=False, description="Only say what would have been done.")
    when: Condition = Field(description="The condition under which the policy acts.")
    then: Then = Field(description="What to do: retrain, alert, investigate, roll_back or run.")
    gates: Gates = Field(default=Gates(), description="What holds the action back.")
    on_unknown: OnUnknown = Field(
        default=OnUnknown.HOLD,
        description="What to do when the condition is not known: hold (nothing), alert, or fire (act all the same).",
    )

    @model_validator(mode="after")
    def _follows_up_a_window_that_slides(self) -> "Policy":
        if self.training_length is None:
            waiting = [place for place, each in located(self.when, ("when",)) if _waits_for_training_window(each)]
            refuse_at(_NOT_SLIDING, [(*place, "follow_up", "after") for place in waiting], of="Policy")
        return self

    @property
    def training_window(self) -> Expanding | Sliding | SinceChange | BestOf | None:
        """The time that a challenger learns from; None for a policy that never retrains."""
        return self.then.retrain.training_window if isinstance(self.then, Retrain) else None

    @property
    def training_length(self) -> timedelta | None:
        """How long the sliding training window is, of several the shortest; None for a policy without one."""
        window = self.training_window
        choices = window.of if isinstance(window, BestOf) else (window,)
        return min((each.length for each in choices if isinstance(each, Sliding)), default=None)

    @property
    def shadow_only(self) -> bool:
        """Whether a challenger is only tried, and nobody asked to promote it."""
        return isinstance(self.then, Retrain) and self.then.retrain.shadow_only

    @property
    def tells(self) -> TellSpec:
        """Who is told how loudly: as the action says, or a warning in the usual channel."""
        match self.then:
            case Alert(alert=spec) | Investigate(investigate=spec):
                return spec
            case _:
                return TellSpec()

    @property
    def severity(self) -> Severity:
        """How loud this policy's alerts are; those of a policy that retrains are warnings."""
        return self.tells.severity


_NOT_SLIDING = (
    "training_window needs a training window that slides; write a duration such as 28d, or "
    "then: {retrain: {training_window: {kind: sliding, length: 90d}}}"
)


def _waits_for_training_window(condition: Condition) -> bool:
    return isinstance(condition, FollowUp) and condition.follow_up.after == TRAINING_WINDOW


def policy_digest(policy: Policy) -> str:
    """Names what the policy says, not how it is written: order, comments, defaults and description do not count."""
    content = policy.model_dump(mode="json", by_alias=True, exclude={"description"})
    return digest("policy", json.dumps(content, sort_keys=True))
