"""How many false alarms are accepted: what a calibrated monitor is told instead of a threshold."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from monitors.entries.entry import Entry

Period = Literal["day", "week", "month", "quarter", "year"]

_DAYS: Mapping[Period, int] = MappingProxyType({"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365})
_SENTENCE = re.compile(r"([0-9]+(?:\.[0-9]+)?) (?:per|a) ([a-z]+)", re.ASCII)


class FalseAlarms(BaseModel):
    """How many false alarms are accepted, and in how long a time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    budget: float = Field(default=1.0, gt=0, le=1000, description="At most so many are expected.")
    per: Period = Field(default="quarter", description="In a day, week, month (30 days), quarter (90) or year (365).")

    @property
    def days(self) -> int:
        """The length of the period."""
        return _DAYS[self.per]

    def __str__(self) -> str:
        return f"{self.budget:g} a {self.per}"


def _spelled_out(raw: Any) -> Any:
    """Read `1 per quarter` as the mapping that it stands for."""
    if not isinstance(raw, str):
        return raw
    found = _SENTENCE.fullmatch(raw.strip())
    if found is None or found[2] not in _DAYS:
        told = {"raw": raw, "periods": ", ".join(_DAYS)}
        raise PydanticCustomError(
            "false_alarms", "'{raw}' is no budget; write one such as 1 per quarter, per any of: {periods}", told
        )
    return {"budget": float(found[1]), "per": found[2]}


Budget = Annotated[FalseAlarms, BeforeValidator(_spelled_out)]


class Calibrated(Entry):
    """What every monitor whose threshold comes from the model's own history may be told."""

    false_alarms: Budget | None = Field(
        default=None,
        description="How many false alarms are accepted, over all columns of this entry: `1 per quarter` (if absent), "
        "or {budget: 1, per: quarter}. The thresholds follow from it and from the reference windows.",
    )

    @property
    def budget(self) -> FalseAlarms:
        """What was asked for, or one a quarter."""
        return self.false_alarms or FalseAlarms()
