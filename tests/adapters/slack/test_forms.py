"""The form is one that Slack takes, whatever models and versions are called."""

from dataclasses import replace

import pytest

from adapters.slack.forms import reject_form
from adapters.slack.limits import check_view
from tests.builders import a_request

ABOUT = '{"value":"r|d","channel":"C1","thread":"1.2"}'


@pytest.mark.parametrize("name", ["flights", "<!channel> & co", "x" * 4000])
def test_the_form_is_one_that_slack_takes(name: str) -> None:
    request = replace(a_request(), model=name, challenger=name)
    form = reject_form(request, about=ABOUT)
    assert check_view(form) == []
    assert form["private_metadata"] == ABOUT
    assert "<!channel>" not in str(form)
