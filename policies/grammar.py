"""The policy language's outermost shapes; the rest in `condition_shapes`, `signal_shapes` and `action_shapes`."""

import json
from typing import Annotated

from pydantic import Field

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
from policies.condition_shapes import Condition
from policies.quantities import Duration
from policies.shapes import Count, Name, OnUnknown, Shape

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

DRIFT_SIGNALS = ("drift", "label_drift", "domain_classifier", "evidently_drift", "evidently_drifted_share")


class Budget(Shape):
    """How many retrainings a period may hold."""

    retrainings: Count = Field(description="How many retrainings.")
    per: Duration = Field(description="In how long a period, counted back from the moment of deciding, e.g. 90d.")


class DriftActions(Shape):
    """How many alerts and retrainings a period may hold that rest on drift."""

    at_most: Count = Field(description="How many of them.")
    per: Duration = Field(description="In how long a period, counted back from the moment of deciding, e.g. 90d.")
    signals: tuple[Name, ...] = Field(
        default=DRIFT_SIGNALS,
        description="What is drift: an action rests on it if its condition were not true without these signals.",
    )


class Gates(Shape):
    """What holds an action back although the condition is true: retrainings all of it, alerts `drift_actions` only.

    Three gates need no word here: a retraining in flight and a silence always hold back, broken data unless
    `broken_data` is empty. A retraining counts for cooldown and budget however it ended.
    """

    broken_data: tuple[Name, ...] = Field(
        default=("missing_share", "row_count"),
        description="Signals of quality: one of them breached in the window turns a retraining into an alert.",
    )
    cooldown: Duration | None = Field(default=None, description="The least time between two retrainings, e.g. 4w.")
    budget: Budget | None = Field(default=None, description="The most retrainings in a period.")
    min_new_labels: Count | None = Field(
        default=None, description="The least number of labels for events that the champion was not trained on."
    )
    drift_actions: DriftActions | None = Field(
        default=None,
        description="The most alerts and retrainings in a period that rest on drift; further drift is only recorded.",
    )


class Policy(Shape):
    """When to do what about a model, and what holds it back."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=63)] = Field(
        description="What the policy is called in decisions and messages: lower case, digits, dashes."
    )
    description: str = Field(default="", description="For people: what it is for.")
    dry_run: bool = Field(default=False, description="Only say what would have been done.")
    when: Condition = Field(description="The condition under which the policy acts.")
    then: Then = Field(description="What to do: retrain, alert, investigate, roll_back or run.")
    gates: Gates = Field(default=Gates(), description="What holds a retraining back.")
    on_unknown: OnUnknown = Field(
        default=OnUnknown.HOLD,
        description="What to do when the condition is not known: hold (nothing), alert, or fire (act all the same).",
    )

    @property
    def training_window(self) -> Expanding | Sliding | SinceChange | BestOf | None:
        """The time that a challenger learns from; None for a policy that never retrains."""
        return self.then.retrain.training_window if isinstance(self.then, Retrain) else None

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


def policy_digest(policy: Policy) -> str:
    """Names what the policy says, not how it is written: order, comments, defaults and description do not count."""
    content = policy.model_dump(mode="json", by_alias=True, exclude={"description"})
    return digest("policy", json.dumps(content, sort_keys=True))
