"""Whether the values can be used."""

from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from monitors.entries.checks import Check, DottedPath
from monitors.entries.entry import Columns, Entry, Need, Task


class MissingShare(Entry):
    """The share of a column's values that are missing or unusable, against the reference's own share.

    A column may well be missing more often than not, as a gust is where there is no wind: what matters is the change.
    """

    monitor: Literal["missing_share"] = Field(default="missing_share", description="Names the monitor.")
    above: float = Field(
        default=0.3,
        ge=0,
        lt=1,
        description="Breached by a share this far above the reference's own, or above this where there is no "
        "reference; 0.3 is 30 points. A column that lost all its values is always breached.",
    )
    columns: Columns | None = Field(default=None, description="Only these; all features and the prediction if absent.")


class UnseenCategories(Entry):
    """The share of a column's texts that the reference never had."""

    monitor: Literal["unseen_categories"] = Field(default="unseen_categories", description="Names the monitor.")
    above: float = Field(default=0.01, ge=0, lt=1, description="Breached by a share above this; 0.01 is 1 %.")
    columns: Columns | None = Field(
        default=None,
        description="Only these; every feature, and the prediction, that is text in the reference if absent.",
    )


class Range(BaseModel):
    """What a column's numbers may be, both ends included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: float | None = Field(default=None, allow_inf_nan=False, description="The least number; none if absent.")
    max: float | None = Field(default=None, allow_inf_nan=False, description="The largest number; none if absent.")

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if self.min is None and self.max is None:
            raise PydanticCustomError("range", "a range has a min, a max, or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise PydanticCustomError(
                "range", "min {min} is above max {max}; swap them", {"min": self.min, "max": self.max}
            )
        return self


class OutOfRange(Entry):
    """The share of a column's numbers outside the range that the reference has, or that is given."""

    monitor: Literal["out_of_range"] = Field(default="out_of_range", description="Names the monitor.")
    above: float = Field(default=0.01, ge=0, lt=1, description="Breached by a share above this; 0.01 is 1 %.")
    columns: Columns | None = Field(
        default=None,
        description="Only these; every feature, and the prediction, that is a number in the reference if absent.",
    )
    ranges: dict[str, Range] = Field(
        default={},
        description="Ranges to hold columns to instead of the reference's, such as {temp: {min: -40, max: 60}}.",
    )


class SchemaChanges(Entry):
    """Columns that appeared, disappeared or changed between numbers, text and other values."""

    monitor: Literal["schema_changes"] = Field(default="schema_changes", description="Names the monitor.")
    columns: Columns | None = Field(default=None, description="Only these; all features and the prediction if absent.")


class Constraints(Entry):
    """The share of rows that break a rule that you state, counted on every row."""

    monitor: Literal["constraints"] = Field(default="constraints", description="Names the monitor.")
    checks: tuple[Check, ...] = Field(
        min_length=1,
        description="Each names a column and one rule: {column: temp, between: [-40, 60]}, {column: carrier, "
        "in: [AA, UA]}, {column: tail, matches: 'N[0-9A-Z]+'} or {column: temp, not_null: true}.",
    )
    at_most: float = Field(
        default=0.0,
        ge=0,
        lt=1,
        description="Breached by a share of rows above this, unless the check has its own; 0.01 is 1 %.",
    )

    @model_validator(mode="after")
    def _no_check_twice(self) -> Self:
        said = [check.in_words for check in self.checks]
        for words in said:
            if said.count(words) > 1:
                raise PydanticCustomError("twice", "checks: '{check}' is there twice; keep one", {"check": words})
        return self

    def signals(self, task: Task) -> tuple[str, ...]:
        """One for each check."""
        del task
        return ("constraint",)


class PanderaChecks(Entry):
    """The share of rows that break the checks of a pandera schema that you have already.

    Needs `pip install "driftwarden[pandera]"` where the flow runs.
    """

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    monitor: Literal["pandera"] = Field(default="pandera", description="Names the monitor.")
    # Called `schema` in the file; pydantic has a method of that name.
    path: DottedPath = Field(
        alias="schema",
        description="Where the DataFrameSchema or DataFrameModel is, as package.module:name, such as "
        "myproject.schemas:served.",
    )
    at_most: float = Field(
        default=0.0, ge=0, lt=1, description="Breached by a share of rows that fail a check above this; 0.01 is 1 %."
    )

    def signals(self, task: Task) -> tuple[str, ...]:
        """One for each check that fails, or one that says that none does."""
        del task
        return ("pandera_failures",)


class DoubledIds(Entry):
    """The share of logged rows that repeat an id; they are left out of everything else."""

    monitor: Literal["doubled_ids"] = Field(default="doubled_ids", description="Names the monitor.")
    above: float = Field(default=0.0, ge=0, lt=1, description="Breached by a share above this; 0.01 is 1 %.")


class TrainingServingSkew(Entry):
    """The share of sampled rows whose logged feature differs from what a second record has under the same id."""

    needs: ClassVar[frozenset[Need]] = frozenset({Need.SAMPLES, Need.SECOND_SOURCE})

    monitor: Literal["training_serving_skew"] = Field(default="training_serving_skew", description="Names the monitor.")
    above: float = Field(default=0.01, ge=0, lt=1, description="Breached by a share above this; 0.01 is 1 %.")
    tolerance: float = Field(
        default=1e-6,
        ge=0,
        lt=1,
        description="Numbers differ when they are further apart than this share of the larger one.",
    )
    columns: Columns | None = Field(
        default=None, description="Only these; all features of the second source if absent."
    )
