"""The local Slack refuses what Slack refuses, in Slack's own words; driven by the real slack_sdk."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from tests.local_slack import APP_TOKEN, CHANNEL_ID, CHANNEL_NAME, GROUP_ID, TOKEN, LocalSlack, local_slack

BUTTON = {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "Yes"}, "value": "r|d"}
BLOCKS = [{"type": "actions", "elements": [BUTTON]}]
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Why?"},
    "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Say"}}],
}


class Clock:
    """Seconds since the epoch, which pass when they are told to."""

    now = 1_365_465_600.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def server(clock: Clock) -> Iterator[LocalSlack]:
    with local_slack(seconds=clock) as running:
        yield running


@pytest.fixture
def slack(server: LocalSlack) -> LocalSlack:
    server.clear()
    return server


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    return WebClient(TOKEN, base_url=slack.base_url)


def _error(failed: Any) -> str:
    return str(failed.value.response["error"])


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"channel": "#nowhere", "text": "hi"}, "channel_not_found"),
        ("chat.postMessage", {"channel": CHANNEL_ID}, "no_text"),
        ("chat.postMessage", {"channel": CHANNEL_ID, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": CHANNEL_ID, "text": "hi", "thread_ts": "1.000"}, "thread_not_found"),
        ("chat.postMessage", {"channel": CHANNEL_ID, "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ("chat.update", {"channel": CHANNEL_NAME, "ts": "1.000", "text": "hi"}, "channel_not_found"),
        ("chat.update", {"channel": CHANNEL_ID, "ts": "1.000", "text": "hi"}, "message_not_found"),
        ("chat.postEphemeral", {"channel": CHANNEL_ID, "user": "U07NOBODY", "text": "hi"}, "user_not_in_channel"),
        ("conversations.replies", {"channel": CHANNEL_ID, "ts": "1.000"}, "thread_not_found"),
        ("conversations.members", {"channel": "C0OTHER"}, "channel_not_found"),
        ("usergroups.users.list", {"usergroup": "S0OTHER"}, "no_such_subteam"),
        ("users.info", {"user": "U07NOBODY"}, "user_not_found"),
        ("views.open", {"trigger_id": "made.up", "view": MODAL}, "invalid_trigger_id"),
        ("views.publish", {"user_id": "U07ADA", "view": MODAL}, "invalid_arguments"),
        ("views.publish", {"user_id": "U07NOBODY", "view": {"type": "home", "blocks": []}}, "user_not_found"),
        ("views.update", {"view_id": "V1", "view": MODAL}, "not_found"),
        ("files.info", {"file": "F1"}, "file_not_found"),
        ("files.completeUploadExternal", {"files": [{"id": "F1"}]}, "file_not_found"),
    ],
)
def test_what_slack_refuses_is_refused(client: WebClient, method: str, arguments: dict[str, Any], error: str) -> None:
    with pytest.raises(SlackApiError) as failed:
        client.api_call(method, json=arguments)
    assert _error(failed) == error


@pytest.mark.parametrize(("token", "error"), [("xoxb-wrong", "invalid_auth"), (None, "not_authed")])
def test_a_token_is_looked_at(slack: LocalSlack, token: str | None, error: str) -> None:
    with pytest.raises(SlackApiError) as failed:
        WebClient(token, base_url=slack.base_url).auth_test()
    assert _error(failed) == error


def test_a_bot_token_opens_no_socket(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as failed:
        client.apps_connections_open(app_token=TOKEN)
    assert _error(failed) == "invalid_auth"
    assert client.apps_connections_open(app_token=APP_TOKEN)["url"].startswith("ws://127.0.0.1:")


def test_a_scope_that_was_not_given_is_missed_by_name(slack: LocalSlack, client: WebClient) -> None:
    slack.missing_scopes.add("usergroups:read")
    with pytest.raises(SlackApiError) as failed:
        client.usergroups_users_list(usergroup=GROUP_ID)
    assert (_error(failed), failed.value.response["needed"]) == ("missing_scope", "usergroups:read")


def test_a_trigger_lasts_three_seconds_and_opens_one_modal(slack: LocalSlack, client: WebClient, clock: Clock) -> None:
    slack.people.command("U07ADA", "status")
    slack.people.command("U07ADA", "status")
    first, second = slack.workspace.triggers
    client.views_open(trigger_id=first, view=MODAL)
    with pytest.raises(SlackApiError) as failed:
        client.views_open(trigger_id=first, view=MODAL)
    assert _error(failed) == "exchanged_trigger_id"
    clock.now += 3.1
    with pytest.raises(SlackApiError) as failed:
        client.views_open(trigger_id=second, view=MODAL)
    assert _error(failed) == "expired_trigger_id"


def test_a_picture_is_refused_until_it_was_processed(slack: LocalSlack, client: WebClient) -> None:
    slack.workspace.asks_until_processed = 2
    file = client.files_upload_v2(content=b"\x89PNG", filename="chart.png", title="chart")["files"][0]["id"]
    picture = [{"type": "image", "slack_file": {"id": file}, "alt_text": "a chart"}]
    assert client.files_info(file=file)["file"]["mimetype"] == ""
    with pytest.raises(SlackApiError) as failed:
        client.chat_postMessage(channel=CHANNEL_ID, text="hi", blocks=picture)
    assert _error(failed) == "invalid_blocks"
    assert "slack_file" in failed.value.response["response_metadata"]["messages"][0]
    assert client.files_info(file=file)["file"]["mimetype"] == "image/png"
    client.chat_postMessage(channel=CHANNEL_ID, text="hi", blocks=picture)


def test_a_renamed_channel_is_found_by_its_id_and_its_new_name(slack: LocalSlack, client: WebClient) -> None:
    slack.rename_channel("models")
    for channel in (CHANNEL_ID, "models", "#models"):
        client.chat_postMessage(channel=channel, text="hi")
    with pytest.raises(SlackApiError) as failed:
        client.chat_postMessage(channel=CHANNEL_NAME, text="hi")
    assert _error(failed) == "channel_not_found"


def test_members_come_in_pages(client: WebClient) -> None:
    seen, cursor = list[str](), ""
    for _ in range(10):
        page = client.conversations_members(channel=CHANNEL_ID, limit=2, cursor=cursor)
        seen += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert seen == ["U07ADA", "U07BOB", "U07CLEO", "U07DAN", "U0BOT"]


def test_history_hides_metadata_unless_asked_and_leaves_threads_out(client: WebClient) -> None:
    metadata = {"event_type": "x", "event_payload": {"key": "k"}}
    ts = client.chat_postMessage(channel=CHANNEL_ID, text="first", metadata=metadata)["ts"]
    client.chat_postMessage(channel=CHANNEL_ID, text="answer", thread_ts=ts)
    (plain,) = client.conversations_history(channel=CHANNEL_ID)["messages"]
    (whole,) = client.conversations_history(channel=CHANNEL_ID, include_all_metadata=True)["messages"]
    assert ("metadata" in plain, whole["metadata"]) == (False, metadata)
    assert [m["text"] for m in client.conversations_replies(channel=CHANNEL_ID, ts=ts)["messages"]] == [
        "first",
        "answer",
    ]


def test_an_address_answers_five_times_within_half_an_hour(slack: LocalSlack, client: WebClient, clock: Clock) -> None:
    client.chat_postMessage(channel=CHANNEL_ID, text="hi", blocks=BLOCKS)
    slack.people.press("U07ADA", slack.messages[0]["ts"], "approve")
    (address,) = slack.workspace.addresses
    webhook = WebhookClient(f"{slack.address}/hooks/{address}")
    assert [webhook.send(text="hello").body for _ in range(6)] == ["ok"] * 5 + ["used_url"]
    slack.people.press("U07ADA", slack.messages[0]["ts"], "approve")
    clock.now += 31 * 60
    late = WebhookClient(f"{slack.address}/hooks/{list(slack.workspace.addresses)[-1]}")
    assert late.send(text="hello").body == "expired_url"


def test_an_app_that_is_not_there_is_an_error_that_the_person_sees(slack: LocalSlack, client: WebClient) -> None:
    client.chat_postMessage(channel=CHANNEL_ID, text="hi", blocks=BLOCKS)
    answer = slack.people.press("U07ADA", slack.messages[0]["ts"], "approve")
    assert answer.trouble == "dispatch_failed"
    assert slack.whispered_to("U07ADA") == ["The app could not be reached (dispatch_failed)."]
