"""What to take from which place, and what the columns are called inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from adapters.prediction_logs.spec import LogColumns, LogSpec
from adapters.prediction_logs.times import SINCE_1970
from domain.columns import (
    ARM,
    ENTITY,
    ERROR,
    ID,
    LABEL,
    LABEL_TIME,
    LATENCY,
    LOGGED_AT,
    PREDICTION,
    ROLES,
    SCORE,
    TIME,
    VERSION,
    score_of,
    scored_class,
)
from domain.errors import EvidenceUnavailable


def plays_a_role(name: str) -> bool:
    """Whether a column of that name is no feature."""
    return name in ROLES or scored_class(name) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The columns to take from each file, or query, of one kind.

    `roles` leads from a role to the user's column and the field of the model's file that names it; roles in
    `optional` are taken where there is such a column. `features` None takes every column without a role except
    those in `never`. `come_from` and `holder` say in messages which place is meant, and what holds the columns there.
    `time_format` is how times are written that are neither timestamps nor ISO text; `texts` are columns of CSV files
    whose cells are text whatever they look like.
    """

    come_from: str
    holder: str = "file"
    roles: dict[str, tuple[str, str]]
    times: frozenset[str]
    features: tuple[str, ...] | None
    optional: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    zone: ZoneInfo | None = None
    time_format: str | None = None
    texts: frozenset[str] = frozenset()

    @property
    def certain(self) -> tuple[str, ...]:
        """The columns that come out whatever there is."""
        return (*(role for role in self.roles if role not in self.optional), *(self.features or ()))

    @property
    def time_columns(self) -> frozenset[str]:
        """The user's columns that hold times."""
        return frozenset(self.roles[role][0] for role in self.times if role in self.roles)

    def left_as_written(self, suffix: str) -> frozenset[str]:
        """The user's columns whose cells a file of this kind gives as text: times, so that their offsets are seen.

        Cells of a CSV file have no type, so there a version such as 2026.10 is text too, and so is what `texts` names.
        """
        times = frozenset[str]() if self.time_format in SINCE_1970 else self.time_columns
        version = frozenset({self.roles[VERSION][0]} if VERSION in self.roles else ())
        return times | version | self.texts if suffix == ".csv" else times

    def chosen(self, names: Sequence[str], *, where: str) -> dict[str, str]:
        """From the user's column to the name it gets, in the order of roles and then features.

        Raises EvidenceUnavailable for a role that is not there, and for a column that nobody could tell from one.
        A feature that is not there is left out.
        """
        chosen: dict[str, str] = {}
        for role, (column, field) in self.roles.items():
            if column in names:
                chosen[column] = role
            elif role not in self.optional:
                raise EvidenceUnavailable(_no_column(where, column, f"columns.{field}", self.holder, names))
        for feature in self._features(names, chosen):
            if plays_a_role(feature):
                raise EvidenceUnavailable(_taken_for_a_role(where, feature))
            chosen[feature] = feature
        _refuse_doubled(where, names, chosen)
        return chosen

    def _features(self, names: Sequence[str], chosen: dict[str, str]) -> list[str]:
        if self.features is None:
            return [name for name in names if name not in chosen and name not in self.never]
        return [name for name in self.features if name in names and name not in chosen]


def prediction_columns(spec: LogSpec, *, features_only: bool = False) -> Wanted:
    """What predictions give. A label that has a place of its own is never taken for a feature.

    A record of `features_only`, such as a feature store's, need not hold the prediction.
    """
    names = spec.columns
    always = {ID: (names.id, "id"), TIME: (names.time, "time"), PREDICTION: (names.prediction, "prediction")}
    maybe = {VERSION: (names.version or VERSION, "version"), LATENCY: (names.latency or LATENCY, "latency")}
    truth = _truth(spec)
    unnamed = {role for role, named in ((VERSION, names.version), (LATENCY, names.latency)) if named is None}
    beside = spec.labels is None
    return Wanted(
        come_from=spec.predictions,
        roles=always | maybe | _named(names) | (truth if beside else {}),
        times=frozenset({TIME, LOGGED_AT, LABEL_TIME}),
        features=spec.features,
        optional=frozenset(unnamed | (set(truth) if beside else set()) | ({PREDICTION} if features_only else set())),
        never=frozenset({LABEL, LABEL_TIME, names.label, names.label_time}),
        zone=_zone(spec),
        time_format=spec.time_format,
        texts=frozenset(spec.text_columns),
    )


def label_columns(spec: LogSpec) -> Wanted:
    """What labels give."""
    names = spec.columns
    return Wanted(
        come_from=spec.labels or spec.predictions,
        roles={ID: (names.id, "id"), **_truth(spec)},
        times=frozenset({LABEL_TIME}),
        features=(),
        zone=_zone(spec),
        time_format=spec.time_format,
        texts=frozenset(spec.text_columns),
    )


def _truth(spec: LogSpec) -> dict[str, tuple[str, str]]:
    """The label, and when it came, unless the model's file says how long all of them take."""
    label = {LABEL: (spec.columns.label, "label")}
    return (
        label if spec.labels_known_after is not None else {**label, LABEL_TIME: (spec.columns.label_time, "label_time")}
    )


def _named(names: LogColumns) -> dict[str, tuple[str, str]]:
    """The roles that are played only where they are named."""
    fields = {LOGGED_AT: "logged_at", ARM: "arm", ENTITY: "entity", ERROR: "error", SCORE: "score"}
    single = {role: (getattr(names, field), field) for role, field in fields.items() if getattr(names, field)}
    return single | {score_of(class_): (column, f"scores.{class_}") for class_, column in names.scores.items()}


def _zone(spec: LogSpec) -> ZoneInfo | None:
    return ZoneInfo(spec.timezone) if spec.timezone else None


def _refuse_doubled(where: str, names: Sequence[str], chosen: dict[str, str]) -> None:
    for column in chosen:
        if names.count(column) > 1:
            raise EvidenceUnavailable(f"{where}: two columns are called {column!r}; give each its own name")


def _no_column(where: str, column: str, field: str, holder: str, names: Sequence[str]) -> str:
    return (
        f"{where}: no column {column!r}, which `{field}` of the log in the model's file names; "
        f"the {holder} has {', '.join(names)}{unparted(names)}"
    )


def unparted(names: Sequence[str]) -> str:
    """What to do about a header that is one column because another sign parts it."""
    sign = next((sign for sign in ";\t|" if len(names) == 1 and sign in names[0]), None)
    written = "\\t" if sign == "\t" else sign
    return "" if sign is None else f'; its columns are parted otherwise: set `delimiter: "{written}"` of the log'


def _taken_for_a_role(where: str, feature: str) -> str:
    return (
        f"{where}: column {feature!r} has the name of a role that another column plays, or none; name it under "
        f"`columns` of the log in the model's file if it plays that role, else list the features without it under "
        f"`features`, or rename it"
    )
