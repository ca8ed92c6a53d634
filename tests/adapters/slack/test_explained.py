"""An account as a Slack message that a phone can show."""

from dataclasses import replace

import pytest

from adapters.slack.explained import to_mrkdwn
from adapters.slack.sizes import TEXT
from domain.decisions import Reason
from policies.explaining.account import account
from tests.policies.explaining.accounts import a_fired_account, a_fired_decision, every_account
from tests.policies.explaining.traces import T, a_leaf, any_of


@pytest.mark.parametrize("reason", Reason)
def test_every_account_fits_and_ends_with_where_to_read_more(reason: Reason) -> None:
    told = every_account()[reason]
    text = to_mrkdwn(told)
    assert len(text) <= TEXT
    assert text.startswith(f"*flights: {told.decision.action}* ({reason})\n")
    assert text.endswith(f"`driftwarden explain {told.decision.id[:8]}`")


def test_it_says_why_and_why_not_otherwise() -> None:
    text = to_mrkdwn(a_fired_account())
    assert "*What would have kept it calm*\n• mae at most 7.33 (it was 7.99)\n• or mae in the window" in text
    assert "*To know*\n• policy x has changed since" in text


def test_windows_and_columns_are_left_to_the_sentence_around_them() -> None:
    assert "against 7.33" not in to_mrkdwn(a_fired_account()).partition("*Why*")[2]


def test_what_is_too_long_is_cut_where_it_matters_least() -> None:
    trace = any_of(*(a_leaf(T, f"condition {number} " + "x" * 200) for number in range(100)))
    text = to_mrkdwn(account(replace(a_fired_decision(), trace=trace, because="y" * 5000), []))
    assert len(text) <= TEXT
    assert "*flights: retrain*" in text
    assert text.splitlines()[-2] == "…"


def test_nobody_is_mentioned_by_a_name() -> None:
    trace = a_leaf(T, "drift of <!channel> is breached", because="<@U123> & co")
    text = to_mrkdwn(account(replace(a_fired_decision(), trace=trace, because="<!here>"), []))
    assert not {"<!channel>", "<@U123>", "<!here>"} & set(text.split())
    assert "&lt;!channel&gt;" in text
