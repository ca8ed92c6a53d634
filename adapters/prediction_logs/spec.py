"""Where a model's predictions and labels lie, as its file says."""

from datetime import timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from adapters.prediction_logs.times import SINCE_1970
from domain import columns
from monitors.durations import Duration

S3 = "s3://"
_UNNAMED = "Without it there is none, and a column called {} is refused: a feature needs another name."


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write one such as Europe/Berlin or UTC") from error
    return name


def _known_format(written: str) -> str:
    if written not in SINCE_1970 and not any(day in written for day in ("%d", "%j")):
        raise ValueError(f"{written!r} is none of {', '.join(SINCE_1970)} and no pattern such as %d.%m.%Y %H:%M")
    if any(part in written for part in ("%z", "%Z", "%f")):
        raise ValueError("%z, %Z and %f are not read; write such times as ISO text: 2026-01-31T08:00:00.5+01:00")
    return written


class LogColumns(BaseModel):
    """The user's own column names by the role they play; a role that is not named here keeps its own name."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    id: str = Field(default=columns.ID, description="Column that names a prediction; labels are joined on it.")
    time: str = Field(default=columns.TIME, description="Column with the moment of the prediction.")
    prediction: str = Field(default=columns.PREDICTION, description="Column with what the model answered.")
    version: str | None = Field(
        default=None, description="Column with the model's version; without it the versions are not told apart."
    )
    arm: str | None = Field(
        default=None,
        description="Column with the side of a comparison that served the row, such as champion or challenger. "
        + _UNNAMED.format(columns.ARM),
    )
    score: str | None = Field(
        default=None,
        description="Column with the probability that a binary model gave to the positive class. "
        + _UNNAMED.format(columns.SCORE),
    )
    scores: dict[str, str] = Field(
        default={},
        description="Columns with the probability of each class of a multiclass model, by class: {cat: p_cat}.",
    )
    latency: str | None = Field(default=None, description="Column with the milliseconds that the answer took.")
    entity: str | None = Field(
        default=None,
        description="Column with whom or what the prediction is about, such as a customer; one may come often. "
        + _UNNAMED.format(columns.ENTITY),
    )
    error: str | None = Field(
        default=None,
        description="Column with what went wrong while serving the row, empty where nothing did. "
        + _UNNAMED.format(columns.ERROR),
    )
    logged_at: str | None = Field(
        default=None,
        description="Column with the moment the row was logged: it is known from then on, and not before. "
        + _UNNAMED.format(columns.LOGGED_AT),
    )
    label: str = Field(default=columns.LABEL, description="Column with the truth.")
    label_time: str = Field(default=columns.LABEL_TIME, description="Column with the moment the truth arrived.")

    @model_validator(mode="after")
    def _one_role_each(self) -> Self:
        """Refuse one column in two roles, and a binary score beside those of many classes."""
        roles = self.model_dump(exclude={"scores"}).values()
        named = [column for column in (*roles, *self.scores.values()) if column is not None]
        twice = sorted({column for column in named if named.count(column) > 1})
        if twice:
            raise ValueError(f"column {twice[0]!r} plays two roles; give each role its own column")
        if self.score is not None and self.scores:
            raise ValueError("score is of a binary model, scores are of a multiclass one; keep the one that fits")
        return self


class S3Spec(BaseModel):
    """How S3 is reached. Credentials come from the environment, as AWS's own tools read them, never from here."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    endpoint: str | None = Field(
        default=None, pattern="^https?://", description="Another service that speaks S3, e.g. http://minio:9000."
    )
    region: str | None = Field(default=None, description="The bucket's region; if absent, what the environment says.")
    anonymous: bool = Field(default=False, description="Whether the bucket is read without credentials.")


class LogSpec(BaseModel):
    """Predictions and labels: in files (Parquet, CSV, JSON lines; CSV and JSON may be gzipped) or in a database.

    A file whose path names one day (`2013-04-01.parquet`, `date=2013-04-01/part-0.parquet`,
    `year=2013/month=04/day=01/part-0.parquet`), one hour of it (`.../hour=05/...`), one month or one year holds rows
    of that time only, and is opened only for windows that touch it; any other file is always opened, and of Parquet
    files only the row groups that the window may need are read. A folder's name adds no column. A column whose type
    differs between files is kept, one that some files lack is empty there, and both are reported; columns that play
    a role are in every file, with one type.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    predictions: str = Field(
        description="Folder or glob of files with predictions, relative to the project, or s3://BUCKET/PREFIX; with "
        "`database`, a table or a SELECT."
    )
    labels: str | None = Field(
        default=None,
        description="The same for labels; without it labels lie beside the predictions, if anywhere.",
    )
    database: str | None = Field(
        default=None,
        repr=False,
        description="URL of the database that holds the log: postgresql://USER:${PASSWORD}@HOST/NAME or "
        "sqlite:///FILE, read through ADBC (pip install 'driftwarden[sql]'), or any other SQLAlchemy URL, which is "
        "slower. ${NAME} is taken from the environment: one part of the URL, or the whole of it.",
    )
    s3: S3Spec = Field(default=S3Spec(), description="How S3 is reached, for logs that lie there.")
    columns: LogColumns = Field(default=LogColumns(), description="Your column names, by role.")
    features: tuple[str, ...] | None = Field(
        default=None, description="Columns that are features; without it, every column without a role is one."
    )
    delimiter: Literal[",", ";", "\t", "|"] = Field(
        default=",", description='What parts the cells of CSV files; a tab is written "\\t", in double quotes.'
    )
    text_columns: tuple[str, ...] = Field(
        default=(),
        description="Columns of CSV files that are text though they look like numbers, such as postcodes: `04758` "
        "keeps its zero. A column that plays the role of version always is.",
    )
    time_format: Annotated[str, AfterValidator(_known_format)] | None = Field(
        default=None,
        description="How times in files are written that are neither timestamps nor ISO text: `epoch_seconds`, "
        "`epoch_milliseconds`, `epoch_microseconds` or `epoch_nanoseconds` since 1970 in UTC, or a pattern such as "
        "`%d.%m.%Y %H:%M`, as strptime takes it.",
    )
    labels_known_after: Duration | None = Field(
        default=None,
        ge=timedelta(0),
        description="For a log without `columns.label_time`: every label is taken to be known so long after its "
        "prediction, `0m` for those that are logged with it. Nobody checks this: say the longest that it takes.",
    )
    late_by: int | None = Field(
        default=None,
        ge=0,
        description="How many days after the window's last day the files that hold its rows or labels may be dated, "
        "for files dated by arrival. If absent: one for predictions, and for labels as many days as they need to "
        "mature, and one.",
    )
    timezone: Annotated[str, AfterValidator(_known_zone)] | None = Field(
        default=None,
        description="Whose local time timestamps without offset and dates in file names are; without it, dates are "
        "UTC and timestamps without offset are refused.",
    )

    @model_validator(mode="after")
    def _place_and_manner_agree(self) -> Self:
        """Refuse what would be ignored: settings of one kind of place beside another kind."""
        on_s3 = [place for place in (self.predictions, self.labels) if place and place.startswith(S3)]
        if self.database is None and self.s3 != S3Spec() and not on_s3:
            raise ValueError("s3 is for predictions or labels at s3://BUCKET/PREFIX; take it away, or name that place")
        if self.database is not None and (on_s3 or self.s3 != S3Spec()):
            raise ValueError("database and s3:// are two places; with database, predictions is a table or a SELECT")
        if self.database is not None and self.late_by is not None:
            raise ValueError("late_by is about dated files, and a database has none; take it away")
        if self.database is not None and (self.delimiter != "," or self.text_columns or self.time_format is not None):
            raise ValueError(
                "delimiter, text_columns and time_format are about files; with database, convert in a SELECT"
            )
        if self.labels_known_after is not None and "label_time" in self.columns.model_fields_set:
            raise ValueError("columns.label_time and labels_known_after both say when labels came; keep the column")
        if self.database is not None and "://" not in self.database and "${" not in self.database:
            raise ValueError("database is a URL such as postgresql://USER:${PASSWORD}@HOST/NAME or sqlite:///FILE")
        return self
