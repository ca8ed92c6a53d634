"""The real slack_sdk client against a Slack on loopback."""

import logging
import traceback
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from slack_sdk.http_retry import builtin_handlers

from adapters.settings import Settings
from adapters.slack.messenger import SlackMessenger, connect, open_client
from domain.errors import DeliveryFailed, InvalidDocument
from tests.adapters.slack.builders import every_notice
from tests.builders import a_moment, a_notice
from tests.local_slack import CHANNEL_ID, CHANNEL_NAME, TOKEN, LocalSlack, local_slack

EVERY = every_notice()


@pytest.fixture(scope="module")
def server() -> Iterator[LocalSlack]:
    with local_slack() as running:
        yield running


@pytest.fixture
def slack(server: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> LocalSlack:
    for proxy in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(proxy, raising=False)
    server.messages.clear()
    server.bodies.clear()
    server.calls = 0
    return server


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(builtin_handlers, "time", SimpleNamespace(sleep=slept.append))
    return slept


def _messenger(slack: LocalSlack, *, token: str = TOKEN, channel: str = CHANNEL_NAME) -> SlackMessenger:
    return SlackMessenger(open_client(token, base_url=slack.base_url), channel, clock=a_moment)


def test_every_shipped_notice_is_taken(slack: LocalSlack) -> None:
    messenger = _messenger(slack)
    receipts = [messenger.deliver(notice, thread=None) for notice in EVERY.values()]
    assert len(set(receipts)) == len(slack.messages) == len(EVERY)


def test_a_message_carries_its_text_and_the_notice_s_key(slack: LocalSlack) -> None:
    _messenger(slack).deliver(EVERY["challenger won"], thread=None)
    (message,) = slack.messages
    assert message["text"] == "Info: flights: challenger v2 beat champion v1"
    assert message["metadata"]["event_payload"] == {"key": EVERY["challenger won"].key, "model": "flights"}


def test_answers_stay_in_the_thread_of_the_first_message(slack: LocalSlack) -> None:
    opener = _messenger(slack).deliver(EVERY["retraining decided"], thread=None)
    _messenger(slack).deliver(EVERY["challenger won"], thread=opener)
    first, second = slack.messages
    assert opener == f"{CHANNEL_ID}/{first['ts']}"
    assert (second["channel"], second["thread_ts"]) == (CHANNEL_ID, first["ts"])


def test_a_thread_stays_in_its_channel_when_the_channel_is_changed(slack: LocalSlack) -> None:
    opener = _messenger(slack).deliver(EVERY["retraining decided"], thread=None)
    _messenger(slack, channel="another").deliver(EVERY["challenger won"], thread=opener)
    assert slack.messages[1]["channel"] == CHANNEL_ID


def test_a_notice_goes_to_the_channel_that_it_names_unless_it_has_a_thread(slack: LocalSlack) -> None:
    messenger = _messenger(slack, channel="nowhere")
    opener = messenger.deliver(a_notice(key="first", channel=f"#{CHANNEL_NAME}"), thread=None)
    messenger.deliver(a_notice(key="second", channel="nowhere"), thread=opener)
    assert [message["channel"] for message in slack.messages] == [f"#{CHANNEL_NAME}", CHANNEL_ID]


def test_a_channel_that_a_policy_names_wrongly_is_named_with_its_remedy(slack: LocalSlack) -> None:
    with pytest.raises(DeliveryFailed, match="channel_not_found; invite the app to #prises, or mend `channel`"):
        _messenger(slack).deliver(a_notice(channel="#prises"), thread=None)


def test_a_receipt_of_another_messenger_opens_no_thread(slack: LocalSlack) -> None:
    _messenger(slack).deliver(EVERY["challenger won"], thread="0f3a9c")
    assert "thread_ts" not in slack.messages[0]


def test_a_short_rate_limit_is_waited_out(slack: LocalSlack, naps: list[float]) -> None:
    slack.limit_next(retry_after=2)
    _messenger(slack).deliver(a_notice(), thread=None)
    assert (slack.calls, len(slack.messages)) == (2, 1)
    assert len(naps) == 1
    assert 2 <= naps[0] < 3


def test_a_long_rate_limit_is_left_to_the_outbox(slack: LocalSlack, naps: list[float]) -> None:
    slack.limit_next(retry_after=90)
    with pytest.raises(DeliveryFailed, match="ratelimited") as failed:
        _messenger(slack).deliver(a_notice(), thread=None)
    assert failed.value.retry_at == a_moment() + timedelta(seconds=90)
    assert (slack.calls, naps) == (1, [])


def test_a_second_rate_limit_in_a_row_names_the_moment_to_try_again(slack: LocalSlack, naps: list[float]) -> None:
    slack.limit_next(retry_after=1)
    slack.limit_next(retry_after=4)
    with pytest.raises(DeliveryFailed) as failed:
        _messenger(slack).deliver(a_notice(), thread=None)
    assert failed.value.retry_at == a_moment() + timedelta(seconds=4)
    assert len(naps) == 1


def test_without_a_clock_a_rate_limit_names_no_moment(slack: LocalSlack) -> None:
    slack.limit_next(retry_after=90)
    messenger = SlackMessenger(open_client(TOKEN, base_url=slack.base_url), CHANNEL_ID)
    with pytest.raises(DeliveryFailed) as failed:
        messenger.deliver(a_notice(), thread=None)
    assert failed.value.retry_at is None


def test_an_answer_that_is_not_slack_s_is_a_failed_delivery(slack: LocalSlack) -> None:
    slack.break_next()
    with pytest.raises(DeliveryFailed, match="Slack refused the message"):
        _messenger(slack).deliver(a_notice(), thread=None)
    assert slack.messages == []


def test_an_outage_is_a_failed_delivery() -> None:
    with local_slack() as gone:
        address = gone.base_url
    messenger = SlackMessenger(open_client(TOKEN, base_url=address), CHANNEL_ID, clock=a_moment)
    with pytest.raises(DeliveryFailed, match="Slack cannot be reached"):
        messenger.deliver(a_notice(), thread=None)


def test_refused_blocks_are_named_with_their_place(slack: LocalSlack) -> None:
    client = open_client(TOKEN, base_url=slack.base_url)
    with pytest.raises(Exception, match=r"must be less than 151 characters \[json-pointer:/blocks/0/text/text\]"):
        client.chat_postMessage(
            channel=CHANNEL_ID,
            text="x",
            blocks=[{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
        )


def test_a_posted_message_can_be_found_and_changed_by_its_receipt(slack: LocalSlack) -> None:
    channel, ts = _messenger(slack).deliver(a_notice(), thread=None).split("/")
    open_client(TOKEN, base_url=slack.base_url).chat_update(channel=channel, ts=ts, text="changed")
    assert slack.messages[0]["text"] == "changed"


def test_the_token_is_known_to_slack(slack: LocalSlack) -> None:
    assert open_client(TOKEN, base_url=slack.base_url).auth_test()["team_id"] == "T0LOCAL"


@pytest.mark.parametrize(
    ("token", "channel", "remedy"),
    [
        ("xoxb-wrong-planted-secret", CHANNEL_ID, "invalid_auth; set DRIFTWARDEN_SLACK_TOKEN"),
        (TOKEN, "nowhere", "channel_not_found; set DRIFTWARDEN_SLACK_CHANNEL"),
    ],
)
def test_a_refusal_says_what_to_do(slack: LocalSlack, token: str, channel: str, remedy: str) -> None:
    with pytest.raises(DeliveryFailed, match=remedy):
        _messenger(slack, token=token, channel=channel).deliver(a_notice(), thread=None)


def test_the_token_is_in_no_message_no_log_and_no_traceback(
    slack: LocalSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    for channel in (CHANNEL_ID, "nowhere"):
        slack.limit_next(retry_after=60) if channel == CHANNEL_ID else slack.break_next()
        with pytest.raises(DeliveryFailed) as failed:
            _messenger(slack, channel=channel).deliver(a_notice(), thread=None)
        said += traceback.format_exception(failed.value)
    _messenger(slack).deliver(a_notice(), thread=None)
    assert slack.bodies
    assert "planted" not in "".join([*said, *slack.bodies, caplog.text, repr(slack.messages)])


def test_the_settings_give_a_messenger(slack: LocalSlack) -> None:
    settings = Settings(slack_token=TOKEN, slack_channel=CHANNEL_ID, slack_base_url=slack.base_url)
    assert connect(settings).deliver(a_notice(), thread=None).startswith(CHANNEL_ID)


def test_settings_without_a_token_are_refused() -> None:
    with pytest.raises(InvalidDocument, match="DRIFTWARDEN_SLACK_TOKEN"):
        connect(Settings())
