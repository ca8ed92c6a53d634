"""How a dashboard is put together: its variables, its rows of panels, and the links to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grafana_foundation_sdk.builders import dashboard as building
from grafana_foundation_sdk.models import dashboard

from deploy.grafana.drawing import drawn
from deploy.grafana.sources import POSTGRES, PROMETHEUS, datasource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grafana_foundation_sdk.cog import builder

    from deploy.grafana.panels import AnyPanel

# The other dashboards of the same kind of data source carry the same tag, and are found by it.
_TAGS = {PROMETHEUS: "driftwarden", POSTGRES: "driftwarden-postgres"}
_FIRST_ROW_ID = 1000


def page(
    uid: str,
    title: str,
    says: str,
    *,
    reads: str,
    since: str,
    variables: Sequence[builder.Builder[dashboard.VariableModel]],
    rows: Sequence[tuple[str, Sequence[AnyPanel]]],
    annotations: Sequence[builder.Builder[dashboard.AnnotationQuery]] = (),
    refresh: str = "5m",
) -> building.Dashboard:
    """A dashboard whose panels lie from left to right in rows with headings; times are the reader's own."""
    tag = _TAGS[reads]
    built = building.Dashboard(title).uid(uid).description(says).tags([tag]).time(since, "now").timezone("browser")
    built = built.refresh(refresh).tooltip(dashboard.DashboardCursorSync.CROSSHAIR).readonly().link(_others(tag))
    built = built.annotations(list(annotations))
    for variable in (datasource(reads), *variables):
        built = built.with_variable(variable)
    for number, (heading, panels) in enumerate(rows, start=_FIRST_ROW_ID):
        built = built.with_row(building.Row(heading).id(number))
        for panel in panels:
            built = built.with_panel(drawn(panel))
    return built


def _others(tag: str) -> building.DashboardLink:
    link = building.DashboardLink("Driftwarden").type(dashboard.DashboardLinkType.DASHBOARDS).tags([tag])
    return link.as_dropdown(as_dropdown=True).include_vars(include_vars=True).keep_time(keep_time=True)
