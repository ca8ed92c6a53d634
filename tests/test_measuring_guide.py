"""docs/measuring.md names what the code measures, by the names and thresholds that the code has."""

from __future__ import annotations

import re
from typing import get_args

import pytest
import yaml

from monitors.entries.business import BUSINESS_VALUE
from monitors.entries.drift import FIXED_THRESHOLDS, Reference, Span
from monitors.entries.entry import Task
from monitors.entries.estimated import ESTIMATED_OF
from monitors.entries.metrics import METRICS_OF
from monitors.spec import MonitoringSpec
from monitors.table import MONITORS
from tests.monitors.examples import EXAMPLES
from tests.test_layout import ROOT

GUIDE = (ROOT / "docs" / "measuring.md").read_text(encoding="utf-8")
TASKS: tuple[Task, ...] = get_args(Task)
DEFAULTS = {entry.tag for entry in MonitoringSpec().monitors}


def table_under(head: str) -> dict[str, list[str]]:
    """The rows of the table whose first line begins so: the first cell without its backticks, and the others."""
    below = GUIDE.split(f"\n| {head} |", 1)[1].split("\n\n", 1)[0]
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in below.splitlines()[2:]]
    return {cells[0].strip("`"): cells[1:] for cells in rows}


def words(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


BY_DEFAULT = table_under("monitor | signals | unknown when")
ON_REQUEST = table_under("monitor | signals | use it when | unknown when")


def test_the_monitors_are_told_apart_by_whether_one_has_to_ask_for_them() -> None:
    assert set(BY_DEFAULT) == DEFAULTS
    assert set(ON_REQUEST) == set(MONITORS) - DEFAULTS


@pytest.mark.parametrize("monitor", sorted({*BY_DEFAULT, *ON_REQUEST} - {"performance", "estimated_performance"}))
def test_the_signals_of_a_monitor_are_named_beside_it(monitor: str) -> None:
    row = {**BY_DEFAULT, **ON_REQUEST}[monitor]
    assert {name for task in TASKS for name in EXAMPLES[monitor].signals(task)} <= words(row[0])


def test_every_metric_that_can_be_estimated_is_named() -> None:
    named = words(ON_REQUEST["estimated_performance"][0])
    metrics = {metric for of_task in ESTIMATED_OF.values() for metric in (*of_task, BUSINESS_VALUE)}
    assert {name.removeprefix("estimated_") for name in named if name.startswith("estimated_")} == metrics


def test_the_metrics_of_each_task_are_those_that_are_measured() -> None:
    shown = {task: words(cells[0]) for task, cells in table_under("task | metrics").items()}
    assert shown == {task: set(metrics) for task, metrics in METRICS_OF.items()}


def test_the_thresholds_of_the_fixed_methods_are_those_that_are_used() -> None:
    shown = table_under("`method` | threshold unless given | whose")
    assert {method: float(cells[0]) for method, cells in shown.items()} == FIXED_THRESHOLDS


def test_every_reference_of_drift_is_explained() -> None:
    named = {word for kind in get_args(Reference) for word in get_args(kind)}
    shown = set(table_under("`reference` | the windows | good for"))
    (span,) = shown - named
    assert shown - {span} == named
    assert isinstance(Span.model_validate(yaml.safe_load(span)), Span)
