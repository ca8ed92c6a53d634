"""What every shape of the policy language has in common."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]
Name = Annotated[str, Field(strict=True, min_length=1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Shape(BaseModel):
    """A mapping of known keys, unchangeable once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OnUnknown(StrEnum):
    """What it means that a condition could not be told true or false."""

    HOLD = "hold"
    ALERT = "alert"
    FIRE = "fire"


class Judged(Shape):
    """What every condition may say besides itself."""

    on_unknown: OnUnknown | None = Field(
        default=None,
        description="What to do when this condition, or one inside it, is not known: hold, alert, or fire (count it "
        "as true). The policy's own on_unknown unless given.",
    )
