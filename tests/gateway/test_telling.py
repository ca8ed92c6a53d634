"""What only one person is told goes to Slack and nowhere else, and finds another way when one is shut."""

import logging
from collections.abc import Iterator

import pytest

from adapters.slack.clicks import Where
from adapters.slack.messenger import open_client
from gateway.people.telling import Teller
from tests.local_slack import CHANNEL_ID, TOKEN, LocalSlack, local_slack


@pytest.fixture(scope="module")
def server() -> Iterator[LocalSlack]:
    with local_slack() as running:
        yield running


@pytest.fixture
def slack(server: LocalSlack) -> LocalSlack:
    server.clear()
    return server


def _teller(slack: LocalSlack) -> Teller:
    return Teller(open_client(TOKEN, base_url=slack.base_url), base_url=slack.base_url)


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.slack.com/actions/planted",
        "https://hooks.slack.com.evil.example/planted",
        "https://evil.example/hooks.slack.com/planted",
        "https://hooks.slack.com@evil.example/planted",
        "file:///etc/planted",
        "planted",
    ],
)
def test_an_address_that_is_not_slack_s_is_not_posted_to(address: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    Teller(None).tell(Where(user="U07ADA", response_url=address), "hello")
    assert "that is not Slack" in caplog.text
    assert "planted" not in caplog.text


def test_an_address_that_has_expired_leaves_the_thread(slack: LocalSlack) -> None:
    where = Where(user="U07ADA", response_url=f"{slack.address}/hooks/gone", channel=CHANNEL_ID)
    _teller(slack).tell(where, "hello")
    assert slack.whispered_to("U07ADA") == ["hello"]


def test_who_is_not_in_the_channel_is_written_to_directly(slack: LocalSlack) -> None:
    slack.workspace.channels[CHANNEL_ID].members.remove("U07ADA")
    _teller(slack).tell(Where(user="U07ADA", channel=CHANNEL_ID), "hello")
    assert [(message["channel_id"], message["text"]) for message in slack.messages] == [("DU07ADA", "hello")]


def test_one_way_is_enough(slack: LocalSlack) -> None:
    _teller(slack).tell(Where(user="U07ADA", channel=CHANNEL_ID), "hello")
    assert (slack.whispered_to("U07ADA"), slack.messages) == (["hello"], [])


def test_where_slack_limits_one_way_the_other_is_taken_and_where_both_it_is_logged(
    slack: LocalSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    slack.limit_next(retry_after=600)
    _teller(slack).tell(Where(user="U07ADA", channel=CHANNEL_ID), "hello")
    assert (slack.whispered_to("U07ADA"), [message["text"] for message in slack.messages]) == ([], ["hello"])
    assert "one way to answer in private failed: ratelimited" in caplog.text

    slack.limit_next(retry_after=600, times=2)
    _teller(slack).tell(Where(user="U07ADA", channel=CHANNEL_ID), "hello again")
    assert len(slack.messages) == 1
    assert "could not answer U07ADA in private" in caplog.text


def test_what_a_proxy_says_in_slack_s_place_is_not_repeated(
    slack: LocalSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    slack.break_next()
    _teller(slack).tell(Where(user="U07ADA", channel=CHANNEL_ID), "hello")
    slack.break_next()
    assert _teller(slack).publish_home("U07ADA", {}) == "the answer is not Slack's own"
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("gateway")]
    assert sum("the answer is not Slack's own" in line for line in ours) == len(ours) == 2


def test_an_outage_is_logged_and_nothing_more(slack: LocalSlack, caplog: pytest.LogCaptureFixture) -> None:
    slack.is_down = True
    _teller(slack).tell(Where(user="U07ADA", channel=CHANNEL_ID), "hello")
    assert "could not answer U07ADA in private" in caplog.text


def test_without_a_token_no_form_opens() -> None:
    assert Teller(None).open_modal("1.2", {}) == "DRIFTWARDEN_SLACK_TOKEN is not set"
