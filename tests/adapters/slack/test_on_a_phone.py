"""What a message takes of a phone's screen, counted in lines as Slack sets them there."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Any

import pytest

from adapters import notices
from adapters.notices import Places, linked
from adapters.slack.blocks import Standing, to_message
from domain.decisions import Action, Reason
from domain.notices import Notice, Press
from tests.adapters.slack.builders import COURSE, SIGNALS, every_notice
from tests.builders import a_decision, a_moment, a_signal

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = every_notice()
# A phone of 390 x 844 points, without its bars, the channel's name and what is typed into; 314 points beside the face.
SCREEN = 844 - 160
PLACES = Places(public_url="https://w", grafana_url="https://g", prefect_ui_url="https://p")
WAITS = Standing(says="Waiting for an answer about v2.1 until Thu 11 Apr 05:00 UTC", is_over=False, with_buttons=True)
SNOOZED = Standing(says="Snoozed until 2013-04-09 00:00 UTC by ada", is_over=False, with_buttons=True)
CHANGED = (
    "Most of the rise comes from origin = JFK: its mean absolute error went from 8.82 to 13.7 minutes (31% of rows).",
    "No single feature moves the prediction by more than chance; the largest change is that of distance, +2.1 minutes.",
)
SURE = a_signal(model="flights-air-time", value=13.7, baseline=8.93, rows=1055, interval=(10.1, 17.3))
MANY = [a_signal(name="out_of_range", subject=f"column_{at}", value=0.3 - at / 100, threshold=0.1) for at in range(30)]
FIRED = a_decision(
    model="flights-air-time",
    policy="performance-first",
    because="Retrain: mae 13.7 is 53.5% above its baseline 8.93 (limit 10%), 1,055 rows, 2 of the last 3 windows",
    what_changed=CHANGED,
)


def _lines(text: str, letters: int) -> int:
    shown = html.unescape(re.sub(r"<[^|>]*\|([^>]*)>|:\w+:", r"\1", text))
    return sum(ceil(max(1, len(line)) / letters) for line in shown.splitlines())


# By type, in points: letters a line are those of Slack's fonts, 18 points bold, 15 and 13.
HEIGHTS: dict[str, Callable[[dict[str, Any]], int]] = {
    "header": lambda block: 24 * _lines(block["text"]["text"], 33),
    "section": lambda block: 6 + 22 * _lines(block["text"]["text"], 43),
    "context": lambda block: 6 + 19 * _lines(block["elements"][0]["text"], 50),
    "image": lambda _: 145,
    "actions": lambda block: 38 * ceil(len(block["elements"]) / 2),
}


def _height(notice: Notice) -> int:
    """As it stands later: a question follows where something is trained."""
    standing = SNOOZED if any(button.action is Press.SNOOZE for button in notice.buttons) else WAITS
    message = to_message(linked(notice, PLACES), picture={"image_url": "https://chart"}, standing=standing)
    return 24 + sum(HEIGHTS[block["type"]](block) for block in message.blocks)


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_shipped_message_fits_one_screen(name: str) -> None:
    assert _height(EVERY[name]) <= SCREEN


@pytest.mark.parametrize(
    "opener",
    [
        notices.retraining_decided(FIRED, [SURE, *MANY], course=COURSE),
        notices.alerted(replace(FIRED, action=Action.ALERT), [SURE, *MANY], course=COURSE, owner="U07ADA (Ada)"),
        notices.investigation_opened(replace(FIRED, action=Action.INVESTIGATE), [SURE, *SIGNALS], course=COURSE),
        notices.held_back(
            replace(FIRED, reason=Reason.HELD_BACK, held_back_by=("cooldown until Thu 13:00", "in flight")),
            [SURE, *MANY],
            course=COURSE,
        ),
    ],
    ids=["retraining", "alert", "investigation", "held back"],
)
def test_an_incident_with_all_that_it_can_have_fits_one_screen_and_says_its_figure_once(opener: Notice) -> None:
    assert opener.chart is not None
    assert _height(opener) <= SCREEN
    told = "\n".join((opener.title, *opener.paragraphs, *(value for _, value in opener.facts), *opener.asides))
    assert told.count("13.7") == 1


def test_forty_models_fit_one_screen() -> None:
    several = [
        notices.alerted(
            a_decision(model=f"prices-of-region-{at}", because="missing_share of dep_delay 53.6% is above 5%"),
            [a_signal(name="missing_share", subject="dep_delay", value=0.536), *MANY[: at % 7]],
        )
        for at in range(40)
    ]
    assert _height(notices.grouped(several, at=a_moment())) <= SCREEN
