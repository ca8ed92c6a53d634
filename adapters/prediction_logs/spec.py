"""Where a model's predictions and labels lie, as its file says."""

from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from domain import columns


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write one such as Europe/Berlin or UTC") from error
    return name


class LogColumns(BaseModel):
    """The user's own column names by the role they play; a role that is not named here keeps its own name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(default=columns.ID, description="Column that names a prediction; labels are joined on it.")
    time: str = Field(default=columns.TIME, description="Column with the moment of the prediction.")
    prediction: str = Field(default=columns.PREDICTION, description="Column with what the model answered.")
    version: str | None = Field(
        default=None, description="Column with the model's version; without it the versions are not told apart."
    )
    latency: str | None = Field(default=None, description="Column with the milliseconds that the answer took.")
    label: str = Field(default=columns.LABEL, description="Column with the truth.")
    label_time: str = Field(default=columns.LABEL_TIME, description="Column with the moment the truth arrived.")

    @model_validator(mode="after")
    def _one_role_each(self) -> Self:
        """Refuse one column in two roles."""
        named = [column for column in self.model_dump().values() if column is not None]
        twice = sorted({column for column in named if named.count(column) > 1})
        if twice:
            raise ValueError(f"column {twice[0]!r} plays two roles; give each role its own column")
        return self


class LogSpec(BaseModel):
    """Parquet files (or CSV files) of predictions and of labels.

    A file whose path holds one date (`2013-04-01.parquet`, `date=2013-04-01.parquet`,
    `date=2013-04-01/part-0.parquet`) holds that day's rows and is opened only for windows that touch the day; any
    other file is always opened. Each column has one type in all files.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    predictions: str = Field(description="Folder or glob of files with predictions, relative to the project.")
    labels: str | None = Field(
        default=None,
        description="Folder or glob of files with labels; without it labels lie beside the predictions, if anywhere.",
    )
    columns: LogColumns = Field(default=LogColumns(), description="Your column names, by role.")
    features: tuple[str, ...] | None = Field(
        default=None, description="Columns that are features; without it, every column without a role is one."
    )
    late_by: int | None = Field(
        default=None,
        ge=0,
        description="How many day files after the window's last day may hold its rows or labels, for files dated by "
        "arrival. If absent: one for predictions, and for labels as many days as they need to mature, and one.",
    )
    timezone: Annotated[str, AfterValidator(_known_zone)] | None = Field(
        default=None,
        description="Whose local time timestamps without offset and dates in file names are; without it, dates are "
        "UTC and timestamps without offset are refused.",
    )
