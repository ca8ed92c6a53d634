"""`backtest --decisions-only` and `plan`, on a project whose ledger holds eight weeks of daily errors."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.storage import open_ledger
from domain.signals import SignalState
from domain.windows import Window
from policies import catalog
from tests.builders import a_candidate, a_promotion, a_signal
from tests.driftwarden.front_door import FrontDoor

MODEL = "bike-demand"
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def measured(bikes: Path) -> Path:
    """The starter project under the default policy, with a champion and 56 days in its ledger, bad from the 29th on."""
    model = bikes / "models" / f"{MODEL}.yaml"
    model.write_text(re.sub(r"(?m)^policy: .*$", "policy: performance-first", model.read_text("utf-8")), "utf-8")
    (bikes / ".driftwarden").mkdir()
    ledger = open_ledger(f"sqlite:///{bikes / '.driftwarden' / 'ledger.db'}")
    trained_on = Window(start=FIRST - 60 * DAY, end=FIRST)
    ledger.candidates.record(
        a_candidate(model=MODEL, version="v1", training_run=None, trained_on=trained_on, created_at=FIRST)
    )
    ledger.promotions.record(
        a_promotion(model=MODEL, from_version=None, to_version="v1", approval=None, promoted_at=FIRST)
    )
    for day in range(56):
        window = Window(start=FIRST + day * DAY, end=FIRST + (day + 1) * DAY)
        value = 12.0 if day >= 28 else 7.5
        state = SignalState.BREACHED if value > 10 else SignalState.CALM
        ledger.signals.record(a_signal(model=MODEL, window=window, value=value, baseline=7.5, state=state, rows=2000))
    ledger.close()
    return bikes


def a_policy_file(folder: Path, name: str = "patient.yaml", *, days: int = 5) -> Path:
    """The default policy, slower to believe in harm."""
    text = catalog.text("performance-first").replace("{windows: 2, of: 3}", f"{{windows: {days}, of: {days}}}")
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_policies_are_replayed_and_counted_side_by_side(driftwarden: FrontDoor, measured: Path) -> None:
    file = measured / "figures.json"
    said = driftwarden(
        "backtest",
        MODEL,
        "schedule-with-guard",
        a_policy_file(measured),
        "--decisions-only",
        "--json",
        file,
        "-p",
        measured,
    )
    assert said.code == 0
    assert "56 windows, 2026-01-05 to 2026-03-02, decisions only; performance-first is in force" in said.out
    assert "performance-first (patient.yaml)" in said.out
    figures = json.loads(file.read_text(encoding="utf-8"))
    assert list(figures["policies"]) == ["performance-first", "schedule-with-guard", "performance-first (patient.yaml)"]
    assert figures["policies"]["performance-first"]["actions"] == {"retrain": 1}
    assert figures["policies"]["performance-first"]["by_quarter"] == {"2026 Q1": {"retrain": 1}}


def test_the_delay_after_a_known_incident_is_told(driftwarden: FrontDoor, measured: Path) -> None:
    incidents = measured / "incidents.yaml"
    incidents.write_text("incidents: [{name: new prices, began: 2026-02-02}]", encoding="utf-8")
    file = measured / "figures.json"
    words = ("--incidents", incidents, "--json", file, "-p", measured)
    said = driftwarden("backtest", MODEL, a_policy_file(measured), "--decisions-only", *words)
    assert "new prices" in said.out
    policies = json.loads(file.read_text(encoding="utf-8"))["policies"]
    delays = [figures["incidents"]["new prices"] for figures in policies.values()]
    assert delays == [2 * 24 + 2, 5 * 24 + 2], "the days that it takes to believe it, and 2 h for labels to mature"


def test_a_span_that_holds_nothing_names_the_command_that_measures_it(driftwarden: FrontDoor, measured: Path) -> None:
    said = driftwarden("backtest", MODEL, "conservative", "--decisions-only", "--to", "2020-01-01", "-p", measured)
    assert said.code == 1
    assert "driftwarden backfill bike-demand" in said.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("no-such-policy",), "no-such-policy: neither a policy's file nor a shipped policy; shipped: conservative"),
        (("conservative", "--html", "x.html"), "--html: decisions alone have no costs to draw"),
        (("conservative", "--incidents", "none.yaml"), "none.yaml: cannot be read"),
        (("conservative", "--json", "no/such/folder/x.json"), "x.json: cannot be written"),
        (("conservative", "--from", "2026-02-01", "--to", "2026-01-01"), "has to be later than --from"),
        (("conservative", "--from", "2026-02-01", "--as-of", "2026-01-01"), "--from: 2026-02-01 00:00 is not before"),
        (("conservative", "--approval-lag", "soon"), "'soon' is no duration"),
    ],
)
def test_what_cannot_be_replayed_is_said_in_one_message(
    driftwarden: FrontDoor, measured: Path, words: tuple[str, ...], says: str
) -> None:
    said = driftwarden("backtest", MODEL, *words, "--decisions-only", "-p", measured)
    assert said.code in {1, 2}
    assert says in " ".join(said.err.split())


def test_a_plan_without_differences_ends_with_0(driftwarden: FrontDoor, measured: Path) -> None:
    said = driftwarden("plan", MODEL, "performance-first", "-p", measured)
    assert (said.code, said.err) == (0, "")
    assert "Both policies would have done the same." in said.out


def test_a_plan_tells_the_windows_that_differ_and_ends_with_2(driftwarden: FrontDoor, measured: Path) -> None:
    said = driftwarden("plan", MODEL, a_policy_file(measured), "-p", measured)
    assert said.code == 2
    assert "in 1 window it would act where nothing was done; in 1 window it would no longer act" in said.out


def test_a_plan_as_markdown_is_a_table_that_github_reads(driftwarden: FrontDoor, measured: Path) -> None:
    said = driftwarden("plan", MODEL, a_policy_file(measured), "--markdown", "-p", measured)
    title, *rest = said.out.splitlines()
    assert title == "### Policy plan: bike-demand"
    table = [line for line in rest if line.startswith("|")]
    assert table[0] == "| window | performance-first | performance-first (patient.yaml) | why |"
    assert {line.count("|") for line in table} == {5}
    assert "| 2026-02-03 00:00 to 2026-02-04 00:00 | retrain | **nothing (calm)** | Retrain: mae 12 is 60%" in said.out


def test_a_plan_looks_no_further_back_than_it_is_asked_to(driftwarden: FrontDoor, measured: Path) -> None:
    said = driftwarden("plan", MODEL, a_policy_file(measured), "--over", "1w", "-p", measured)
    assert said.code == 0
    assert "7 windows of 1 week, 2026-02-23 to 2026-03-02" in said.out


def test_a_plan_can_be_made_against_another_file_as_ci_has_it(driftwarden: FrontDoor, measured: Path) -> None:
    base, changed = a_policy_file(measured, "base.yaml", days=4), a_policy_file(measured, "changed.yaml", days=5)
    said = driftwarden("plan", MODEL, changed, "--against", base, "-p", measured)
    assert said.code == 2
    assert "2026-02-06" in said.out


def test_a_plan_that_cannot_be_told_ends_with_1(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("plan", MODEL, "conservative", "-p", bikes)
    assert said.code == 1
    assert "driftwarden adopt bike-demand" in said.err
