"""The kinds of panels there are, as plain records: a dashboard is a table of them, and a new panel is one more entry.

Every panel has an id that stays (links name it), a title, what to do about it, and a unit. `deploy.grafana.drawing`
makes Grafana's own builders of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deploy.grafana.looks import Limits, Looks

QUARTER, THIRD, HALF, WHOLE = 6, 8, 12, 24
# What the ends of an interval are called in every panel that draws one.
LOWER, UPPER = "lower end", "upper end"


@dataclass(frozen=True, slots=True)
class Metric:
    """A question to Prometheus; `at_least` is the shortest step worth drawing."""

    expr: str
    legend: str = "__auto"
    at_least: str | None = None


@dataclass(frozen=True, slots=True)
class Sql:
    """A question to PostgreSQL; of a course, rows with `time`, numbers, and at most one text, `metric`."""

    statement: str


Ask = Metric | Sql


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What all kinds have. `asks` are lettered A, B, C... in their order; `span` is in 24ths of the width.

    `empty` is what it says where there is nothing to show: why, or that this is good.
    """

    id: int
    title: str
    says: str
    asks: tuple[Ask, ...] = ()
    unit: str = "none"
    span: int = HALF
    height: int = 8
    empty: str = "Nothing in this time range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Panel):
    """One number, or the name of its series where `is_name`; its words where it has looks."""

    looks: Looks = ()
    limits: Limits = ()
    is_name: bool = False
    span: int = 4
    height: int = 4
    empty: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Panel):
    """Values over time; where nothing is known there is a gap.

    `band` names the series that `LOWER` and `UPPER` belong to, `limit` the one that is a dashed red line; `red_line`
    draws one where the limit is a number that holds for all. `names_beside`
    puts the legend of many series to the right.
    """

    are_steps: bool = False
    band: str | None = None
    limit: str | None = None
    red_line: float | None = None
    names_beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(Panel):
    """How much came about in each stretch, stacked; stretches grow with the time range, so that bars stay legible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class States(Panel):
    """A row for each series, coloured by its state, twenty to a page."""

    looks: Looks
    span: int = WHOLE
    height: int = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table and how it is shown.

    It has its own query (`ask`), or shows a label of the others' (`label`), or both: then only the label is shown.
    Where the table has one query for all, it has neither. `link` is a title and an address; `width` is in pixels.
    """

    name: str
    ask: Ask | None = None
    label: str | None = None
    unit: str | None = None
    decimals: int | None = None
    looks: Looks = ()
    link: tuple[str, str] | None = None
    red_above: float | None = None
    red_below: float | None = None
    width: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Panel):
    """Rows with columns; `sorted_by` names those in which more is worse, the most important first."""

    columns: tuple[Column, ...] = field(default=())
    sorted_by: tuple[str, ...] = ()
    span: int = WHOLE
    height: int = 9


AnyPanel = Number | Lines | Bars | States | Table
