"""What Grafana does with the committed dashboards: fills in variables, asks for what panels and annotations want."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.deploy.programs import ROOT

FOLDER = ROOT / "deploy" / "grafana"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
_LABEL = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What one target or annotation asks, and the labels that its legend speaks of."""

    of: str
    text: str
    is_instant: bool = False
    is_over_time: bool = False
    labels: tuple[str, ...] = ()


def read(name: str) -> dict[str, Any]:
    """A committed dashboard."""
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return document


def panels(name: str) -> list[dict[str, Any]]:
    """All panels that are no headings."""
    return [panel for panel in read(name)["panels"] if panel["type"] != "row"]


def variables(name: str) -> list[dict[str, Any]]:
    """The variables that are read from the data, in their order."""
    return [variable for variable in read(name)["templating"]["list"] if variable["type"] == "query"]


def queries(name: str) -> Iterator[Query]:
    """Everything that panels and annotations ask for."""
    for panel in panels(name):
        for target in panel["targets"]:
            yield _asked(f"{name}, panel {panel['id']} {panel['title']!r}, query {target['refId']}", target)
    for annotation in read(name)["annotations"]["list"]:
        of = f"{name}, annotation {annotation['name']}"
        if "expr" in annotation:
            legend = annotation["titleFormat"]
            yield Query(of=of, text=annotation["expr"], labels=tuple(_LABEL.findall(legend)))
        else:
            yield _asked(of, annotation["target"])


def _asked(of: str, target: Mapping[str, Any]) -> Query:
    if "rawSql" in target:
        return Query(of=of, text=target["rawSql"], is_over_time=target["format"] == "time_series")
    labels = tuple(_LABEL.findall(target.get("legendFormat", "")))
    return Query(of=of, text=target["expr"], is_instant=target.get("instant", False), labels=labels)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with Grafana's variables in it; raises KeyError for one that the dashboard does not define."""
    return re.sub(r"\$\{([\w:]+)\}|\$(\w+)", lambda found: values[found[1] or found[2]], text)
