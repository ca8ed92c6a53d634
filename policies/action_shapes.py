"""What a policy may set in motion, and from which time a retraining learns."""

from typing import Annotated, Literal

from pydantic import Field, Tag

from domain.decisions import Action
from domain.notices import Severity
from policies.quantities import Duration
from policies.shapes import Shape
from policies.tagging import by_key, tag


class Expanding(Shape):
    """All labelled time there is."""

    kind: Literal["expanding"] = Field(description="Learn from all labelled time there is.")


class Sliding(Shape):
    """The newest stretch of labelled time."""

    kind: Literal["sliding"] = Field(description="Learn from the newest stretch of labelled time only.")
    length: Duration = Field(description="How long that stretch is, e.g. 90d.")


TrainingWindow = Annotated[Expanding | Sliding, Field(discriminator="kind")]


class RetrainSpec(Shape):
    """How to retrain."""

    training_window: TrainingWindow = Field(
        default=Expanding(kind="expanding"), description="The time that the challenger learns from."
    )


class Retrain(Shape):
    """Train a challenger; whether it becomes the champion is for the trial and for people to say."""

    retrain: RetrainSpec = Field(description="How to retrain; {} for all labelled time.")

    @property
    def action(self) -> Action:
        """What a decision that fires is called."""
        return Action.RETRAIN


class AlertSpec(Shape):
    """How to alert."""

    severity: Severity = Field(default=Severity.WARNING, description="How loud: info, warning or critical.")


class Alert(Shape):
    """Tell people, and change nothing."""

    alert: AlertSpec = Field(description="How to alert; {} for a warning.")

    @property
    def action(self) -> Action:
        """What a decision that fires is called."""
        return Action.ALERT


_TELL, _CHECK = by_key(("retrain", "alert"), noun="action")

Then = Annotated[Annotated[Retrain, Tag(tag("retrain"))] | Annotated[Alert, Tag(tag("alert"))], _TELL, _CHECK]
