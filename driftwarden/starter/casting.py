"""Who plays what: the columns of a log by the roles that were found for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from driftwarden.starter.columns_seen import ColumnSeen
from driftwarden.starter.role_table import OF_LABELS

Seen = Mapping[str, ColumnSeen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A column that plays a role, and what tells that it does."""

    column: str
    because: str


@dataclass(slots=True, kw_only=True)
class Casting:
    """Who plays what. `scores` leads from a class to the column of its probability; `left_out` says why.

    `labels` are the columns of the labels' own place, if they have one. `proposed` might play their roles, but nobody
    can tell.
    """

    predictions: Seen
    labels: Seen | None
    roles: dict[str, Found] = field(default_factory=dict)
    scores: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    proposed: dict[str, Found] = field(default_factory=dict)

    def of(self, role: str) -> Seen:
        """The columns among which a role is looked for."""
        return self.labels if self.labels is not None and role in OF_LABELS else self.predictions

    def seen(self, role: str) -> ColumnSeen | None:
        """What was seen of the column that plays a role."""
        found = self.roles.get(role)
        return self.of(role)[found.column] if found else None

    def free(self, role: str) -> list[ColumnSeen]:
        """The columns for a role that play none yet."""
        taken = {*(each.column for each in self.roles.values()), *self.scores.values()}
        return [seen for name, seen in self.of(role).items() if name not in taken and name not in self.left_out]

    @property
    def is_untimed(self) -> bool:
        """Whether there is a truth, and no column says when it arrived."""
        return "label" in self.roles and "label_time" not in self.roles

    @property
    def features(self) -> list[ColumnSeen]:
        """The columns of predictions that are left."""
        return self.free("prediction")
