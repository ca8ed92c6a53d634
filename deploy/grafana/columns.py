"""The columns of a table: what they ask, how several answers become one table, and how each is shown."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from grafana_foundation_sdk.models import dashboard

from deploy.grafana.looks import BREACHED, CALM, property_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deploy.grafana.panels import Ask, Column, Table


def asks_of(table: Table) -> tuple[Ask, ...]:
    """The table's own queries, then those of its columns."""
    return table.asks + tuple(column.ask for column in table.columns if column.ask)


def transformations(table: Table) -> list[dashboard.DataTransformerConfig]:
    """Answers of the same labels become one table; its columns are named, in their order, and the others left out."""
    asking = [column for column in table.columns if column.ask]
    if not asking:
        return []
    values = {column.name: f"Value #{letter}" for letter, column in zip(ascii_uppercase, asking, strict=False)}
    named = {column.label or values[column.name]: column.name for column in table.columns}
    hidden = ["Time", *(values[column.name] for column in asking if column.label)]
    options: dict[str, Any] = {
        "renameByName": named,
        "excludeByName": dict.fromkeys(hidden, True),
        "indexByName": {name: index for index, name in enumerate(named)},
    }
    return [
        dashboard.DataTransformerConfig(id_val="merge", options={}),
        dashboard.DataTransformerConfig(id_val="organize", options=options),
    ]


def shown(column: Column) -> list[dashboard.DynamicConfigValue]:
    """What differs from a plain column."""
    plain = {"unit": column.unit, "decimals": column.decimals, "custom.width": column.width}
    properties = [property_(name, value) for name, value in plain.items() if value is not None]
    if column.looks:
        properties += [property_("mappings", list(column.looks)), _COLOURED]
    if column.red_above is not None:
        properties += [_steps(("text", None), (BREACHED, column.red_above)), _COLOURED]
    if column.red_below is not None:
        properties += [_steps((BREACHED, None), (CALM, column.red_below)), _COLOURED]
    if column.link:
        properties.append(property_("links", [{"title": column.link[0], "url": column.link[1]}]))
    return properties


_COLOURED = property_("custom.cellOptions", {"type": "color-text"})


def _steps(*steps: tuple[str, float | None]) -> dashboard.DynamicConfigValue:
    found: Sequence[dict[str, Any]] = [{"color": colour, "value": value} for colour, value in steps]
    return property_("thresholds", {"mode": "absolute", "steps": found})
