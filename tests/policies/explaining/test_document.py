"""The account as JSON keeps its keys, whatever the decision is."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from domain.decisions import Reason
from policies.explaining.account import account
from policies.explaining.document import as_document
from tests.builders import a_decision, a_trace
from tests.policies.explaining.accounts import OLD, a_fired_account, every_account

TEXT, TEXTS = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
NUMBER, TRUTH = {"type": ["number", "null"]}, {"enum": ["true", "false", "unknown"]}


def _exactly(**properties: Any) -> dict[str, Any]:
    """An object with these keys and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list_of(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


WINDOW = _exactly(start={"type": "string", "format": "date-time"}, end={"type": "string", "format": "date-time"})
READING = _exactly(
    of=TEXT,
    value=NUMBER,
    limit=NUMBER,
    is_true_above={"type": "boolean"},
    is_true_at_limit={"type": "boolean"},
    rows={"type": ["integer", "null"]},
    signal={"type": ["string", "null"]},
    window={"anyOf": [WINDOW, {"type": "null"}]},
)
LINK = _exactly(noun=TEXT, id=TEXT, said=TEXT, is_kept={"type": "boolean"})
TURN = _exactly(path=_list_of({"type": "integer"}), condition=TEXT, to=TRUTH)
WAY = _exactly(leads_to={"enum": ["fired", "calm", "acted"]}, said=TEXTS, turns=_list_of(TURN), gates=TEXTS)
NODE = _exactly(
    condition=TEXT,
    truth=TRUTH,
    because=TEXT,
    rule=TEXT,
    readings=_list_of(READING),
    inside=_list_of({"$ref": "#/$defs/node"}),
)
ACCOUNT = {
    **_exactly(
        version={"const": 1},
        decision={"type": "string", "pattern": "^[0-9a-f]{20}$"},
        model=TEXT,
        policy=TEXT,
        policy_digest=TEXT,
        window=WINDOW,
        decided_at={"type": "string", "format": "date-time"},
        amends={"type": ["string", "null"]},
        action=TEXT,
        reason={"enum": [reason.value for reason in Reason]},
        because=TEXT,
        tree={"$ref": "#/$defs/node"},
        held_back_by=_list_of(_exactly(gate=TEXT, because=TEXT)),
        otherwise=_exactly(question=TEXT, count={"type": "integer"}, are_all={"type": "boolean"}, ways=_list_of(WAY)),
        what_changed=TEXTS,
        rests_on=_list_of(LINK),
        came_of_it=_list_of(LINK),
        remarks=TEXTS,
    ),
    "$defs": {"node": NODE},
}


@pytest.mark.parametrize("reason", Reason)
def test_every_account_has_the_same_keys(reason: Reason) -> None:
    document = json.loads(json.dumps(as_document(every_account()[reason])))
    assert list(Draft202012Validator(ACCOUNT).iter_errors(document)) == []
    assert document["reason"] == reason


def test_a_decision_from_before_readings_were_kept_has_them_too() -> None:
    document = as_document(account(a_decision(trace=a_trace()), []))
    assert list(Draft202012Validator(ACCOUNT).iter_errors(json.loads(json.dumps(document)))) == []


def test_a_way_says_which_condition_has_to_turn_and_what_to() -> None:
    ways = as_document(a_fired_account())["otherwise"]["ways"]
    assert [way["said"] for way in ways] == [
        ["mae at most 7.33 (it was 7.99)"],
        ["mae in the window from 2013-03-25 00:00 at most 7.33 (it was 9)"],
    ]
    assert ways[0]["turns"] == [{"path": [0, 0], "condition": "mae above 7.33", "to": "false"}]


def test_a_signal_that_is_gone_is_still_named() -> None:
    links = as_document(a_fired_account())["rests_on"]
    assert [link["is_kept"] for link in links] == [True, False]
    assert links[1] == {"noun": "signal", "id": OLD, "said": "no longer in the ledger", "is_kept": False}
