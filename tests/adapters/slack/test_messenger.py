"""The real slack_sdk client against a Slack on loopback."""

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.http_retry import builtin_handlers

from adapters.settings import Settings
from adapters.slack.messenger import SlackMessenger, connect, open_client
from adapters.slack.pictures import Pictures
from domain.errors import DeliveryFailed, InvalidDocument
from domain.notices import Chart, Notice
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
    server.clear()
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
    assert message["text"].startswith("Info: flights: challenger v2 beat champion v1\nv2 is 1.5 minutes better ")
    assert message["metadata"]["event_payload"] == {"key": EVERY["challenger won"].key, "model": "flights"}


def test_answers_stay_in_the_thread_of_the_first_message(slack: LocalSlack) -> None:
    opener = _messenger(slack).deliver(EVERY["retraining decided"], thread=None)
    _messenger(slack).deliver(EVERY["challenger won"], thread=opener)
    first, second = slack.messages
    assert opener.startswith(f"{CHANNEL_ID}/{first['ts']}")
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


CHART = Chart(title="mae", points=((a_moment(), 8.0), (a_moment(days=7), 12.5)), limit=10.0)
CHARTED = a_notice(chart=CHART)


def _pictured(slack: LocalSlack, *, pause: Callable[[float], None] = lambda _: None) -> SlackMessenger:
    client = open_client(TOKEN, base_url=slack.base_url)
    return SlackMessenger(client, CHANNEL_ID, clock=a_moment, pictures=Pictures(client, pause=pause))


def _picture_of(message: dict[str, Any]) -> str | None:
    return next((block["slack_file"]["id"] for block in message["blocks"] if block["type"] == "image"), None)


def test_a_chart_is_shown_once_slack_has_processed_it(slack: LocalSlack) -> None:
    slack.workspace.asks_until_processed = 3
    pauses: list[float] = []
    receipt = _pictured(slack, pause=pauses.append).deliver(CHARTED, thread=None)
    (message,) = slack.messages
    file = _picture_of(message)
    assert file is not None
    assert slack.workspace.files[file].content.startswith(b"\x89PNG")
    assert receipt.endswith(f"/{file}")
    assert pauses == [0.3, 0.6]


def test_a_chart_that_is_not_processed_in_time_is_shown_by_the_next_redraw(slack: LocalSlack) -> None:
    slack.workspace.asks_until_processed = 5
    messenger = _pictured(slack)
    receipt = messenger.deliver(CHARTED, thread=None)
    assert _picture_of(slack.messages[0]) is None
    assert "mae over 2 windows" in str(slack.messages[0]["blocks"])
    messenger.redraw(CHARTED, receipt=receipt, now_says="Waiting", is_over=False, with_buttons=True)
    assert _picture_of(slack.messages[0]) == receipt.rpartition("/")[2]


@pytest.mark.parametrize("scope", ["files:write", "files:read"])
def test_without_the_right_to_files_a_message_goes_without_its_picture(slack: LocalSlack, scope: str) -> None:
    slack.missing_scopes.add(scope)
    _pictured(slack).deliver(CHARTED, thread=None)
    (message,) = slack.messages
    assert _picture_of(message) is None


def test_a_picture_that_slack_refuses_after_all_is_left_out(slack: LocalSlack) -> None:
    receipt = _pictured(slack).deliver(CHARTED, thread=None)
    slack.workspace.files[receipt.rpartition("/")[2]].is_complete = False
    client = open_client(TOKEN, base_url=slack.base_url)

    class Hopeful(Pictures):
        def is_shown(self, file: str, *, patiently: bool = True) -> bool:
            return True

    hopeful = SlackMessenger(client, CHANNEL_ID, clock=a_moment, pictures=Hopeful(client))
    hopeful.redraw(CHARTED, receipt=receipt, now_says="over", is_over=True, with_buttons=False)
    assert _picture_of(slack.messages[0]) is None
    assert "over" in str(slack.messages[0]["blocks"])


def test_a_redrawn_message_says_how_things_stand_in_its_own_place(slack: LocalSlack) -> None:
    messenger = _messenger(slack)
    receipt = messenger.deliver(EVERY["asked"], thread=None)
    for _ in range(2):
        messenger.redraw(EVERY["asked"], receipt=receipt, now_says="Bob rejected v2", is_over=True, with_buttons=False)
    (message,) = slack.messages
    assert "Bob rejected v2" in str(message["blocks"])
    assert "actions" not in {block["type"] for block in message["blocks"]}
    assert message["metadata"]["event_payload"]["key"] == EVERY["asked"].key


@pytest.mark.parametrize("receipt", [f"{CHANNEL_ID}/1.000001", "C0GONE/1.000001", "0f3a9c"])
def test_a_message_that_is_gone_needs_no_redraw(slack: LocalSlack, receipt: str) -> None:
    _messenger(slack).redraw(a_notice(), receipt=receipt, now_says="over", is_over=True, with_buttons=False)
    assert slack.messages == []


def test_a_redraw_that_slack_does_not_take_now_is_a_failed_delivery(slack: LocalSlack) -> None:
    messenger = _messenger(slack)
    receipt = messenger.deliver(a_notice(), thread=None)
    slack.limit_next(retry_after=90)
    with pytest.raises(DeliveryFailed, match="ratelimited") as failed:
        messenger.redraw(a_notice(), receipt=receipt, now_says="over", is_over=True, with_buttons=False)
    assert failed.value.outage
    assert failed.value.retry_at == a_moment() + timedelta(seconds=90)


def test_what_a_worker_posted_before_it_died_is_found_and_not_posted_again(slack: LocalSlack) -> None:
    opener = _pictured(slack).deliver(a_notice(key="first"), thread=None)
    in_thread = _pictured(slack).deliver(replace(CHARTED, key="second"), thread=opener)
    later = SlackMessenger(
        open_client(TOKEN, base_url=slack.base_url), CHANNEL_ID, clock=lambda: a_moment() + timedelta(minutes=2)
    )
    assert later.deliver(a_notice(key="first"), thread=None) == opener
    assert later.deliver(replace(CHARTED, key="second"), thread=opener) == in_thread
    assert len(slack.messages) == 2


def test_an_answer_that_never_came_is_looked_for_before_the_same_worker_tries_again(slack: LocalSlack) -> None:
    messenger = _pictured(slack)
    receipt = _pictured(slack).deliver(a_notice(), thread=None)
    slack.break_next()
    with pytest.raises(DeliveryFailed) as failed:
        messenger.deliver(a_notice(), thread=None)
    assert failed.value.outage
    assert messenger.deliver(a_notice(), thread=None) == receipt
    assert len(slack.messages) == 1


def test_without_the_right_to_look_an_old_notice_is_posted_all_the_same(slack: LocalSlack) -> None:
    slack.missing_scopes.add("channels:history")
    later = SlackMessenger(
        open_client(TOKEN, base_url=slack.base_url), CHANNEL_ID, clock=lambda: a_moment() + timedelta(minutes=2)
    )
    later.deliver(a_notice(), thread=None)
    assert len(slack.messages) == 1


def test_a_notice_on_its_first_way_costs_one_call(slack: LocalSlack) -> None:
    _messenger(slack).deliver(a_notice(), thread=None)
    assert slack.calls == 1


@pytest.mark.parametrize("opener", [f"{CHANNEL_ID}/1.000001", "C0GONE/1.000001"])
def test_a_thread_that_is_gone_does_not_swallow_what_belongs_into_it(slack: LocalSlack, opener: str) -> None:
    receipt = _messenger(slack).deliver(EVERY["challenger won"], thread=opener)
    assert receipt.startswith(CHANNEL_ID)
    assert "thread_ts" not in slack.messages[0]


@pytest.mark.parametrize(
    ("notice", "channel", "permanent", "outage"),
    [
        (a_notice(), "nowhere", True, False),
        (a_notice(channel="#prises"), CHANNEL_ID, True, False),
    ],
)
def test_what_a_person_has_to_mend_is_permanent(
    slack: LocalSlack, notice: Notice, channel: str, permanent: bool, outage: bool
) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        _messenger(slack, channel=channel).deliver(notice, thread=None)
    assert (failed.value.permanent, failed.value.outage) == (permanent, outage)


def test_a_token_that_is_refused_stops_everything_and_buries_nothing(slack: LocalSlack) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        _messenger(slack, token="xoxb-wrong-planted-secret").deliver(a_notice(), thread=None)
    assert (failed.value.permanent, failed.value.outage) == (False, True)


def test_links_come_from_the_settings(slack: LocalSlack) -> None:
    settings = Settings(
        slack_token=TOKEN,
        slack_channel=CHANNEL_ID,
        slack_base_url=slack.base_url,
        public_url="https://watch.example",
    )
    connect(settings).deliver(EVERY["retraining decided"], thread=None)
    assert f"<https://watch.example/decisions/{EVERY['retraining decided'].thread}|Why>" in str(slack.messages[0])


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
