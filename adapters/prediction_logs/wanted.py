"""What to take from which file, and what the columns are called inside."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from adapters.prediction_logs.spec import LogSpec
from domain.columns import ID, LABEL, LABEL_TIME, LATENCY, PREDICTION, TIME, VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The columns to take from each file of one kind.

    `roles` leads from a role to the user's column and the field of the model's file that names it; roles in
    `optional` are taken where a file has their column. `features` None takes every column without a role except
    those in `never`. `come_from` says in messages which files are meant.
    """

    come_from: str
    roles: dict[str, tuple[str, str]]
    times: frozenset[str]
    features: tuple[str, ...] | None
    optional: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    zone: ZoneInfo | None = None

    @property
    def certain(self) -> tuple[str, ...]:
        """The columns that come out whatever the files hold."""
        return (*(role for role in self.roles if role not in self.optional), *(self.features or ()))


def prediction_columns(spec: LogSpec) -> Wanted:
    """What files of predictions give. A label that has files of its own is never taken for a feature."""
    names = spec.columns
    always = {ID: (names.id, "id"), TIME: (names.time, "time"), PREDICTION: (names.prediction, "prediction")}
    maybe = {VERSION: (names.version or VERSION, "version"), LATENCY: (names.latency or LATENCY, "latency")}
    truth = {LABEL: (names.label, "label"), LABEL_TIME: (names.label_time, "label_time")}
    unnamed = {role for role, named in ((VERSION, names.version), (LATENCY, names.latency)) if named is None}
    beside = spec.labels is None
    return Wanted(
        come_from=spec.predictions,
        roles=always | maybe | (truth if beside else {}),
        times=frozenset({TIME, LABEL_TIME}),
        features=spec.features,
        optional=frozenset(unnamed | (set(truth) if beside else set())),
        never=frozenset({LABEL, LABEL_TIME, names.label, names.label_time}),
        zone=_zone(spec),
    )


def label_columns(spec: LogSpec) -> Wanted:
    """What files of labels give."""
    names = spec.columns
    return Wanted(
        come_from=spec.labels or spec.predictions,
        roles={ID: (names.id, "id"), LABEL: (names.label, "label"), LABEL_TIME: (names.label_time, "label_time")},
        times=frozenset({LABEL_TIME}),
        features=(),
        zone=_zone(spec),
    )


def _zone(spec: LogSpec) -> ZoneInfo | None:
    return ZoneInfo(spec.timezone) if spec.timezone else None
