"""What a pressed button stands for, and what is no click."""

import json
from typing import Any

import pytest

from adapters.notices.approvals import bound_value
from adapters.slack.clicks import read_click
from domain.approvals import Answer
from domain.errors import InvalidDocument
from tests.builders import a_moment, a_request

ACTION = {"action_id": "approve", "value": bound_value(a_request()), "type": "button", "action_ts": "1365379200.1"}
PAYLOAD = {
    "type": "block_actions",
    "user": {"id": "U07ADA", "username": "ada", "name": "ada", "team_id": "T1"},
    "actions": [ACTION],
    "response_url": "https://hooks.slack.com/actions/T1/1/x",
    "container": {"type": "message"},
    "something_new": True,
}


def _payload(**fields: Any) -> str:
    return json.dumps(PAYLOAD | fields)


def test_a_click_is_an_answer_to_its_request_by_way_of_slack() -> None:
    approval = read_click(_payload()).approval(a_request(), at=a_moment(days=1))
    assert approval.request == a_request().id
    assert approval.bound_to == a_request().bound_to
    assert approval.answer is Answer.APPROVE
    assert (approval.by, approval.door, approval.answered_at) == ("U07ADA (ada)", "slack", a_moment(days=1))


@pytest.mark.parametrize(
    ("asked_of", "by"),
    [
        ((), "U07ADA (ada)"),
        (("U07BOB", "U07ADA"), "U07ADA"),
        (("U07ADA (Ada Lovelace)",), "U07ADA (Ada Lovelace)"),
        (("ada",), "U07ADA (ada)"),
        (("U07ADAM",), "U07ADA (ada)"),
    ],
)
def test_people_are_known_by_their_id_and_never_by_their_handle(asked_of: tuple[str, ...], by: str) -> None:
    assert read_click(_payload()).approval(a_request(asked_of=asked_of), at=a_moment()).by == by


def test_the_digest_is_the_button_s_and_not_the_request_s() -> None:
    click = read_click(_payload(actions=[ACTION | {"value": "request|older"}]))
    assert click.approval(a_request(), at=a_moment()).bound_to == "older"


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ("", "payload: Invalid JSON"),
        ("[]", "payload: Input should be an object"),
        (_payload(type="view_submission"), "type: Input should be 'block_actions'"),
        (_payload(user={}), "user.id: Field required"),
        (_payload(actions=[]), "actions.0: Field required"),
        (_payload(actions=[ACTION, ACTION]), "actions: Tuple should have at most 1 item"),
        (_payload(actions=[ACTION | {"action_id": "snooze"}]), "actions.0.action_id: Input should be 'approve'"),
        (_payload(actions=[ACTION | {"value": "only-a-request"}]), "actions.0.value: 'only-a-request' is no request"),
        (_payload(actions=[ACTION | {"value": ""}]), "actions.0.value: String should have at least 1 character"),
    ],
)
def test_what_is_no_click_is_refused_by_its_field(payload: str, where: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_click(payload)
    assert where in str(refused.value)
    assert "press a button of one of Driftwarden's own messages" in str(refused.value)
