"""The home tab of a person: how every model stands, or why that cannot be told now; pure."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from adapters.notices.pressed import explain_button, lift_button, roll_back_button
from adapters.notices.words import moment, sentence
from adapters.slack.home import Part, summary
from adapters.slack.pressing import element, plain
from adapters.slack.sizes import HEADER, TEXT, VIEW_BLOCKS, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapters.slack.home import ModelNow

_NOTE = 600
_HEADINGS = {Part.ASKED_OF_YOU: "Waiting for you", Part.YOURS: "Your models", Part.OTHERS: "The other models"}
_ALL = "All models"
# The summary above the models, and the moment below them.
_FRAME = 2


def home_tab(models: Sequence[ModelNow], *, at: datetime, note: str | None = None) -> dict[str, Any]:
    """The view for views.publish, a block a model, one more below what can be undone; what does not fit is counted.

    `note` says what could not be found out about whose a model is.
    """
    parts = [(part, list(of_part)) for part, of_part in groupby(models, key=lambda each: each.part)]
    shown = _fitting(models, VIEW_BLOCKS - _FRAME - max(len(parts), 1) - bool(note))
    left = len(models) - len(shown)
    blocks = [
        *(_headed(parts, shown) or [_heading(_ALL)]),
        _context(f"As of {moment(at)}" + (f"; and {left} more" if left else "")),
    ]
    blocks.insert(1, _context(summary(models)))
    return {"type": "home", "blocks": [*blocks, *([_context(fitted(note, _NOTE))] if note else [])]}


def troubled_tab(why: str, *, at: datetime) -> dict[str, Any]:
    """What the tab says in place of the models; what was shown before would be taken for how they stand."""
    told = f"How the models stand cannot be shown now: {sentence(why)} Open this tab again in a minute."
    return {"type": "home", "blocks": [_heading(_ALL), _text(fitted(told, TEXT)), _context(f"As of {moment(at)}")]}


def _headed(
    parts: Sequence[tuple[Part, list[ModelNow]]], shown: dict[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The blocks that are shown, each part below its heading; a part of which nothing is shown has none."""
    blocks: list[dict[str, Any]] = []
    for part, of_part in parts:
        drawn = [block for each in of_part for block in shown.get(each.model, ())]
        is_all = len(parts) == 1 and part is Part.OTHERS
        blocks += [_heading(_ALL if is_all else _HEADINGS[part]), *drawn] if drawn else []
    return blocks


def _fitting(models: Sequence[ModelNow], most: int) -> dict[str, list[dict[str, Any]]]:
    """The blocks of each model, of as many models as fit."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in models:
        blocks = [_section(each), *_acting(each)]
        most -= len(blocks)
        if most < 0:
            break
        found[each.model] = blocks
    return found


def _acting(each: ModelNow) -> list[dict[str, Any]]:
    lift = lift_button(each.model) if each.is_snoozed else None
    back = roll_back_button(each.model, version=each.tried) if each.tried else None
    elements = [drawn for button in (lift, back) if button and (drawn := element(button))]
    return [{"type": "actions", "elements": elements}] if elements else []


def _section(each: ModelNow) -> dict[str, Any]:
    button = element(explain_button(each.model))
    return _text(each.text) | ({"accessory": button} if button else {})


def _heading(text: str) -> dict[str, Any]:
    return {"type": "header", "text": plain(text, HEADER)}


def _text(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}
