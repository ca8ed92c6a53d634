"""One row for each thing that Slack refuses, and the same thing just within its limit."""

from typing import Any

import pytest

from adapters.slack.limits import check_blocks, check_view

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


def _options(count: int, **more: Any) -> list[Block]:
    return [{"text": _plain("1 day"), "value": str(number), **more} for number in range(count)]


def _menu(count: int = 3, **more: Any) -> Block:
    return {"type": "static_select", "action_id": "snooze", "options": _options(count), **more}


def _input(**more: Any) -> Block:
    return {
        "type": "input",
        "label": _plain("Why?"),
        "element": {"type": "plain_text_input", "action_id": "why"},
        **more,
    }


def _confirm(**more: Any) -> Block:
    asks = {"title": _plain("Roll back"), "text": _plain("Sure?"), "confirm": _plain("Yes"), "deny": _plain("No")}
    return asks | more


def _modal(*blocks: Block, **more: Any) -> Block:
    return {"type": "modal", "title": _plain("Reject"), "submit": _plain("Reject"), "blocks": list(blocks), **more}


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
    [_actions(_menu(100), _button())],
    [_actions(_menu(initial_option=_options(3)[2], placeholder=_plain("x" * 150)))],
    [_actions(_button(confirm=_confirm(title=_plain("x" * 100), text=_plain("x" * 300), style="danger")))],
    [_input(hint=_plain("x" * 2000), optional=True)],
    [_input(element={"type": "plain_text_input", "max_length": 3000, "multiline": True})],
    [_image(title=_plain("mae"))],
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
        "unsupported type: sectoin (known: actions, context, divider, header, image, input, section) "
        "[json-pointer:/blocks/0/type]",
    ),
    (
        [_section("x", accessory={"type": "slider"})],
        "unsupported type: slider (known: button, image, static_select) [json-pointer:/blocks/0/accessory/type]",
    ),
    (
        [_image(slack_file={"id": "F1"})],
        "only one of image_url and slack_file is allowed [json-pointer:/blocks/0]",
    ),
    (
        [_image(image_url=None, slack_file={"name": "x"})],
        "must have either id or url [json-pointer:/blocks/0/slack_file]",
    ),
    ([_header("x", colour="red")], "invalid additional property: colour [json-pointer:/blocks/0]"),
    (
        [_actions(_button(size="big"))],
        "invalid additional property: size [json-pointer:/blocks/0/elements/0]",
    ),
    ([_actions(_menu(0))], "no less than 1 items required [json-pointer:/blocks/0/elements/0/options]"),
    ([_actions(_menu(101))], "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    (
        [_actions(_menu(options=_options(1, value="v" * 151)))],
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (
        [_actions(_menu(options=_options(1, text=_plain("x" * 76))))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        [_actions(_menu(options=_options(1, value="")))],
        "missing required field: value [json-pointer:/blocks/0/elements/0/options/0]",
    ),
    (
        [_actions(_menu(initial_option={"text": _plain("never"), "value": "n"}))],
        "must be one of the options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        [_actions(_button(confirm=_confirm(text=_plain("x" * 301))))],
        "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]",
    ),
    (
        [_actions(_button(confirm=_confirm(deny=_plain("x" * 31))))],
        "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]",
    ),
    (
        [_input(label={"type": "mrkdwn", "text": "Why?"})],
        "must be plain_text, not mrkdwn [json-pointer:/blocks/0/label/type]",
    ),
    ([_input(element=None)], "missing required field: element [json-pointer:/blocks/0/element]"),
    (
        [_input(element=_button())],
        "unsupported type: button (known: plain_text_input) [json-pointer:/blocks/0/element/type]",
    ),
    (
        [_input(element={"type": "plain_text_input", "max_length": 3001})],
        "must be less than 3001 [json-pointer:/blocks/0/element/max_length]",
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


VIEWS: list[tuple[Block, list[str]]] = [
    (_modal(_input()), []),
    (_modal(*[_section("x")] * 100), []),
    ({"type": "home", "blocks": [_section("x" * 3000)] * 100}, []),
    (_modal(*[_section("x")] * 101), ["no more than 100 items allowed [json-pointer:/view/blocks]"]),
    ({"type": "home", "blocks": []}, ["no less than 1 items required [json-pointer:/view/blocks]"]),
    (_modal(_input(), title=_plain("x" * 25)), ["must be less than 25 characters [json-pointer:/view/title/text]"]),
    (
        _modal(_input(), title=None),
        ["missing required field: a text object [json-pointer:/view/title]"],
    ),
    (
        _modal(_input(), close=_plain("x" * 25)),
        ["must be less than 25 characters [json-pointer:/view/close/text]"],
    ),
    (
        {"type": "modal", "title": _plain("Reject"), "blocks": [_input()]},
        ["missing required field: submit, because there are inputs [json-pointer:/view]"],
    ),
    (
        _modal(_input(), private_metadata="x" * 3001),
        ["must be less than 3001 characters [json-pointer:/view/private_metadata]"],
    ),
    (
        {"type": "home", "title": _plain("x"), "blocks": [_section("x")]},
        ["invalid additional property: title [json-pointer:/view]"],
    ),
    (
        {"type": "tab", "blocks": [_section("x")]},
        ["unsupported type: tab (known: home, modal) [json-pointer:/view/type]"],
    ),
    (_modal(_header("")), ["must be more than 0 characters [json-pointer:/view/blocks/0/text/text]"]),
]


@pytest.mark.parametrize(("view", "problems"), VIEWS)
def test_views_have_limits_of_their_own(view: Block, problems: list[str]) -> None:
    assert check_view(view) == problems
