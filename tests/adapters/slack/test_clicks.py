"""Slack's payloads, read into what people did."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.slack.clicks import Where, read_command, read_press, read_submission
from domain.errors import InvalidDocument

USER = {"id": "U07ADA", "username": "ada", "name": "ada", "team_id": "T1"}
PRESSED: dict[str, Any] = {
    "type": "block_actions",
    "user": USER,
    "trigger_id": "1.2",
    "response_url": "https://hooks.slack.com/actions/T1/2/3",
    "container": {"type": "message", "message_ts": "20.0", "thread_ts": "10.0", "channel_id": "C1"},
    "actions": [{"type": "button", "action_id": "approve", "value": "r|d", "action_ts": "30.0"}],
    "something_new": {"of": "Slack's"},
}


def test_a_pressed_button_says_what_and_where() -> None:
    press = read_press(PRESSED)
    assert (press.action, press.value, press.trigger) == ("approve", "r|d", "1.2")
    assert press.where == Where(
        user="U07ADA",
        handle="ada",
        response_url="https://hooks.slack.com/actions/T1/2/3",
        channel="C1",
        thread="10.0",
        sent_at=datetime(1970, 1, 1, 0, 0, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("seconds", ["", "soon", "-1", "nan", "1e9", "1" * 12, "30.0 "])
def test_a_moment_that_is_none_names_no_press(seconds: str) -> None:
    action = {"type": "button", "action_id": "approve", "value": "r|d", "action_ts": seconds}
    assert read_press(PRESSED | {"actions": [action]}).where.sent_at is None


def test_the_moment_that_slack_signed_goes_before_its_payload_s() -> None:
    signed_at = datetime(2013, 4, 8, tzinfo=UTC)
    assert read_press(PRESSED, signed_at).where.sent_at == signed_at


def test_a_button_of_a_thread_s_first_message_is_answered_in_that_thread() -> None:
    place = {"type": "message", "message_ts": "20.0", "channel_id": "C1"}
    assert read_press(PRESSED | {"container": place}).where.thread == "20.0"


def test_a_choice_from_a_menu_is_what_was_chosen() -> None:
    chosen = {"type": "static_select", "action_id": "snooze", "selected_option": {"value": "id|1d|flights"}}
    press = read_press(PRESSED | {"actions": [chosen]})
    assert (press.action, press.value) == ("snooze", "id|1d|flights")


def test_a_link_carries_nothing() -> None:
    assert read_press(PRESSED | {"actions": [{"type": "button", "action_id": "link"}]}).value == ""


@pytest.mark.parametrize(
    "user", [{"id": "U07ADA", "username": "ada"}, {"id": "U07ADA", "name": "ada"}], ids=["older name", "newer name"]
)
def test_a_person_is_called_by_id_and_handle(user: dict[str, str]) -> None:
    assert read_press(PRESSED | {"user": user}).where.name == "U07ADA (ada)"
    assert read_press(PRESSED | {"user": {"id": "U07ADA"}}).where.name == "U07ADA"


@pytest.mark.parametrize(
    "change",
    [
        {"user": {}},
        {"user": {"id": ""}},
        {"user": {"id": "U" * 65}},
        {"actions": []},
        {"actions": [{}]},
        {"actions": PRESSED["actions"] * 2},
        {"actions": [{"action_id": "approve", "value": "x" * 2001}]},
    ],
)
def test_what_is_no_press_is_refused_with_the_field(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidDocument, match=f"Slack payload, {next(iter(change))}"):
        read_press(PRESSED | change)


def test_a_submitted_form_gives_its_answers_without_those_left_empty() -> None:
    values = {
        "why": {"why": {"type": "plain_text_input", "value": "  too few rows "}},
        "lasting": {"lasting": {"type": "static_select", "selected_option": {"value": "1d"}}},
        "signal": {"signal": {"type": "plain_text_input", "value": None}},
        "note": {"note": {"type": "plain_text_input", "value": "   "}},
    }
    view = {"callback_id": "reject", "private_metadata": "{}", "state": {"values": values}}
    submission = read_submission({"type": "view_submission", "user": USER, "view": view})
    assert (submission.callback, submission.about) == ("reject", "{}")
    assert submission.answers == {"why": "too few rows", "lasting": "1d"}


def test_a_command_is_its_words() -> None:
    typed = {"command": "/driftwarden", "text": "  silence  flights 1d why ", "user_id": "U07ADA", "user_name": "ada"}
    command = read_command(typed | {"channel_id": "C1"})
    assert command.words == ("silence", "flights", "1d", "why")
    assert (command.where.name, command.where.channel) == ("U07ADA (ada)", "C1")
