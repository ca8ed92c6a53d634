"""Every alert fires when it should and only then, says what to do, and speaks of metrics that there are."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy import alert_cases, alert_cases_itself, alert_cases_retraining
from tests.deploy.alert_cases import Case
from tests.deploy.programs import ROOT, output_of, program

CASES = (*alert_cases.CASES, *alert_cases_retraining.CASES, *alert_cases_itself.CASES)
FOLDER = ROOT / "deploy" / "prometheus"
FILES = (FOLDER / "driftwarden_rules.yml", FOLDER / "driftwarden_alerts.yml")


Rule = dict[str, Any]
Series = tuple[tuple[str, str], ...]


def _rules(file: Path) -> list[Rule]:
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]


ALERTS = [rule for rule in _rules(FILES[1]) if "alert" in rule]


def test_prometheus_takes_the_example_and_its_rules() -> None:
    promtool = program("promtool", "prometheus")
    assert "FAILED" not in output_of(promtool, "check", "config", "--lint-fatal", str(FOLDER / "prometheus.yml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.alert}: {case.says}")
def test_an_alert_fires_when_it_should_and_only_then(case: Case, tmp_path: Path) -> None:
    fixed = _named(case.alert)[0]["labels"]
    expected = [{"alertname": case.alert, "alertstate": "firing", **fixed, **labels} for labels in case.fires]
    asked = {
        "expr": f"ALERTS{{alertname='{case.alert}',alertstate='firing'}}",
        "eval_time": case.at,
        "exp_samples": [{"labels": f"ALERTS{_braced(labels)}", "value": 1} for labels in expected],
    }
    assert "SUCCESS" in _tested(tmp_path, _named(case.alert), case.series, promql_expr_test=[asked])


def _named(alert: str) -> list[Rule]:
    return [rule for rule in ALERTS if rule["alert"] == alert]


def _tested(folder: Path, rules: list[Rule], series: Series, **asked: list[dict[str, Any]]) -> str:
    """What promtool says of these rules alone, over these series, and of what is asked; it fails on what differs."""
    promtool = program("promtool", "prometheus")
    (folder / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "one", "rules": rules}]}), encoding="utf-8")
    given = [{"series": name, "values": values} for name, values in series]
    document = {
        "rule_files": ["rules.yml"],
        "evaluation_interval": "30m",
        "tests": [{"interval": "30m", "input_series": given, **asked}],
    }
    (folder / "case.yml").write_text(yaml.safe_dump(document), encoding="utf-8")
    return output_of(promtool, "test", "rules", str(folder / "case.yml"))


def _braced(labels: dict[str, str]) -> str:
    return "{" + ",".join(f"{name}={value!r}" for name, value in sorted(labels.items())) + "}"


def test_every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_must_not() -> None:
    fires = {case.alert for case in CASES if case.fires}
    silent = {case.alert for case in CASES if not case.fires}
    alerts = {rule["alert"] for rule in ALERTS}
    assert fires == alerts
    assert silent == alerts - {"Watchdog"}, "the Watchdog always fires; every other one has to be silent once"


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_how_bad_it_is_and_what_to_do(rule: Rule) -> None:
    assert rule["labels"]["severity"] in {"none", "info", "warning", "critical"}
    assert rule["labels"]["told_by"] in {"driftwarden", "prometheus"}
    assert set(rule["annotations"]) == {"summary", "description", "runbook", "dashboard"}
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert anchor in _anchors(ROOT / page)


def test_a_late_window_is_told_by_the_times_that_it_is_found_by() -> None:
    (late,) = _named("DriftwardenWindowLate")
    assert re.findall(r"offset (\w+)", late["expr"]) == ["3h", "3d", "10d"]
    assert "(hourly three hours, daily three days, longer ones ten days)" in late["annotations"]["description"]


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


_RAN = "driftwarden_flow_last_run_timestamp_seconds{flow='monitor'}"
_LAPSES = "driftwarden_approval_expires_timestamp_seconds{model='m'}"


@pytest.mark.parametrize(
    ("alert", "labels", "series", "summary"),
    [
        ("DriftwardenFlowNotRunning", {"flow": "monitor"}, (_RAN, "0+0x9"), "the flow monitor last ran 3h 0m 0s ago"),
        (
            "DriftwardenApprovalExpiring",
            {"model": "m"},
            (_LAPSES, "18000+0x9"),
            "m: a question lapses in 2h 0m 0s, without an answer",
        ),
        (
            "DriftwardenApprovalExpiring",
            {"model": "m"},
            (_LAPSES, "7200+0x9"),
            "m: a question is past its time, without an answer",
        ),
    ],
    ids=["a flow that stands still", "a question that lapses soon", "a question that nobody closes"],
)
def test_an_alert_reads_as_a_sentence_with_its_numbers_in_words(
    alert: str, labels: dict[str, str], series: tuple[str, str], summary: str, tmp_path: Path
) -> None:
    rules = _named(alert)
    said = {name: text.replace("{{ $labels.model }}", "m") for name, text in rules[0]["annotations"].items()}
    filled = said | {"summary": summary}
    expected = {"exp_labels": rules[0]["labels"] | labels, "exp_annotations": filled}
    asked = {"eval_time": "3h", "alertname": alert, "exp_alerts": [expected]}
    assert "SUCCESS" in _tested(tmp_path, rules, (series,), alert_rule_test=[asked])


_M = "{model='m'}"
_TRIAL = "{model='m',metric='mae',segment='carrier=UA'}"
RECORDED: dict[str, tuple[Series, str, float]] = {
    # What is recorded an hour after the epoch: the series, the labels, the value.
    "window_age_seconds": ((("driftwarden_last_window_end_timestamp_seconds{model='m'}", "600+0x9"),), _M, 3000.0),
    "decision_age_seconds": ((("driftwarden_last_decision_timestamp_seconds{model='m'}", "900+0x9"),), _M, 2700.0),
    "champion_age_seconds": ((("driftwarden_champion_promoted_timestamp_seconds{model='m'}", "60+0x9"),), _M, 3540.0),
    "approval_age_seconds": ((("driftwarden_approvals_oldest_asked_timestamp_seconds{model='m'}", "0+0x9"),), _M, 3600),
    "approval_left_seconds": (((_LAPSES, "18000+0x9"),), _M, 14400.0),
    "trial_lower_above_margin": (
        ((f"driftwarden_trial_difference_lower{_TRIAL}", "-0.25+0x9"), (f"driftwarden_trial_margin{_TRIAL}", "1+0x9")),
        _TRIAL,
        0.75,
    ),
}


def test_a_recording_rule_records_what_its_name_says(tmp_path: Path) -> None:
    series = tuple(each for of_one, _, _ in RECORDED.values() for each in of_one)
    asked = [
        {
            "expr": f"driftwarden:{name}",
            "eval_time": "1h",
            "exp_samples": [{"labels": f"driftwarden:{name}{labels}", "value": value}],
        }
        for name, (_, labels, value) in RECORDED.items()
    ]
    assert "SUCCESS" in _tested(tmp_path, _rules(FILES[0]), series, promql_expr_test=asked)


def test_every_recording_rule_has_a_case() -> None:
    with_counts = {"driftwarden:model_state", "driftwarden:signals_breached:ratio"}
    assert {rule["record"] for rule in _rules(FILES[0])} == with_counts | {f"driftwarden:{name}" for name in RECORDED}


@pytest.mark.parametrize(
    ("breached", "unknown", "state", "ratio"), [(0, 0, 0, 0.0), (0, 2, 1, 0.0), (1, 2, 2, 0.1), (3, 0, 2, 0.3)]
)
def test_a_models_state_is_its_worst_signals(
    breached: int, unknown: int, state: int, ratio: float, tmp_path: Path
) -> None:
    counts = {"breached": breached, "unknown": unknown, "calm": 10 - breached - unknown}
    series = tuple((f"driftwarden_signals{{model='m',state='{name}'}}", f"{n}+0x9") for name, n in counts.items())
    expected = {"driftwarden:model_state": state, "driftwarden:signals_breached:ratio": ratio}
    asked = [
        {"expr": name, "eval_time": "1h", "exp_samples": [{"labels": f"{name}{{model='m'}}", "value": value}]}
        for name, value in expected.items()
    ]
    assert "SUCCESS" in _tested(tmp_path, _rules(FILES[0]), series, promql_expr_test=asked)
