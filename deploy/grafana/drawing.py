"""Grafana's own builders of the panels that `deploy.grafana.panels` describes."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING, TypeVar, assert_never

from grafana_foundation_sdk.builders import common, stat, statetimeline, table, timeseries
from grafana_foundation_sdk.builders import dashboard as building
from grafana_foundation_sdk.models import common as models
from grafana_foundation_sdk.models import dashboard

from deploy.grafana.columns import asks_of, shown, transformations
from deploy.grafana.looks import BREACHED, plain, property_, thresholds
from deploy.grafana.panels import LOWER, UPPER, Bars, Lines, Number, States, Table
from deploy.grafana.sources import DATASOURCE, Layout, target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grafana_foundation_sdk.cog.builder import Builder

    from deploy.grafana.panels import AnyPanel, Ask

_MOST_BARS = 60

Drawn = TypeVar("Drawn", stat.Panel, timeseries.Panel, statetimeline.Panel, table.Panel)


def drawn(panel: AnyPanel) -> Builder[dashboard.Panel]:
    """The builder of one panel."""
    match panel:
        case Number():
            return _number(panel)
        case Lines():
            return _lines(panel)
        case Bars():
            return _bars(panel)
        case States():
            return _states(panel)
        case Table():
            return _table(panel)
        case _:
            assert_never(panel)


def _number(panel: Number) -> stat.Panel:
    built = _said(stat.Panel(), panel, panel.asks, Layout.NOW).no_value(panel.empty)
    last = common.ReduceDataOptions().calcs(["lastNotNull"])
    built = built.reduce_options(last).graph_mode(models.BigValueGraphMode.NONE)
    built = built.text_mode(models.BigValueTextMode.NAME if panel.is_name else models.BigValueTextMode.VALUE)
    built = built.color_mode(models.BigValueColorMode.VALUE)
    built = built.mappings(list(panel.looks)) if panel.looks else built
    return built.thresholds(thresholds(panel.limits)) if panel.limits else built


def _lines(panel: Lines) -> timeseries.Panel:
    built = _courses(panel)
    built = built.line_interpolation(models.LineInterpolation.STEP_AFTER) if panel.are_steps else built
    built = built.legend(_legend(models.LegendPlacement.RIGHT)) if panel.names_beside else built
    built = _banded(built, panel.band) if panel.band else built
    if panel.red_line is not None:
        dashed = common.GraphThresholdsStyleConfig().mode(models.GraphThresholdsStyleMode.DASHED)
        steps = ((None, "transparent"), (panel.red_line, BREACHED))
        built = built.thresholds(thresholds(steps)).thresholds_style(dashed)
    return _limited(built, panel.limit) if panel.limit else built


def _bars(panel: Bars) -> timeseries.Panel:
    stacked = common.StackingConfig().mode(models.StackingMode.NORMAL).group("A")
    built = _courses(panel).draw_style(models.GraphDrawStyle.BARS).fill_opacity(70).stacking(stacked)
    built = built.max_data_points(_MOST_BARS)
    return built.decimals(0).line_width(0).min(0)


def _courses(panel: Lines | Bars) -> timeseries.Panel:
    built = _said(timeseries.Panel(), panel, panel.asks, Layout.OVER_TIME).no_value(panel.empty)
    tooltip = common.VizTooltipOptions().mode(models.TooltipDisplayMode.MULTI).sort(models.SortOrder.DESCENDING)
    built = built.legend(_legend()).tooltip(tooltip).line_width(2).show_points(models.VisibilityMode.AUTO)
    return built.color_scheme(building.FieldColor().mode(dashboard.FieldColorModeId.PALETTE_CLASSIC))


def _banded(built: timeseries.Panel, estimate: str) -> timeseries.Panel:
    """The interval as a band behind the estimate."""
    edge = [property_("custom.lineWidth", 0), property_("custom.showPoints", "never"), _colour("blue")]
    filled = [property_("custom.fillBelowTo", LOWER), property_("custom.fillOpacity", 18)]
    built = built.override_by_name(UPPER, [*filled, *edge]).override_by_name(LOWER, edge)
    return built.override_by_name(estimate, [_colour("blue"), property_("custom.lineWidth", 2)])


def _limited(built: timeseries.Panel, name: str) -> timeseries.Panel:
    dashed = property_("custom.lineStyle", {"fill": "dash", "dash": [8, 6]})
    thin = [property_("custom.lineWidth", 1), dashed, property_("custom.showPoints", "never")]
    return built.override_by_name(name, [_colour(BREACHED), *thin])


def _states(panel: States) -> statetimeline.Panel:
    built = _said(statetimeline.Panel(), panel, panel.asks, Layout.OVER_TIME).no_value(panel.empty)
    built = built.mappings(list(panel.looks)).show_value(models.VisibilityMode.NEVER).merge_values(merge_values=True)
    return built.row_height(0.85).line_width(0).fill_opacity(80).per_page(20).legend(_legend())


def _table(panel: Table) -> table.Panel:
    built = _said(table.Panel(), panel, asks_of(panel), Layout.ROWS).filterable(filterable=True)
    built = built.transformations(transformations(panel))
    for column in panel.columns:
        properties = shown(column)
        built = built.override_by_name(column.name, properties) if properties else built
    order: list[Builder[models.TableSortByFieldState]] = [
        common.TableSortByFieldState().display_name(name).desc(desc=True) for name in panel.sorted_by
    ]
    return built.sort_by(order) if order else built


def _said(built: Drawn, panel: AnyPanel, asks: Sequence[Ask], layout: Layout) -> Drawn:
    built = built.id(panel.id).title(panel.title).description(panel.says).unit(panel.unit)
    built = built.datasource(DATASOURCE).span(panel.span).height(panel.height).thresholds(plain())
    for letter, ask in zip(ascii_uppercase, asks, strict=False):
        built = built.with_target(target(ask, layout, ref=letter))
    return built


def _legend(at: models.LegendPlacement = models.LegendPlacement.BOTTOM) -> common.VizLegendOptions:
    legend = common.VizLegendOptions().show_legend(show_legend=True).placement(at)
    return legend.display_mode(models.LegendDisplayMode.LIST)


def _colour(name: str) -> dashboard.DynamicConfigValue:
    return property_("color", {"mode": "fixed", "fixedColor": name})
