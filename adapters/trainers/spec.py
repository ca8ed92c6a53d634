"""Who trains, as a model's file says."""

from datetime import timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policies.quantities import Duration


class TrainingSpec(BaseModel):
    """Exactly one trainer: a Python callable, or a Prefect deployment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    callable: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*$",
        description="A function as package.module:function, called with the training rows and the order; it returns an "
        "estimator with a predict method.",
    )
    deployment: str | None = Field(
        default=None,
        pattern=r"^[^/]+/[^/]+$",
        description="A Prefect deployment as flow-name/deployment-name; it is given the path of the order's "
        "request.json and writes answer.json beside it.",
    )

    attempts: int = Field(default=2, ge=1, le=10, description="How often a training that fails is tried in all.")
    time_limit: Duration = Field(
        default=timedelta(hours=24),
        description="A training without an answer for so long counts as failed, e.g. 6h.",
    )
    refit: bool = Field(
        default=True,
        description="Train the recipe that won its trial once more, on all rows, the held-out ones included.",
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        """Refuse none and both."""
        if (self.callable is None) == (self.deployment is None):
            raise ValueError(
                "name exactly one trainer: callable (package.module:function) or deployment (flow/deployment)"
            )
        return self
