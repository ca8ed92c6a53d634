"""What every entry of a model's `monitors:` list shares."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

Task = Literal["regression", "binary", "multiclass"]
Columns = Annotated[tuple[str, ...], Field(min_length=1)]


class Need(StrEnum):
    """What a monitor wants to see besides the window itself and the merged reference; gathered only if wanted."""

    REFERENCE_WINDOWS = "reference windows"
    PRECEDING = "preceding windows"
    SAMPLES = "samples"
    LABELLED_BEFORE = "labelled rows from before"
    SEGMENTS = "segments"
    SECOND_SOURCE = "second source"


class Entry(BaseModel):
    """Unknown keys are refused, and nothing changes after reading. `needs` are what its monitor looks at."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    needs: ClassVar[frozenset[Need]] = frozenset()

    @property
    def tag(self) -> str:
        """The name of the monitor that the entry is for."""
        return str(getattr(self, "monitor"))  # noqa: B009 - every entry has it, as its own literal type

    def signals(self, task: Task) -> tuple[str, ...]:
        """What the signals of this entry are called on a model with such a task: as the monitor, unless it differs."""
        del task
        return (self.tag,)
