"""What is asked of Prometheus and of PostgreSQL: targets of panels, variables, annotations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from grafana_foundation_sdk.builders import dashboard as building
from grafana_foundation_sdk.builders import prometheus
from grafana_foundation_sdk.cog import builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from deploy.grafana.panels import Ask, Metric, Sql

Target = builder.Builder[Dataquery]

# The variable of this name says which Prometheus or PostgreSQL is meant; its kind is the dashboard's.
DATASOURCE = dashboard.DataSourceRef(uid="${datasource}")
PROMETHEUS, POSTGRES = "prometheus", "grafana-postgresql-datasource"


class Layout(Enum):
    """In which form a panel wants its answer."""

    NOW = "now"
    OVER_TIME = "over time"
    ROWS = "rows"


def target(ask: Ask, layout: Layout, *, ref: str) -> Target:
    """The question in the form in which Grafana asks it."""
    match ask:
        case Sql():
            form = "time_series" if layout is Layout.OVER_TIME else "table"
            return _Asked(SqlQuery(_straight(ask.statement), form, ref))
        case Metric():
            return _metric(ask, layout, ref)


def _metric(ask: Metric, layout: Layout, ref: str) -> prometheus.Dataquery:
    asked = prometheus.Dataquery().expr(_straight(ask.expr)).ref_id(ref)
    match layout:
        case Layout.NOW:
            return asked.legend_format(ask.legend).instant()
        case Layout.OVER_TIME:
            asked = asked.legend_format(ask.legend).range()
            return asked.interval(ask.at_least) if ask.at_least else asked
        case Layout.ROWS:
            return asked.format(PromQueryFormat.TABLE).instant()


class SqlQuery(Dataquery):
    """A statement for Grafana's PostgreSQL data source, for which the library has no model of its own."""

    def __init__(self, statement: str, layout: str, ref: str) -> None:
        self.statement = statement
        self.layout = layout
        self.ref = ref

    def to_json(self) -> dict[str, object]:
        """As Grafana's query editor saves it in its code mode."""
        return {
            "rawSql": self.statement,
            "rawQuery": True,
            "format": self.layout,
            "editorMode": "code",
            "refId": self.ref,
        }


@dataclass(frozen=True, slots=True)
class _Asked(builder.Builder[Dataquery]):
    query: SqlQuery

    def build(self) -> Dataquery:
        """The query itself."""
        return self.query


def datasource(kind: str) -> building.DatasourceVariable:
    """Which data source the whole dashboard reads; the first of its kind unless somebody chooses."""
    return building.DatasourceVariable("datasource").label("Data source").type(kind)


def variable(
    name: str, label: str, says: str, query: str, *, many: bool = False, all_value: str = ""
) -> building.QueryVariable:
    """A choice that is read from the data, again whenever the time range changes."""
    asked = building.QueryVariable(name).label(label).description(says).datasource(DATASOURCE).query(_straight(query))
    asked = asked.refresh(dashboard.VariableRefresh.ON_TIME_RANGE_CHANGED).sort(dashboard.VariableSort.ALPHABETICAL_ASC)
    if not many:
        return asked
    everything = dashboard.VariableOption(selected=True, text=["All"], value=["$__all"])
    return asked.multi(multi=True).include_all(include_all=True).all_value(all_value).current(everything)


class _Annotation(dashboard.AnnotationQuery):
    """An annotation with the fields that belong to its data source, which the library's model leaves out."""

    def __init__(self, name: str, colour: str, more: dict[str, object]) -> None:
        super().__init__(name=name, datasource=DATASOURCE, enable=True, icon_color=colour)
        self.more = more

    def to_json(self) -> dict[str, object]:
        """The library's fields and the others."""
        return {**super().to_json(), **self.more}


@dataclass(frozen=True, slots=True)
class _Annotated(builder.Builder[dashboard.AnnotationQuery]):
    annotation: _Annotation

    def build(self) -> dashboard.AnnotationQuery:
        """The annotation itself."""
        return self.annotation


def marked(
    name: str, colour: str, expr: str, title: str, *, value_is_time: bool = False
) -> builder.Builder[dashboard.AnnotationQuery]:
    """A mark wherever the expression has a sample, or at the moment (in milliseconds) that its value names."""
    more = {"expr": _straight(expr), "titleFormat": title, "useValueForTime": value_is_time, "step": "1m"}
    return _Annotated(_Annotation(name, colour, more))


def marked_by_sql(name: str, colour: str, statement: str) -> builder.Builder[dashboard.AnnotationQuery]:
    """A mark for each row of `time` and `text`."""
    return _Annotated(_Annotation(name, colour, {"target": SqlQuery(_straight(statement), "table", "Anno").to_json()}))


def _straight(text: str) -> str:
    return " ".join(text.split())
