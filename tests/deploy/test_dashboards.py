"""Every variable, panel and annotation of every dashboard gets data, with the labels that its legend speaks of."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from adapters.storage import open_ledger
from tests.deploy.dashboards import NAMES, Query, filled, queries, variables
from tests.deploy.programs import program
from tests.deploy.prometheus import Prometheus, watching
from tests.deploy.story import fill, go_on
from tests.deploy.test_rules import FILES

pytestmark = pytest.mark.slow

BY_METRICS = tuple(name for name in NAMES if not name.endswith("-postgres"))
_LOOK_BACK = 25.0


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Prometheus once it has seen the whole story, and what went on."""
    found = program("prometheus", "prometheus")
    folder = tmp_path_factory.mktemp("prometheus")
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}")
    fill(ledger, datetime.now(UTC))
    with watching(ledger, found, folder) as running:
        running.eventually(lambda: len(running.over("driftwarden_build_info", _LOOK_BACK)) > 0, "a first scrape")
        running.eventually(lambda: _samples(running, "driftwarden_verdicts_total") >= 2, "two scrapes")
        go_on(ledger, datetime.now(UTC))
        went_on = 'driftwarden_promotions_total{model="flights",kind="rolled back"} == 1'
        running.eventually(lambda: bool(running.now(went_on)), "what went on")
        running.eventually(lambda: bool(running.now('ALERTS{alertstate="firing"}')), "the rules")
        yield running
    ledger.close()


def _samples(running: Prometheus, expr: str) -> int:
    return min((len(series["values"]) for series in running.over(expr, _LOOK_BACK)), default=0)


def _values(name: str, prometheus: Prometheus) -> dict[str, str]:
    """What Grafana would put in for each variable; each must have something to choose from."""
    values = {"__interval": "2s", "__to:date:seconds": f"{time.time():.0f}"}
    for variable in variables(name):
        asked = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"])
        assert asked, variable["query"]
        choices = prometheus.now(f"group by ({asked[2]}) ({filled(asked[1], values)})")
        found = sorted(choice["metric"].get(asked[2], "") for choice in choices)
        assert found, f"{name}: nothing to choose for {variable['name']}"
        values[variable["name"]] = variable["allValue"] if variable.get("includeAll") else _chosen(found)
    return values


def _chosen(found: list[str]) -> str:
    return next((value for value in ("flights", "mae") if value in found), found[0])


@pytest.mark.parametrize("name", BY_METRICS)
def test_everything_that_a_dashboard_asks_prometheus_has_data_and_labels(name: str, prometheus: Prometheus) -> None:
    values = _values(name, prometheus)
    problems = [problem for query in queries(name) if (problem := _problem(query, values, prometheus))]
    assert problems == []


def _problem(query: Query, values: dict[str, str], prometheus: Prometheus) -> str | None:
    expr = filled(query.text, values)
    found = prometheus.now(expr) if query.is_instant else prometheus.over(expr, _LOOK_BACK)
    if not found:
        return f"{query.of}: no data for {expr}"
    missing = [label for label in query.labels if not any(label in series["metric"] for series in found)]
    return f"{query.of}: no label {', '.join(missing)} in {expr}" if missing else None


def test_the_fleet_shows_the_worst_models_first(prometheus: Prometheus) -> None:
    timeline = [query for query in queries("fleet") if "panel 8 " in query.of]
    values = _values("fleet", prometheus)
    found = [prometheus.over(filled(query.text, values), _LOOK_BACK) for query in timeline]
    models = [series["metric"]["model"] for answer in found for series in answer]
    assert models == ["ferries", "flights", "trains", "buses", "hotels"]


def test_the_gateway_is_scraped_whole_and_says_how_its_own_process_fares(prometheus: Prometheus) -> None:
    ((own,), (build,)) = (prometheus.now(name) for name in ("process_resident_memory_bytes", "driftwarden_build_info"))
    assert float(own["value"][1]) > 0
    assert {own["metric"]["instance"], own["metric"]["job"]} == {build["metric"]["instance"], "driftwarden"}
    answered = prometheus.now('driftwarden_scrapes_total{outcome="answered"}')
    assert [float(series["value"][1]) >= 2 for series in answered] == [True]


def test_rules_speak_of_metrics_that_there_are(prometheus: Prometheus) -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in FILES)
    named = set(re.findall(r"\bdriftwarden_[a-z_]+\b(?!\.yml)", text))
    there = {series["metric"]["__name__"] for series in prometheus.now('{__name__=~"driftwarden_.+"}')}
    assert named - there == set()


@pytest.mark.parametrize(
    "recorded", sorted(set(re.findall(r"record: (\S+)", FILES[0].read_text(encoding="utf-8")))), ids=str
)
def test_every_recording_rule_records_something(recorded: str, prometheus: Prometheus) -> None:
    assert prometheus.now(recorded)


def test_what_is_told_by_driftwarden_is_kept_back_while_it_delivers(prometheus: Prometheus) -> None:
    firing = {series["metric"]["alertname"] for series in prometheus.now('ALERTS{alertstate="firing"}')}
    assert {"Watchdog", "DriftwardenDelivers"} <= firing
    assert "DriftwardenMonitoringStopped" not in firing
