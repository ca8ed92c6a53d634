"""The kinds of panels there are. Every one has an id that stays, a title, what to do about it, and a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from grafana_foundation_sdk.builders import common, stat, statetimeline, table, timeseries
from grafana_foundation_sdk.builders import dashboard as building
from grafana_foundation_sdk.models import common as common_models
from grafana_foundation_sdk.models import dashboard

from deploy.grafana.looks import BREACHED, CALM, limits
from deploy.grafana.sources import DATASOURCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deploy.grafana.sources import Target

    Looks = Sequence[dashboard.ValueMap]

Panel = TypeVar("Panel", stat.Panel, timeseries.Panel, statetimeline.Panel, table.Panel)
QUARTER, THIRD, HALF, WHOLE = 6, 8, 12, 24


def number(
    id_: int,
    title: str,
    says: str,
    unit: str,
    target: Target,
    *,
    looks: Looks = (),
    limits: building.ThresholdsConfig | None = None,
    names: bool = False,
    span: int = 4,
) -> stat.Panel:
    """One number, or the name of the series where `names` is set; grey where nothing is known."""
    shown = _said(stat.Panel(), id_, title, says, unit, (target,)).span(span).height(4)
    last = common.ReduceDataOptions().calcs(["lastNotNull"])
    shown = shown.reduce_options(last).graph_mode(common_models.BigValueGraphMode.NONE).no_value("none")
    mode = common_models.BigValueTextMode.NAME if names else common_models.BigValueTextMode.VALUE
    shown = shown.text_mode(mode).color_mode(common_models.BigValueColorMode.VALUE)
    shown = shown.mappings(list(looks)) if looks else shown
    return shown.thresholds(limits) if limits else shown.thresholds(_plain())


def lines(
    id_: int, title: str, says: str, unit: str, *targets: Target, span: int = HALF, height: int = 8, steps: bool = False
) -> timeseries.Panel:
    """Values over time; where nothing is known there is a gap."""
    drawn = _said(timeseries.Panel(), id_, title, says, unit, targets).span(span).height(height)
    legend = common.VizLegendOptions().show_legend(show_legend=True)
    legend = legend.display_mode(common_models.LegendDisplayMode.LIST).placement(common_models.LegendPlacement.BOTTOM)
    tooltip = common.VizTooltipOptions().mode(common_models.TooltipDisplayMode.MULTI)
    drawn = drawn.legend(legend).tooltip(tooltip.sort(common_models.SortOrder.DESCENDING))
    drawn = drawn.line_width(2).show_points(common_models.VisibilityMode.AUTO).thresholds(_plain())
    drawn = drawn.color_scheme(building.FieldColor().mode(dashboard.FieldColorModeId.PALETTE_CLASSIC))
    return drawn.line_interpolation(common_models.LineInterpolation.STEP_AFTER) if steps else drawn


def banded(
    drawn: timeseries.Panel, *, estimate: str, lower: str, upper: str, limit: str | None = None
) -> timeseries.Panel:
    """The interval as a band behind the estimate, the limit as a dashed red line."""
    drawn = drawn.override_by_name(
        upper,
        [
            _property("custom.fillBelowTo", lower),
            _property("custom.fillOpacity", 18),
            _property("custom.lineWidth", 0),
            _property("custom.showPoints", "never"),
            _colour("blue"),
        ],
    )
    drawn = drawn.override_by_name(
        lower, [_property("custom.lineWidth", 0), _property("custom.showPoints", "never"), _colour("blue")]
    )
    drawn = drawn.override_by_name(estimate, [_colour("blue"), _property("custom.lineWidth", 2)])
    return limited(drawn, limit) if limit else drawn


def limited(drawn: timeseries.Panel, name: str) -> timeseries.Panel:
    """The series of that name as a dashed red line."""
    style = {"fill": "dash", "dash": [8, 6]}
    plain = [_property("custom.lineStyle", style), _property("custom.showPoints", "never")]
    return drawn.override_by_name(name, [_colour(BREACHED), _property("custom.lineWidth", 1), *plain])


def bars(id_: int, title: str, says: str, unit: str, *targets: Target, span: int = HALF) -> timeseries.Panel:
    """How much came about in each stretch, stacked."""
    drawn = lines(id_, title, says, unit, *targets, span=span)
    stacked = common.StackingConfig().mode(common_models.StackingMode.NORMAL).group("A")
    drawn = drawn.draw_style(common_models.GraphDrawStyle.BARS).fill_opacity(70).stacking(stacked).decimals(0)
    return drawn.line_width(1).min(0)


def states(
    id_: int, title: str, says: str, *targets: Target, looks: Looks, span: int = WHOLE, height: int = 9
) -> statetimeline.Panel:
    """One row for each series, coloured by its state, twenty to a page."""
    drawn = _said(statetimeline.Panel(), id_, title, says, "none", targets).span(span).height(height)
    drawn = drawn.mappings(list(looks)).show_value(common_models.VisibilityMode.NEVER).merge_values(merge_values=True)
    drawn = drawn.thresholds(_plain()).row_height(0.85).line_width(0).fill_opacity(80).per_page(20)
    legend = common.VizLegendOptions().show_legend(show_legend=True).placement(common_models.LegendPlacement.BOTTOM)
    return drawn.legend(legend.display_mode(common_models.LegendDisplayMode.LIST))


def rows(
    id_: int,
    title: str,
    says: str,
    *targets: Target,
    steps: Sequence[dashboard.DataTransformerConfig] = (),
    sorted_by: str | None = None,
    span: int = WHOLE,
    height: int = 9,
) -> table.Panel:
    """A table, the worst first where `sorted_by` names the column in which more is worse."""
    drawn = _said(table.Panel(), id_, title, says, "none", targets).span(span).height(height)
    drawn = drawn.transformations(list(steps)).filterable(filterable=True).thresholds(_plain())
    if sorted_by is None:
        return drawn
    return drawn.sort_by([common.TableSortByFieldState().display_name(sorted_by).desc(desc=True)])


def column(
    drawn: table.Panel,
    name: str,
    *,
    unit: str | None = None,
    decimals: int | None = None,
    looks: Looks = (),
    link: tuple[str, str] | None = None,
    red_above: float | None = None,
    red_below: float | None = None,
    wide: bool = False,
) -> table.Panel:
    """How one column of a table is shown; `link` is a title and an address."""
    properties = [_property("unit", unit)] if unit else []
    properties += [_property("decimals", decimals)] if decimals is not None else []
    if looks:
        properties += [_property("mappings", list(looks)), _coloured_text()]
    if red_above is not None:
        properties += [*_steps(("text", None), (BREACHED, red_above)), _coloured_text()]
    if red_below is not None:
        properties += [*_steps((BREACHED, None), (CALM, red_below)), _coloured_text()]
    if wide:
        properties.append(_property("custom.width", 500))
    if link:
        properties.append(_property("links", [{"title": link[0], "url": link[1]}]))
    return drawn.override_by_name(name, properties)


def _said(panel: Panel, id_: int, title: str, says: str, unit: str, targets: Sequence[Target]) -> Panel:
    panel = panel.id(id_).title(title).description(says).unit(unit).datasource(DATASOURCE)
    for target in targets:
        panel = panel.with_target(target)
    return panel


def _plain() -> building.ThresholdsConfig:
    return limits((None, "text"))


def _property(id_: str, value: object) -> dashboard.DynamicConfigValue:
    return dashboard.DynamicConfigValue(id_val=id_, value=value)


def _steps(*steps: tuple[str, float | None]) -> list[dashboard.DynamicConfigValue]:
    found = [{"color": colour, "value": value} for colour, value in steps]
    return [_property("thresholds", {"mode": "absolute", "steps": found})]


def _colour(name: str) -> dashboard.DynamicConfigValue:
    return _property("color", {"mode": "fixed", "fixedColor": name})


def _coloured_text() -> dashboard.DynamicConfigValue:
    return _property("custom.cellOptions", {"type": "color-text"})
