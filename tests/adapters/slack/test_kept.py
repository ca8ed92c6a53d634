"""What is kept of a gesture: enough to read it again, the same key when it is sent again, nothing that opens a door."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.slack.clicks import read_command, read_press, read_submission
from adapters.slack.kept import Kind, keep, kept
from domain.errors import InvalidDocument
from domain.gestures import Gesture
from tests.builders import a_gesture, a_moment

ADA = {"id": "U07ADA", "username": "ada", "name": "ada", "team_id": "T1"}
ADDRESS = "https://hooks.slack.com/actions/planted"
OPENS = {"token": "planted-token", "trigger_id": "1.2.planted-trigger", "response_url": ADDRESS}
ACTION = {"type": "button", "action_id": "approve", "value": "r|d", "action_ts": "30.0"}
PLACE = {"type": "message", "message_ts": "20.0", "thread_ts": "10.0", "channel_id": "C1"}
PRESSED: dict[str, Any] = {
    "type": "block_actions",
    "user": ADA,
    "container": PLACE,
    "actions": [ACTION],
    "message": {"text": "planted-text"},
    **OPENS,
}
VIEW = {
    "id": "V1",
    "hash": "5.6",
    "callback_id": "reject",
    "private_metadata": '{"value": "r|d"}',
    "state": {"values": {"why": {"why": {"type": "plain_text_input", "value": "too few rows"}}}},
}
SUBMITTED: dict[str, Any] = {
    "type": "view_submission",
    "user": ADA,
    "view": VIEW,
    "response_urls": [{"response_url": ADDRESS}],
    **OPENS,
}
TYPED: dict[str, Any] = {"text": "approve abc", "user_id": "U07ADA", "user_name": "ada", "channel_id": "C1", **OPENS}
EACH = [
    (Kind.PRESS, PRESSED, read_press),
    (Kind.FORM, SUBMITTED, read_submission),
    (Kind.COMMAND, TYPED, read_command),
]
each_kind = pytest.mark.parametrize(("kind", "body", "read"), EACH, ids=[kind for kind, _, _ in EACH])
SENT = a_moment(hours=1)


def _kept(kind: Kind, body: dict[str, Any], *, received: float = 1) -> Gesture:
    return keep(kind, body, sent_at=SENT, received_at=a_moment(hours=received))


@each_kind
def test_what_is_kept_is_read_again_as_it_was_but_for_what_opens_a_door(
    kind: Kind, body: dict[str, Any], read: Any
) -> None:
    gesture = _kept(kind, body)
    again, was = kept(gesture)
    assert (again, was.sent_at, gesture.door) == (kind, SENT, "slack")
    opens_nothing = {name: value for name, value in body.items() if name not in OPENS}
    assert read(was.said, was.sent_at) == read(opens_nothing, SENT)
    assert "planted" not in repr(gesture)


@each_kind
def test_what_is_sent_again_has_the_same_key_whenever_it_comes_in(kind: Kind, body: dict[str, Any], read: Any) -> None:
    again = body | {"response_url": f"{ADDRESS}/2", "is_enterprise_install": False}
    assert _kept(kind, again, received=5).key == _kept(kind, body).key


@pytest.mark.parametrize(
    ("kind", "body", "other"),
    [
        (Kind.PRESS, PRESSED, {"user": ADA | {"id": "U07BOB"}}),
        (Kind.PRESS, PRESSED, {"actions": [ACTION | {"action_ts": "30.1"}]}),
        (Kind.PRESS, PRESSED, {"actions": [ACTION | {"action_id": "retrain"}]}),
        (Kind.PRESS, PRESSED, {"actions": [ACTION | {"selected_option": {"value": "||flights"}}]}),
        (Kind.PRESS, PRESSED, {"container": PLACE | {"message_ts": "20.1"}}),
        (Kind.PRESS, PRESSED, {"container": {"type": "view", "view_id": "V1"}}),
        (Kind.FORM, SUBMITTED, {"user": ADA | {"id": "U07BOB"}}),
        (Kind.FORM, SUBMITTED, {"view": VIEW | {"id": "V2"}}),
        (Kind.FORM, SUBMITTED, {"view": VIEW | {"hash": "5.7"}}),
        (Kind.COMMAND, TYPED, {"user_id": "U07BOB"}),
        (Kind.COMMAND, TYPED, {"trigger_id": "1.3"}),
        (Kind.COMMAND, TYPED, {"text": "approve abd"}),
    ],
)
def test_what_is_another_gesture_has_another_key(kind: Kind, body: dict[str, Any], other: dict[str, Any]) -> None:
    assert _kept(kind, body | other).key != _kept(kind, body).key


def test_a_form_and_a_command_are_never_the_same_gesture() -> None:
    assert len({_kept(kind, body).key for kind, body, _ in EACH}) == len(EACH)


@pytest.mark.parametrize(
    "other", [{"kind": "wink"}, {"payload": "{}"}, {"payload": '{"sent_at": "soon", "said": {}}'}, {"payload": "{"}]
)
def test_what_another_version_kept_is_refused_with_its_moment_and_a_remedy(other: dict[str, str]) -> None:
    gesture = a_gesture(**{"kind": "press", **other}, received_at=SENT + timedelta(minutes=3))
    with pytest.raises(InvalidDocument, match=r"a gesture of 2013-04-08 01:03 UTC .* has to make it again"):
        kept(gesture)
