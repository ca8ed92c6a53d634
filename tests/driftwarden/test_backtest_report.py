"""`driftwarden backtest` in full, on the starter project: three weeks of days, really trained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.driftwarden.front_door import FrontDoor
from tests.driftwarden.report.pages import Page

MODEL = "bike-demand"
PRICES = ("--retraining-cost", "500", "--error-cost", "1")
AS_OF = ("--as-of", "2026-03-01")


@pytest.fixture
def adopted(driftwarden: FrontDoor, bikes: Path) -> Path:
    """The starter project with its first champion in force since 1 February 2026."""
    said = driftwarden(
        "adopt", MODEL, "--from", "2026-01-01", "--to", "2026-02-01", "--as-of", "2026-02-01", "-p", bikes
    )
    assert said.code == 0, said.err
    return bikes


@pytest.mark.slow
def test_policies_are_really_trained_and_their_costs_told_in_terminal_page_and_json(
    driftwarden: FrontDoor, adopted: Path
) -> None:
    page, figures = adopted / "backtest.html", adopted / "backtest.json"
    files = ("--html", page, "--json", figures)
    said = driftwarden("backtest", MODEL, "cost-aware", "--grid", "9", *PRICES, *AS_OF, *files, "-p", adopted)
    assert said.code == 0, said.err
    assert "is in force. Beside it, cost-aware" in said.out
    assert "Mean absolute error" in said.out
    told = json.loads(figures.read_text(encoding="utf-8"))
    assert told["costs"] == {"retraining": 500.0, "error": 1.0, "currency": ""}
    assert told["oracle"]["grid"] == 9
    assert len(told["policies"]) == 2
    assert "cost-aware" in Page(page.read_text(encoding="utf-8")).text


def test_without_prices_nothing_is_reckoned_and_the_way_to_give_them_is_named(
    driftwarden: FrontDoor, adopted: Path
) -> None:
    said = driftwarden("backtest", MODEL, "conservative", *AS_OF, "-p", adopted)
    assert said.code == 1
    assert "give --retraining-cost and --error-cost" in " ".join(said.err.split())


def test_a_policy_that_weighs_costs_is_refused_where_nobody_says_them(driftwarden: FrontDoor, adopted: Path) -> None:
    without = driftwarden("backtest", MODEL, "cost-aware", *AS_OF, "-p", adopted)
    assert "cost-aware: it reckons with what errors and retrainings cost" in " ".join(without.err.split())


def test_a_model_without_a_champion_names_the_command_that_gives_it_one(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("backtest", MODEL, "conservative", *PRICES, *AS_OF, "-p", bikes)
    assert said.code == 1
    assert f"driftwarden adopt {MODEL}" in said.err
