"""How a dashboard is put together: its variables, its rows of panels, and the links to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grafana_foundation_sdk.builders import dashboard as building
from grafana_foundation_sdk.models import dashboard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grafana_foundation_sdk.cog import builder

    Panels = Sequence[builder.Builder[dashboard.Panel]]

# The other dashboards of the same data source carry the same tag, and are found by it.
METRICS_TAG, SQL_TAG = "driftwarden", "driftwarden-postgres"
_FIRST_ROW_ID = 1000


def page(
    uid: str,
    title: str,
    says: str,
    *,
    tag: str,
    since: str,
    variables: Sequence[builder.Builder[dashboard.VariableModel]],
    rows: Sequence[tuple[str, Panels]],
    annotations: Sequence[builder.Builder[dashboard.AnnotationQuery]] = (),
    refresh: str = "5m",
) -> building.Dashboard:
    """A dashboard whose panels lie from left to right in rows with headings; times are the reader's own."""
    drawn = building.Dashboard(title).uid(uid).description(says).tags([tag]).time(since, "now").timezone("browser")
    drawn = drawn.refresh(refresh).tooltip(dashboard.DashboardCursorSync.CROSSHAIR).readonly().link(_others(tag))
    drawn = drawn.annotations(list(annotations))
    for variable in variables:
        drawn = drawn.with_variable(variable)
    for number, (heading, panels) in enumerate(rows, start=_FIRST_ROW_ID):
        drawn = drawn.with_row(building.Row(heading).id(number))
        for panel in panels:
            drawn = drawn.with_panel(panel)
    return drawn


def _others(tag: str) -> building.DashboardLink:
    link = building.DashboardLink("Driftwarden").type(dashboard.DashboardLinkType.DASHBOARDS).tags([tag])
    return link.as_dropdown(as_dropdown=True).include_vars(include_vars=True).keep_time(keep_time=True)


def merged(renamed: dict[str, str], hidden: Sequence[str]) -> list[dashboard.DataTransformerConfig]:
    """Tables of the same key become one; columns are named, in this order, and the hidden ones left out."""
    options: dict[str, Any] = {
        "renameByName": renamed,
        "excludeByName": dict.fromkeys(hidden, True),
        "indexByName": {name: index for index, name in enumerate(renamed)},
    }
    return [
        dashboard.DataTransformerConfig(id_val="merge", options={}),
        dashboard.DataTransformerConfig(id_val="organize", options=options),
    ]
