"""Which panel of a model's dashboard shows a signal; deploy/grafana/model.json keeps the ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from domain.signal_families import SHARES

if TYPE_CHECKING:
    from domain.notices import Chart

_TITLE = re.compile(r"(?P<name>\S+)(?P<subject> of .+?)?(?P<segment> where .+)?")
_OF_THE_LOG = "schema_changes|freshness|out_of_order|clock_skew|time_zones|untimed_rows"
# What these name is drawn for the whole traffic, or for slices as well.
_WHOLE = (("|".join(sorted(SHARES)), 14), ("row_count", 15), ("latency_p[0-9_]+", 16))
_WITH_SLICES = (
    ("drift|label_drift|domain_classifier|evidently_drift|evidently_drifted_share", 13),
    ("|".join((*sorted(SHARES), _OF_THE_LOG)), 17),
)
_UNDRAWN = "volume_change|throughput|.+_estimate_error"
_ESTIMATED = "estimated_"
_METRIC, _ESTIMATE, _METRIC_BY_SLICE = 9, 10, 11


def panel_of(chart: Chart | None) -> dict[str, str]:
    """What an address of the dashboard asks for, so that it shows the signal of a notice's chart; nothing for others.

    >>> from datetime import UTC, datetime
    >>> from domain.notices import Chart
    >>> at = ((datetime(2013, 4, 8, tzinfo=UTC), 0.5),)
    >>> panel_of(Chart(title="drift of temp", points=at)), panel_of(Chart(title="mae", points=at))
    ({'viewPanel': '13'}, {'var-metric': 'mae', 'viewPanel': '9'})
    """
    found = _TITLE.fullmatch(chart.title) if chart else None
    if found is None:
        return {}
    name, is_slice = found["name"], found["segment"] is not None
    for names, panel in (*(() if is_slice else _WHOLE), *_WITH_SLICES):
        if re.fullmatch(names, name):
            return {"viewPanel": str(panel)}
    # Whatever else is about no column, the dashboard takes for a measure of performance.
    return {} if found["subject"] or re.fullmatch(_UNDRAWN, name) else _of_performance(name, is_slice=is_slice)


def _of_performance(name: str, *, is_slice: bool) -> dict[str, str]:
    if not name.startswith(_ESTIMATED):
        return {"var-metric": name, "viewPanel": str(_METRIC_BY_SLICE if is_slice else _METRIC)}
    return {} if is_slice else {"var-metric": name.removeprefix(_ESTIMATED), "viewPanel": str(_ESTIMATE)}
