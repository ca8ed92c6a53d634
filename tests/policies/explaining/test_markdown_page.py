"""The account as a page of Markdown."""

from dataclasses import replace

import pytest

from domain.decisions import Reason
from policies.explaining.account import account
from policies.explaining.markdown_page import as_markdown
from tests.policies.explaining.accounts import a_fired_account, a_fired_decision, every_account
from tests.policies.explaining.traces import T, a_leaf


def test_it_holds_the_tree_the_differences_and_the_chain() -> None:
    page = as_markdown(a_fired_account())
    for line in (
        "# flights: retrain (fired)",
        "- **true** any",
        "  - **true** mae above 7.33, in 2 of 2 windows: by its rule",
        "    - **true** mae above 7.33: mae 7.99 against 7.33 (1,000 rows)",
        "## What would have kept it calm",
        "- mae at most 7.33 (it was 7.99)",
        "- or mae in the window from 2013-03-25 00:00 at most 7.33 (it was 9)",
        "- Most of it comes from origin = JFK.",
        "- signal 01234567: no longer in the ledger",
        "- order ffffffff: train on all of it",
        "- policy x has changed since",
    ):
        assert f"{line}\n" in page, line


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_question(reason: Reason) -> None:
    headings = [line for line in as_markdown(every_account()[reason]).splitlines() if line.startswith("## What would")]
    assert len(headings) == 1


def test_names_cannot_become_markup() -> None:
    trace = a_leaf(T, "drift of <img src=x> is breached", because="drift of a_b_c | *x*\n# no heading")
    page = as_markdown(account(replace(a_fired_decision(), trace=trace, because="[x](http://y)"), []))
    assert "\\<img src=x\\>" in page
    assert "a\\_b\\_c \\| \\*x\\* \\# no heading" in page
    assert "\\[x\\](http://y)" in page
