from dataclasses import replace

from driftwarden.report.page import render
from tests.driftwarden.backtest.tried import a_backtest
from tests.driftwarden.report.builders import a_story
from tests.driftwarden.report.pages import Page

TITLE = "What other policies would have done"


def test_a_story_of_policies_that_were_tried_has_a_section_for_them() -> None:
    page = Page(render(replace(a_story(), tried=a_backtest(notes=("It rests on two prices.",)))))
    assert TITLE in page.text
    assert "asleep is in force. Beside it, when-bad" in page.text
    assert "It rests on two prices." in page.text
    assert {"#policies", "#months"} <= set(page.addresses)
    assert len(page.ids) == len(set(page.ids))


def test_a_story_in_which_nothing_was_tried_has_none() -> None:
    page = Page(render(a_story()))
    assert TITLE not in page.text
    assert "#policies" not in page.addresses
