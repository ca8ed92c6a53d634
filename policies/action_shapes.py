"""What a policy may set in motion, whom it tells, and from which time a retraining learns."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue, Tag, model_validator
from pydantic_core import PydanticCustomError

from domain.decisions import Action
from domain.notices import Severity
from policies.quantities import Duration
from policies.shapes import Name, Shape
from policies.tagging import by_key, tag


class Expanding(Shape):
    """All labelled time there is."""

    kind: Literal["expanding"] = Field(description="Learn from all labelled time there is.")


class Sliding(Shape):
    """The newest stretch of labelled time."""

    kind: Literal["sliding"] = Field(description="Learn from the newest stretch of labelled time only.")
    length: Duration = Field(description="How long that stretch is, e.g. 90d.")


class SinceChange(Shape):
    """The labelled time since the change that made the policy fire; what lies before it is forgotten."""

    kind: Literal["since_change"] = Field(
        description="Learn from the time since the first window that the condition counted as true."
    )


OneWindow = Annotated[Expanding | Sliding | SinceChange, Field(discriminator="kind")]


class BestOf(Shape):
    """Several stretches, each tried on the newest rows that a training may see; the best of them stands trial."""

    kind: Literal["best_of"] = Field(description="Try several stretches, and keep the one that does best.")
    of: tuple[OneWindow, ...] = Field(min_length=2, description="The stretches that are tried, two or more.")

    @model_validator(mode="after")
    def _differ(self) -> "BestOf":
        if any(each in self.of[:index] for index, each in enumerate(self.of)):
            raise PydanticCustomError("best_of", "the same stretch stands here twice; keep one of them")
        return self


TrainingWindow = Annotated[Expanding | Sliding | SinceChange | BestOf, Field(discriminator="kind")]


class RetrainSpec(Shape):
    """How to retrain."""

    training_window: TrainingWindow = Field(
        default=Expanding(kind="expanding"),
        description="The time that the challenger learns from: expanding, sliding, since_change or best_of.",
    )
    shadow_only: bool = Field(
        default=False, strict=True, description="Try the challenger against the champion, and ask nobody to promote it."
    )


class Retrain(Shape):
    """Train a challenger; whether it becomes the champion is for the trial and for people to say."""

    retrain: RetrainSpec = Field(description="How to retrain; {} for all labelled time.")

    @property
    def action(self) -> Action:
        """What a decision that fires is called."""
        return Action.RETRAIN


class TellSpec(Shape):
    """Who is told, where, and how loudly."""

    severity: Severity = Field(default=Severity.WARNING, description="How loud: info, warning or critical.")
    channel: Name | None = Field(default=None, description="The channel to tell instead of the usual one.")
    owner: Name | None = Field(default=None, description="The person or group that is asked to look.")


class Alert(Shape):
    """Tell people, and change nothing."""

    alert: TellSpec = Field(description="How to alert; {} for a warning in the usual channel.")

    @property
    def action(self) -> Action:
        """What a decision that fires is called."""
        return Action.ALERT


class Investigate(Shape):
    """Open an investigation: people get what changed and where to look; nothing else is changed."""

    investigate: TellSpec = Field(description="Who investigates; {} for a warning in the usual channel.")

    @property
    def action(self) -> Action:
        """What a decision that fires is called."""
        return Action.INVESTIGATE


class RollBackSpec(Shape):
    """How to roll back; there is nothing to choose."""


class RollBack(Shape):
    """Put the champion before this one back in force."""

    roll_back: RollBackSpec = Field(description="Always {}: the version before the present one comes back.")

    @property
    def action(self) -> Action:
        """What a decision that fires is called."""
        return Action.ROLL_BACK


class RunSpec(Shape):
    """Which deployment, and with what."""

    deployment: Annotated[str, Field(strict=True, pattern=r"^[^/]+/[^/]+$")] = Field(
        description="The Prefect deployment as flow/deployment, e.g. refresh-features/nightly."
    )
    parameters: dict[str, JsonValue] = Field(
        default={}, description="Parameters of the run; model, window and decision are given besides."
    )


class Run(Shape):
    """Run a Prefect deployment of yours."""

    run: RunSpec = Field(description="What is run, e.g. {deployment: refresh-features/nightly}.")

    @property
    def action(self) -> Action:
        """What a decision that fires is called."""
        return Action.RUN


_TELL, _CHECK = by_key(("retrain", "alert", "investigate", "roll_back", "run"), noun="action")

Then = Annotated[
    Annotated[Retrain, Tag(tag("retrain"))]
    | Annotated[Alert, Tag(tag("alert"))]
    | Annotated[Investigate, Tag(tag("investigate"))]
    | Annotated[RollBack, Tag(tag("roll_back"))]
    | Annotated[Run, Tag(tag("run"))],
    _TELL,
    _CHECK,
]
