"""What the product promises to show: a panel that is lost, or that asks for something else, is missed here."""

from typing import Any

import pytest

from tests.deploy.dashboards import panels, read

COURSE, STATES, NUMBER, TABLE = "timeseries", "state-timeline", "stat", "table"
# Dashboard, title, kind, and what it asks for, whatever else it asks for.
PROMISED: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("fleet", "State of every model", STATES, ("driftwarden_signals{", "== 3)", "== 2)", "== 1)", "== 0)")),
    ("fleet", "Models, the worst first", TABLE, ("driftwarden_signals{", "driftwarden_champion_info{", "- time()")),
    ("fleet", "Questions waiting", NUMBER, ("driftwarden_approvals_pending{",)),
    ("fleet", "Retrainings", COURSE, ("driftwarden_retrainings_total{",)),
    ("fleet", "Changes of champion", COURSE, ("driftwarden_promotions_total{",)),
    ("fleet", "Cost of retraining so far", COURSE, ("driftwarden_retraining_cost_total{",)),
    (
        "model",
        "$metric, with its interval",
        COURSE,
        ("signal_value{", "signal_threshold{", "signal_interval_lower{", "signal_interval_upper{"),
    ),
    ("model", "$metric, estimated and realised", COURSE, ('"estimated_$metric"', '"$metric"')),
    ("model", "$metric by slice", COURSE, ('segment!=""',)),
    ("model", "State of every feature", STATES, ("driftwarden_signal_state{",)),
    ("model", "Drift by feature", COURSE, ("driftwarden_signal_value{", "drift|label_drift")),
    ("model", "Shares of rows with a fault", COURSE, ("missing_share", "unseen_categories")),
    ("model", "Rows in each window", COURSE, ("row_count",)),
    ("model", "Latency", COURSE, ("latency_p",)),
    ("model", "Champion", NUMBER, ("driftwarden_champion_info{",)),
    (
        "trial",
        "$metric: how much better the challenger is",
        COURSE,
        (
            *("driftwarden_trial_difference_lower{", "driftwarden_trial_difference_upper{"),
            *("driftwarden_trial_difference_estimate{", "driftwarden_trial_margin{"),
        ),
    ),
    ("trial", "Room to spare of every difference", COURSE, ("difference_lower{", "driftwarden_trial_margin{")),
    ("trial", "Verdicts", COURSE, ("driftwarden_verdicts_total{",)),
    ("trial", "Answers of people", COURSE, ("driftwarden_approvals_answered_total{",)),
    ("operations", "Messages not delivered", COURSE, ("outbox_undelivered", "outbox_dead_letters")),
    ("operations", "Age of the oldest undelivered message", COURSE, ("outbox_oldest_undelivered_timestamp_seconds",)),
    ("operations", "Age of the oldest question", COURSE, ("approvals_oldest_asked_timestamp_seconds",)),
    ("operations", "Time left to answer", COURSE, ("approval_expires_timestamp_seconds",)),
    ("operations", "Time since each flow ran", COURSE, ("driftwarden_flow_last_run_timestamp_seconds",)),
    ("operations", "Troubles of the newest run", COURSE, ("driftwarden_flow_troubles",)),
    ("operations", "Alerts", STATES, ("ALERTS{",)),
    ("fleet-postgres", "State of every model, window by window", STATES, ("FROM signals",)),
    ("model-postgres", "Every decision, the newest first", TABLE, ("because", "FROM decisions")),
    ("model-postgres", "What is unknown, and why", TABLE, ("note",)),
    ("trial-postgres", "Every comparison, the newest first", TABLE, ("margin", "high")),
    ("operations-postgres", "What has not arrived", TABLE, ("last_failure", "FROM notices")),
    ("operations-postgres", "Questions that wait, the most urgent first", TABLE, ("expires_at", "FROM requests")),
)
MARKS = {
    "model": {
        "Champion": "driftwarden_champion_info",
        "Retraining": "driftwarden_retrainings_total",
        "Roll-back": "driftwarden_promotions_total",
        "Verdict": "driftwarden_trial_judged_timestamp_seconds",
    },
    "trial": {"Champion": "driftwarden_champion_info", "Verdict": "driftwarden_trial_judged_timestamp_seconds"},
}


@pytest.mark.parametrize(("name", "title", "kind", "asks"), PROMISED, ids=lambda value: str(value)[:40])
def test_a_panel_that_is_promised_is_there_and_asks_for_it(
    name: str, title: str, kind: str, asks: tuple[str, ...]
) -> None:
    found = {panel["title"]: panel for panel in panels(name)}
    assert title in found, f"{name} has {', '.join(sorted(found))}"
    assert found[title]["type"] == kind
    text = _asked(found[title])
    assert [each for each in asks if each not in text] == []


def _asked(panel: dict[str, Any]) -> str:
    return "\n".join(target.get("expr", "") + target.get("rawSql", "") for target in panel["targets"])


def test_the_worst_models_of_the_fleet_come_first() -> None:
    (timeline,) = (panel for panel in panels("fleet") if panel["title"] == "State of every model")
    ends = [target["expr"].rstrip(")")[-1] for target in timeline["targets"]]
    assert ends == ["3", "2", "1", "0"]


@pytest.mark.parametrize("name", MARKS)
def test_what_was_done_is_marked_in_every_panel(name: str) -> None:
    marks = {each["name"]: each for each in read(name)["annotations"]["list"]}
    assert set(marks) == set(MARKS[name])
    assert all(mark["enable"] and not mark.get("hide") for mark in marks.values())
    assert {title: MARKS[name][title] in mark["expr"] for title, mark in marks.items()} == dict.fromkeys(marks, True)


@pytest.mark.parametrize("name", ["fleet", "model", "fleet-postgres"])
def test_why_a_training_failed_is_looked_for_where_it_is_said(name: str) -> None:
    (said,) = (panel["description"] for panel in panels(name) if panel["title"].startswith("Retrainings"))
    assert "Slack and in `driftwarden explain`" in said
    assert "`driftwarden status`" not in said
