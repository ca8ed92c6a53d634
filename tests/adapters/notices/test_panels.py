"""A message about a signal leads to the panel that draws it, as the dashboard itself says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from adapters.notices import Places, links
from adapters.notices.panels import panel_of
from domain.notices import Chart
from tests.builders import a_moment, a_notice

DASHBOARD = Path(__file__).parents[3] / "deploy" / "grafana" / "model.json"
PANELS: dict[int, dict[str, Any]] = {panel["id"]: panel for panel in json.loads(DASHBOARD.read_text())["panels"]}
DRAWN = {
    "mae": 9,
    "estimated_mae": 10,
    "mae where origin=JFK": 11,
    "drift of temp": 13,
    "drift of temp where origin=JFK": 13,
    "label_drift": 13,
    "evidently_drifted_share": 13,
    "missing_share of dep_delay": 14,
    "doubled_ids": 14,
    "row_count": 15,
    "latency_p95": 16,
    "latency_p99_9": 16,
    "freshness": 17,
    "schema_changes of temp": 17,
    "missing_share of dep_delay where origin=JFK": 17,
}


def _chart(title: str) -> Chart:
    return Chart(title=title, points=((a_moment(), 1.0),))


def _is_drawn(name: str, panel: dict[str, Any], metric: str) -> bool:
    """Whether one of the panel's queries asks for the signal."""
    told = " ".join(target["expr"] for target in panel["targets"]).replace("$metric", metric)
    return any(re.fullmatch(names, name) for names in re.findall(r'signal=~?"([^"]+)"', told))


@pytest.mark.parametrize("title", DRAWN)
def test_a_breach_leads_to_the_panel_that_asks_for_its_signal(title: str) -> None:
    asks = panel_of(_chart(title))
    panel = PANELS[int(asks["viewPanel"])]
    assert panel["id"] == DRAWN[title]
    assert _is_drawn(title.split(maxsplit=1)[0], panel, asks.get("var-metric", ""))
    only_whole = all('segment=""' in target["expr"] for target in panel["targets"])
    assert " where " not in title or not only_whole


@pytest.mark.parametrize(
    "title", ["throughput", "volume_change", "mae_estimate_error", "estimated_mae where a=b", "own_check of temp"]
)
def test_what_no_panel_draws_leads_to_the_whole_dashboard(title: str) -> None:
    assert panel_of(_chart(title)) == panel_of(None) == {}
    assert [link.url for link in links(a_notice(chart=_chart(title)), Places(grafana_url="https://g"))] == [
        "https://g/d/driftwarden-model?var-model=flights"
    ]


def test_the_message_s_link_names_model_and_panel() -> None:
    notice = a_notice(chart=_chart("mae where origin=JFK"))
    assert [link.url for link in links(notice, Places(grafana_url="https://g"))] == [
        "https://g/d/driftwarden-model?var-model=flights&var-metric=mae&viewPanel=11"
    ]
