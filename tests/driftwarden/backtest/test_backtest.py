import json
from typing import Any

import pytest
from rich.console import Console

from driftwarden.backtest.page import render
from driftwarden.backtest.plain import plain
from driftwarden.backtest.table import headline, in_terminal
from tests.driftwarden.backtest.tried import COSTS, a_backtest
from tests.driftwarden.report.pages import Page


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render(a_backtest()))


def printed(**fields: Any) -> str:
    console = Console(width=160, record=True, file=None, quiet=False)
    with console.capture() as captured:
        for part in in_terminal(a_backtest(**fields)):
            console.print(part, soft_wrap=isinstance(part, str))
    return captured.get()


def test_the_terminal_names_metric_unit_and_currency_beside_the_figures() -> None:
    said = printed()
    assert "Mean absolute error, minutes, 2013-08-05 to 2013-10-27" in said
    assert "cost, EUR" in said
    assert "Dearer, EUR than ..." in said
    assert "new timetable" in said


def test_an_oracle_that_chose_from_some_windows_only_is_called_approximate() -> None:
    assert "approximate" not in printed()
    assert "oracle (approximate)" in printed(grid=3)
    assert plain(a_backtest(grid=3))["oracle"] == plain(a_backtest())["oracle"] | {"grid": 3, "approximate": True}  # type: ignore[operator]


def test_a_policy_is_told_apart_from_the_one_in_force_only_as_far_as_the_days_allow() -> None:
    tried = a_backtest()
    in_force, other = tried.accounts
    assert tried.verdict(in_force) == "in force"
    assert tried.verdict(other) == other.verdict
    few = a_backtest(weeks=6)
    assert tried.verdict(few.accounts[1]) == "too few days to tell"
    assert headline(few) == "asleep is in force. Beside it, when-bad ran for too few days to tell."


def test_the_series_of_days_add_up_to_the_reckoning() -> None:
    tried = a_backtest()
    reported = slice(tried.daily.since, None)
    for account in tried.accounts:
        assert tried.daily.bills[account.policy].cost(reported) == pytest.approx(account.cost)
    assert tried.daily.never.cost(reported) == pytest.approx(tried.reckoning.never)
    assert tried.daily.oracle.sum() == pytest.approx(tried.reckoning.oracle)
    assert len(tried.daily.oracle) == len(tried.daily.days) - tried.daily.since


def test_the_means_by_window_are_those_of_the_version_in_force() -> None:
    tried = a_backtest()
    assert tried.daily.means["asleep"] == tried.daily.never_means
    assert tried.daily.means["asleep"][23] == pytest.approx(7.0)
    assert tried.daily.means["asleep"][29] == pytest.approx(12.0)
    assert tried.daily.means["when-bad"][29] == pytest.approx(7.0)


def test_the_plain_figures_are_json_and_say_what_came_of_every_retraining() -> None:
    figures = json.loads(json.dumps(plain(a_backtest())))
    assert figures["costs"] == {"retraining": COSTS.retraining, "error": COSTS.error, "currency": "EUR"}
    assert list(figures["policies"]) == ["asleep", "when-bad"]
    asleep, awake = figures["policies"].values()
    assert (asleep["retrainings"], asleep["deployed_after"]) == (0, {"new timetable": None})
    assert awake["retrainings"] == len(awake["trained"]) == 1
    assert awake["deployed_after"]["new timetable"] > 7 * 24
    assert figures["reported_on"] == {"from": "2013-08-05", "to": "2013-10-27"}


def test_the_page_is_one_file_without_a_request_to_anywhere(page: Page) -> None:
    assert [address for address in page.addresses if not address.startswith("#")] == []
    assert len(page.ids) == len(set(page.ids))
    assert "script" not in page.tags
    assert page.tags.count("svg") > 4


def test_the_page_shows_the_figures_of_the_terminal(page: Page) -> None:
    tried = a_backtest()
    asleep = tried.accounts[0]
    assert page.row("asleep")[5] == f"{asleep.cost:,.0f}"
    assert "Mean absolute error, minutes, mean" in page.text
    assert "was the cheapest on the first 60% of the days" in page.text
    assert "Everything rests on two prices." in page.text


def test_the_same_figures_give_the_same_page() -> None:
    assert render(a_backtest()) == render(a_backtest())


def test_no_name_can_become_markup() -> None:
    page = Page(render(a_backtest(model="<script>alert(1)</script>", notes=("<b>bold</b>",))))
    assert "script" not in page.tags
    assert "<b>bold</b>" in page.text
