"""One row for each thing that Slack refuses, and the same thing just within its limit."""

from typing import Any

import pytest

from adapters.slack.limits import check_blocks

Block = dict[str, Any]


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _header(text: str, **more: Any) -> Block:
    return {"type": "header", "text": _plain(text), **more}


def _section(text: str, **more: Any) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def _fields(*texts: str) -> Block:
    return {"type": "section", "fields": [{"type": "mrkdwn", "text": text} for text in texts]}


def _button(number: int = 0, **more: Any) -> Block:
    return {"type": "button", "action_id": f"a{number}", "text": _plain("Approve"), "value": "v", **more}


def _actions(*buttons: Block) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def _context(*texts: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text} for text in texts]}


def _image(**more: Any) -> Block:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a chart", **more}


WITHIN: list[list[Block]] = [
    [{"type": "divider"}] * 50,
    [_header("x" * 150)],
    [_section("x" * 3000)],
    [_fields(*["x"] * 10)],
    [_fields("x" * 2000)],
    [_actions(*[_button(i) for i in range(25)])],
    [_actions(_button(text=_plain("x" * 75), value="v" * 2000, action_id="i" * 255))],
    [_context(*["x"] * 10)],
    [_section("x", block_id="b" * 255)],
    [_image()],
    [_image(image_url=None, slack_file={"id": "F1"})],
    [_section("x", accessory=_button())],
    [_actions(_button()), _actions(_button())],
    [_section("x" * 3000)] * 4,
]

BEYOND: list[tuple[list[Block], str]] = [
    ([], "no less than 1 items required [json-pointer:/blocks]"),
    ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([_header("x" * 151)], "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
    ([_header("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "must be plain_text, not mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    ([{"type": "header"}], "missing required field: a text object [json-pointer:/blocks/0/text]"),
    ([_section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([_section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([{"type": "section"}], "missing required field: text or fields [json-pointer:/blocks/0]"),
    ([_fields(*["x"] * 11)], "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ([_fields("x", "x" * 2001)], "must be less than 2001 characters [json-pointer:/blocks/0/fields/1/text]"),
    ([_actions()], "no less than 1 items required [json-pointer:/blocks/0/elements]"),
    (
        [_actions(*[_button(i) for i in range(26)])],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [_actions(_button(), _button())],
        "`action_id` a0 already exists for another element [json-pointer:/blocks/0/elements]",
    ),
    (
        [_actions(_button(text=_plain("x" * 76)))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        [_actions(_button(value="v" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        [_actions(_button(action_id="i" * 256))],
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    (
        [_actions(_button(style="green"))],
        "must be primary or danger, not green [json-pointer:/blocks/0/elements/0/style]",
    ),
    ([_context(*["x"] * 11)], "no more than 10 items allowed [json-pointer:/blocks/0/elements]"),
    ([_section("x", block_id="b" * 256)], "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    (
        [_section("x", block_id="b"), _section("y", block_id="b")],
        "`block_id` b already exists for another element [json-pointer:/blocks]",
    ),
    ([_image(image_url="")], "missing required field: image_url or slack_file [json-pointer:/blocks/0]"),
    ([_image(alt_text="")], "missing required field: alt_text [json-pointer:/blocks/0]"),
    (
        [{"type": "context", "elements": [{"type": "image", "alt_text": "a"}]}],
        "missing required field: image_url or slack_file [json-pointer:/blocks/0/elements/0]",
    ),
    (
        [{"type": "sectoin"}],
        "unsupported type: sectoin (known: actions, context, divider, header, image, section) "
        "[json-pointer:/blocks/0/type]",
    ),
    (
        [_section("x", accessory={"type": "slider"})],
        "unsupported type: slider (known: button, image) [json-pointer:/blocks/0/accessory/type]",
    ),
    (
        [_section("x" * 3000)] * 4 + [_section("x")],
        "all text together must be less than 12001 characters [json-pointer:/blocks]",
    ),
]


@pytest.mark.parametrize("blocks", WITHIN)
def test_what_is_just_within_the_limits_is_taken(blocks: list[Block]) -> None:
    assert check_blocks(blocks) == []


@pytest.mark.parametrize(("blocks", "problem"), BEYOND)
def test_what_slack_refuses_is_named_with_its_place(blocks: list[Block], problem: str) -> None:
    assert check_blocks(blocks) == [problem]
