"""Forty models with one fault are one message, and a day's quiet news is another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters import notices
from domain.notices import Chart, Notice, Severity
from tests.builders import a_moment, a_notice

if TYPE_CHECKING:
    from datetime import date


def of_models(count: int, **fields: object) -> list[Notice]:
    return [
        a_notice(key=f"decision {at}", thread=str(at), model=f"m{at:02}", title=f"m{at:02}: dep_delay 54%", **fields)
        for at in range(count)
    ]


def grouped(found: list[Notice]) -> Notice:
    return notices.grouped(found, at=a_moment(hours=9))


def digest(found: list[Notice], day: date) -> Notice:
    return notices.digest(found, day, when="08:00 UTC", at=a_moment(hours=8))


def test_ten_models_are_named_and_the_others_counted() -> None:
    message = grouped(of_models(40, group="missing_share dep_delay"))
    named = ", ".join(f"m{at:02}" for at in range(10))
    assert message.title == "40 models: values of dep_delay are missing"
    assert message.paragraphs[0] == f"{named} and 30 more: dep_delay 54%"


@pytest.mark.parametrize(
    ("sayings", "lines"),
    [
        (2, ["m00, m02, m04, m06, m08, m10, m12, m14, m16, m18 and 10 more: said 0", "20 more: said 1"]),
        (
            5,
            [
                "m00, m05, m10, m15, m20, m25, m30, m35: said 0",
                "m01, m06 and 6 more: said 1",
                *(f"8 more: said {at}" for at in (2, 3)),
                "and 8 more, who say something else",
            ],
        ),
    ],
)
def test_what_several_models_say_alike_is_said_once(sayings: int, lines: list[str]) -> None:
    several = [
        a_notice(key=f"decision {at}", model=f"m{at:02}", title=f"m{at:02}: said {at % sayings}", group="drift temp")
        for at in range(40)
    ]
    assert list(grouped(several).paragraphs[:-1]) == lines


def test_the_loudest_model_comes_first_and_sets_the_tone() -> None:
    quiet = of_models(3, group="drift temp")
    loud = a_notice(key="loud", model="z", title="z: worst", severity=Severity.CRITICAL, group="drift temp")
    message = grouped([*quiet, loud])
    assert message.severity is Severity.CRITICAL
    assert message.paragraphs[0] == "z: worst"


def test_a_group_has_the_same_key_in_whatever_order_and_another_with_other_members() -> None:
    several = of_models(3)
    assert grouped(several).key == grouped(several[::-1]).key != grouped(several[:2]).key


def test_a_group_mentions_each_owner_once_and_offers_no_button() -> None:
    several = [*of_models(2, owner="U07ADA1"), a_notice(owner="U07BOB1"), a_notice()]
    message = grouped(several)
    assert (message.owner, message.buttons) == ("U07ADA1, U07BOB1", ())


def test_one_model_s_chart_stands_for_all_and_says_whose_it_is() -> None:
    chart = Chart(title="missing_share of dep_delay", points=((a_moment(), 0.5),))
    message = grouped(of_models(3, chart=chart))
    assert message.chart is not None
    assert message.chart.title == "m00: missing_share of dep_delay"


def test_a_digest_has_a_line_for_a_single_piece_of_news_and_a_list_for_several() -> None:
    news = [a_notice(model="a", title=f"a: news {hour}", created_at=a_moment(hours=hour)) for hour in (3, 1, 2, 4)]
    message = digest([*news, a_notice(model="b", title="b: one thing")], a_moment().date())
    assert message.title == "Monday, 8 April: news of 2 models"
    assert message.paragraphs[0].splitlines() == [
        "a:",
        "- news 1 (01:00 UTC)",
        "- news 2 (02:00 UTC)",
        "- news 3 (03:00 UTC)",
        "- and 1 more",
        "b: one thing (00:00 UTC)",
    ]


def test_a_digest_is_named_by_its_day() -> None:
    keys = {digest([a_notice()], a_moment(days=day).date()).key for day in (0, 0, 1)}
    assert keys == {"digest 2013-04-08 08:00 UTC", "digest 2013-04-09 08:00 UTC"}


@pytest.mark.parametrize("channel", [None, "#models"])
def test_a_message_for_several_names_them_and_goes_to_their_channel_in_a_thread_of_its_own(channel: str | None) -> None:
    several = of_models(3, channel=channel)
    for message in (grouped(several), digest(several, a_moment().date())):
        assert (message.thread, message.channel) == (message.key, channel)
        assert message.gathers == tuple(notice.key for notice in several)


def test_nothing_is_no_message() -> None:
    with pytest.raises(ValueError, match="nothing to group"):
        grouped([])
    with pytest.raises(ValueError, match="nothing to tell"):
        digest([], a_moment().date())
