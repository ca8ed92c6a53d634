"""The entries of a model's `monitors:` list: what each monitor may be told, tagged by `monitor`."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Metric = Literal["mae", "error_rate"]
Columns = Annotated[tuple[str, ...], Field(min_length=1)]


class Entry(BaseModel):
    """What every entry shares: unknown keys are refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RowCount(Entry):
    """How many predictions were served."""

    monitor: Literal["row_count"] = Field(default="row_count", description="Names the monitor.")
    at_least: int = Field(default=100, ge=1, description="Breached by fewer rows in a window than this.")


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


class Drift(Entry):
    """How far a column's distribution has moved from the reference.

    The threshold is a fixed one. It says the same of every column and every traffic, which no fixed threshold can
    do well; a rule calibrated on the model's own history is to replace it.
    """

    monitor: Literal["drift"] = Field(default="drift", description="Names the monitor.")
    above: float = Field(
        default=0.1,
        gt=0,
        lt=1,
        description="Breached by a Jensen-Shannon distance (base 2, sampling noise removed) above this. "
        "A mean that moves by a quarter of a standard deviation comes to about 0.1, by half of one to 0.2.",
    )
    columns: Columns | None = Field(default=None, description="Only these; all features and the prediction if absent.")


class Performance(Entry):
    """The error of the version in force, once labels arrive, against the error it promised."""

    monitor: Literal["performance"] = Field(default="performance", description="Names the monitor.")
    metric: Metric | None = Field(
        default=None,
        description="mae (mean absolute error) or error_rate (share of wrong answers). "
        "If absent: mae for a regression, error_rate for a classification.",
    )
    worse_than_baseline_by: float = Field(
        default=0.1,
        ge=0,
        description="Breached by an error above the promised one times (1 + this); 0.1 is 10 % worse.",
    )
    min_labels: int = Field(default=100, ge=1, description="Unknown while fewer labelled rows than this are there.")


class LatencyP95(Entry):
    """The latency that 95 % of the predictions stay within."""

    monitor: Literal["latency_p95"] = Field(default="latency_p95", description="Names the monitor.")
    above: float = Field(default=500.0, gt=0, description="Breached by a 95th percentile above this, in milliseconds.")


MonitorEntry = Annotated[RowCount | MissingShare | Drift | Performance | LatencyP95, Field(discriminator="monitor")]
