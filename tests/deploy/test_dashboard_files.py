"""The committed dashboards are those that the code builds, and every panel says what to do."""

import importlib
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from adapters.notices.linking import Places, links
from deploy.grafana.queries import NOT_PERFORMANCE
from monitors.entries.entry import Entry, Task
from monitors.table import MONITORS
from tests.builders import a_notice
from tests.deploy.dashboards import FOLDER, NAMES, filled, panels, queries, read, variables
from tests.deploy.programs import ROOT

PANELS = [(name, panel) for name in NAMES for panel in panels(name)]
_UID = re.compile(r"/d/([\w-]+)/")
ALERTS = yaml.safe_load((ROOT / "deploy" / "prometheus" / "driftwarden_alerts.yml").read_text(encoding="utf-8"))
LOOK_AT = sorted({rule["annotations"]["dashboard"] for group in ALERTS["groups"] for rule in group["rules"]})


def _build() -> ModuleType:
    """Only building needs Grafana's library, the extra `dashboards`; requirements.lock has it."""
    pytest.importorskip("grafana_foundation_sdk")
    return importlib.import_module("deploy.grafana.build")


def test_every_dashboard_is_committed() -> None:
    assert set(NAMES) == set(_build().DASHBOARDS)


@pytest.mark.parametrize("name", NAMES)
def test_a_committed_dashboard_is_current(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == _build().built(name), "make dashboards"


@pytest.mark.parametrize("name", NAMES)
def test_panels_have_ids_of_their_own_that_links_may_name(name: str) -> None:
    ids = [panel["id"] for panel in read(name)["panels"]]
    assert len(ids) == len(set(ids))
    assert all(isinstance(id_, int) and id_ > 0 for id_ in ids)


@pytest.mark.parametrize("name", NAMES)
def test_panels_lie_side_by_side_without_a_gap(name: str) -> None:
    cells = [cell for panel in read(name)["panels"] for cell in _cells(panel["gridPos"])]
    assert len(cells) == len(set(cells)), "two panels lie on each other"
    widths = {row: sum(cell[1] == row for cell in cells) for _, row in cells}
    assert set(widths.values()) == {24}


def _cells(position: dict[str, int]) -> list[tuple[int, int]]:
    across = range(position["x"], position["x"] + position["w"])
    return [(x, y) for x in across for y in range(position["y"], position["y"] + position["h"])]


@pytest.mark.parametrize(
    ("name", "panel"), PANELS, ids=lambda value: value if isinstance(value, str) else value["title"]
)
def test_a_panel_has_a_title_a_unit_and_says_what_to_do(name: str, panel: dict[str, Any]) -> None:
    assert panel["title"]
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["description"].endswith(".")
    assert panel["targets"]
    assert panel["datasource"] == {"uid": "${datasource}"}


@pytest.mark.parametrize("name", NAMES)
def test_a_dashboard_has_a_title_and_says_what_it_is_for(name: str) -> None:
    document = read(name)
    assert document["title"].startswith("Driftwarden: ")
    assert document["description"].endswith(".")
    assert all(variable["description"] for variable in variables(name))


@pytest.mark.parametrize(
    ("name", "panel"), PANELS, ids=lambda value: value if isinstance(value, str) else value["title"]
)
def test_a_panel_without_data_says_why(name: str, panel: dict[str, Any]) -> None:
    """Not a table: there the words would stand in every empty cell."""
    assert panel["type"] == "table" or panel["fieldConfig"]["defaults"]["noValue"]


@pytest.mark.parametrize(
    ("name", "panel"), PANELS, ids=lambda value: value if isinstance(value, str) else value["title"]
)
def test_an_override_is_about_a_series_or_a_column_that_there_is(name: str, panel: dict[str, Any]) -> None:
    named = {override["matcher"]["options"] for override in panel["fieldConfig"].get("overrides", [])}
    assert named - _names_in(panel) == set()


def _names_in(panel: dict[str, Any]) -> set[str]:
    legends = {target.get("legendFormat", "") for target in panel["targets"]}
    statements = " ".join(target.get("rawSql", "") for target in panel["targets"])
    columns = set(re.findall(r'AS "?([A-Z ]+\b)', statements, re.IGNORECASE)) | set(re.findall(r"\w+", statements))
    quoted = set(re.findall(r'"([^"]+)"', statements))
    renamed = [step["options"].get("renameByName", {}) for step in panel.get("transformations", [])]
    return legends | columns | quoted | {title for names in renamed for title in names.values()}


@pytest.mark.parametrize(
    ("name", "panel"), PANELS, ids=lambda value: value if isinstance(value, str) else value["title"]
)
def test_a_renamed_column_is_one_that_a_query_gives(name: str, panel: dict[str, Any]) -> None:
    values = {f"Value #{target['refId']}" for target in panel["targets"]}
    labels = {label for target in panel["targets"] for label in re.findall(r"\w+", target.get("expr", ""))}
    for step in panel.get("transformations", []):
        assert set(step["options"].get("renameByName", {})) <= values | labels


def test_a_link_leads_to_a_dashboard_that_there_is() -> None:
    uids = {read(name)["uid"] for name in NAMES}
    linked = {uid for name in NAMES for uid in _UID.findall((FOLDER / f"{name}.json").read_text(encoding="utf-8"))}
    assert linked
    assert linked <= uids
    assert len(uids) == len(NAMES)


@pytest.mark.parametrize("address", LOOK_AT)
def test_an_alert_leads_to_a_panel_that_there_is(address: str) -> None:
    found = urlsplit(address)
    name = next(name for name in NAMES if found.path == f"/d/{read(name)['uid']}")
    asked = dict(parse_qsl(found.query))
    chosen = {key.removeprefix("var-") for key in asked if key.startswith("var-")}
    assert chosen <= {variable["name"] for variable in variables(name)}
    assert int(asked.get("viewPanel", panels(name)[0]["id"])) in {panel["id"] for panel in panels(name)}


def test_a_message_links_to_a_dashboard_that_there_is_and_fills_in_its_model() -> None:
    linked = links(a_notice(), Places(grafana_url="https://grafana.example.org"))
    dashboard, _, choice = linked[0].url.removeprefix("https://grafana.example.org/d/").partition("?")
    assert dashboard == read("model")["uid"]
    assert choice == "var-model=flights"
    assert "model" in {variable["name"] for variable in variables("model")}


@pytest.mark.parametrize("name", NAMES)
def test_every_other_dashboard_of_its_kind_is_in_the_menu(name: str) -> None:
    links = read(name)["links"]
    kind = {"driftwarden-postgres"} if name.endswith("-postgres") else {"driftwarden"}
    assert [set(link["tags"]) for link in links] == [kind]
    assert set(read(name)["tags"]) == kind


@pytest.mark.parametrize("name", NAMES)
def test_a_query_speaks_of_variables_that_there_are(name: str) -> None:
    defined = {variable["name"] for variable in read(name)["templating"]["list"]}
    values = dict.fromkeys([*defined, *(f"{each}:sqlstring" for each in defined)], "x")
    for query in queries(name):
        text = query.text.replace("$__timeFilter", "")
        assert filled(text, values | {"__interval": "1m", "__to:date:seconds": "0"})


@pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
def test_only_measures_of_performance_are_offered_as_metrics(task: Task) -> None:
    """A new monitor's signals have to be put into a family in deploy/grafana/queries.py, or they pass for one."""
    entries = [
        shape.model_construct(**_defaults(shape)) for shape in _entries(Entry) if "monitor" in shape.model_fields
    ]
    assert {entry.tag for entry in entries} == set(MONITORS)
    offered = {entry.tag: name for entry in entries for name in entry.signals(task) if _is_offered(name)}
    assert set(offered) == {"performance"}


def _entries(shape: type[Entry]) -> Iterator[type[Entry]]:
    for each in shape.__subclasses__():
        yield each
        yield from _entries(each)


def _defaults(shape: type[Entry]) -> dict[str, Any]:
    return {name: field.get_default(call_default_factory=True) for name, field in shape.model_fields.items()}


def _is_offered(name: str) -> bool:
    return re.fullmatch(NOT_PERFORMANCE, name) is None


def test_provisioning_names_the_kinds_of_data_sources_that_dashboards_ask_for() -> None:
    file = FOLDER / "provisioning" / "datasources" / "driftwarden.yml"
    sources = {source["type"] for source in yaml.safe_load(file.read_text(encoding="utf-8"))["datasources"]}
    asked = {
        each["query"] for name in NAMES for each in read(name)["templating"]["list"] if each["type"] == "datasource"
    }
    assert asked == sources
    dashboards = FOLDER / "provisioning" / "dashboards" / "driftwarden.yml"
    assert yaml.safe_load(dashboards.read_text(encoding="utf-8"))["providers"][0]["type"] == "file"
