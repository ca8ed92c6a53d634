"""How good the answers are, once their labels have come; and whether the labels come as they use to."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from monitors.entries.business import BUSINESS_VALUE, BusinessValue, misfit_of
from monitors.entries.entry import Entry, Need, Task
from monitors.entries.metrics import METRIC_OF, METRICS_OF, AskedMetric, Metric

Slicing = str | Annotated[tuple[str, str], Field(min_length=2)]
_Asked = Annotated[
    Annotated[Metric, Tag("(name)")] | Annotated[AskedMetric, Tag("(mapping)")],
    Discriminator(lambda raw: "(name)" if isinstance(raw, str) else "(mapping)"),
]


class Performance(Entry):
    """The error of the version in force, once labels arrive, against the error it promised.

    Any metric that the promise is not in is held against its own value on rows that the version answered before, and so
    is every metric of a segment.
    """

    monitor: Literal["performance"] = Field(default="performance", description="Names the monitor.")
    metric: Metric | None = Field(
        default=None,
        description="The one metric, e.g. mae (mean absolute error) or error_rate (share of wrong answers). "
        "If absent, and `metrics` too: mae for a regression, error_rate for a classification.",
    )
    metrics: Annotated[tuple[_Asked, ...], Field(min_length=1)] | None = Field(
        default=None,
        description="Several metrics, each by its name or as {name: f1, below: 0.8}; a function of your own as "
        "{name: profit, callable: 'mymetrics:profit', higher_is_better: true}.",
    )
    business_value: BusinessValue | None = Field(
        default=None,
        description="What an answer is worth, as a further signal `business_value`: the mean per prediction. "
        "binary: {true_positive: 40, false_positive: -5, true_negative: 0, false_negative: -100}; "
        "multiclass: {right: 1, wrong: -3}, or a value for each label and prediction, {cat: {cat: 1, dog: -3}, ...}; "
        "regression: {per_unit_of_error: -2}, of the absolute error.",
    )
    worse_than_baseline_by: float = Field(
        default=0.1,
        ge=0,
        description="Breached by an error above the promised one times (1 + this); 0.1 is 10 % worse. So too, in its "
        "own direction, by any other metric against its value on rows from before.",
    )
    min_labels: int = Field(
        default=100,
        ge=1,
        description="Unknown while fewer labelled rows than this are there; so too, on its own, each segment.",
    )
    by: tuple[Slicing, ...] = Field(
        default=(),
        description="Besides the whole traffic, each metric of each segment too: columns or pairs of columns that are "
        "among `monitoring.segments`, e.g. [carrier, [origin, carrier]]. A segment is held against its own value on "
        "rows from before, and breached when that is worse beyond what chance does to so many segments.",
    )

    @property
    def needs(self) -> frozenset[Need]:  # type: ignore[override]  # what it looks at follows from what it is told
        """Labelled rows from before, for whatever is not held against the promise or a limit of its own."""
        told = self.metrics or self.metric or self.business_value or self.by
        return frozenset({Need.LABELLED_BEFORE} if told else set[Need]())

    @property
    def sliced_by(self) -> tuple[tuple[str, ...], ...]:
        """The columns of each slicing, one or two."""
        return tuple((asked,) if isinstance(asked, str) else asked for asked in self.by)

    def stranger(self, segments: tuple[tuple[str, ...], ...]) -> str | None:
        """What to write when `by` names what makes no segments of the model; None if all do."""
        strangers = [", ".join(columns) for columns in self.sliced_by if columns not in segments]
        if not strangers:
            return None
        there = "; ".join(", ".join(columns) for columns in segments) or "none"
        return (
            f"performance: by: [{strangers[0]}] is not among the model's segments ({there}); "
            "add it to monitoring.segments, with its columns in the same order, or take it out of by"
        )

    def asked(self, task: Task) -> tuple[AskedMetric, ...]:
        """Every metric with what is told of it, in the order of the file; the business value last."""
        names = self.metrics or (self.metric or METRIC_OF[task],)
        told = tuple(AskedMetric(name=each) if isinstance(each, str) else each for each in names)
        has_business = self.business_value is None or any(each.name == BUSINESS_VALUE for each in told)
        return told if has_business else (*told, AskedMetric(name=BUSINESS_VALUE))

    def signals(self, task: Task) -> tuple[str, ...]:
        """By the metrics' names."""
        return tuple(each.name for each in self.asked(task))

    def misfit(self, task: Task) -> str | None:
        """What does not suit the task, and what to write instead; None if all does."""
        for asked in self.asked(task):
            if not asked.callable and asked.name not in {*METRICS_OF[task], BUSINESS_VALUE}:
                return (
                    f"{asked.name} does not measure a {task}; write metric: {METRIC_OF[task]}, or leave it out; "
                    f"there are also {', '.join(name for name in METRICS_OF[task] if name != METRIC_OF[task])}"
                )
        return misfit_of(self.business_value, task) if self.business_value else None

    @model_validator(mode="after")
    def _told_once(self) -> Self:
        if self.metric and self.metrics:
            raise PydanticCustomError("metrics", "found metric and metrics; keep metrics, with all of them in it")
        names = [each if isinstance(each, str) else each.name for each in self.metrics or ()]
        for name in names:
            if names.count(name) > 1:
                raise PydanticCustomError("twice", "metrics: {name} is there twice; keep one", {"name": name})
        for columns in self.sliced_by:
            if self.sliced_by.count(columns) > 1:
                raise PydanticCustomError("twice", "by: {it} is there twice; keep one", {"it": ", ".join(columns)})
        if BUSINESS_VALUE in names and self.business_value is None:
            raise PydanticCustomError(
                "business",
                "metrics: business_value needs `business_value:` beside it, which says what answers are worth",
            )
        return self


class LabelArrival(Entry):
    """The share of a window's labels that have come, against what has usually come after as long a time."""

    monitor: Literal["label_arrival"] = Field(default="label_arrival", description="Names the monitor.")
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LABELLED_BEFORE})
    fewer_by: float = Field(
        default=0.2,
        gt=0,
        lt=1,
        description="Breached by a share this far below the usual one; 0.2 is 20 points.",
    )
    min_rows: int = Field(
        default=100, ge=1, description="Unknown while the window, or the time before it, has fewer rows than this."
    )
