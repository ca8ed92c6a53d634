"""What may be pressed below a message, and what each button carries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters import notices
from adapters.notices import Course
from adapters.notices.pressed import (
    About,
    Muted,
    about_value,
    lift_button,
    read_about,
    read_muted,
    snooze_button,
)
from domain.decisions import Action
from domain.notices import Press
from tests.adapters.slack.builders import COURSE, SIGNALS, THREAD, every_notice
from tests.builders import a_decision, a_promotion

EVERY = every_notice()


@pytest.mark.parametrize(
    ("name", "presses"),
    [
        ("retraining decided", [Press.ROLL_BACK, Press.EXPLAIN]),
        ("scheduled retraining", [Press.EXPLAIN]),
        ("alerted", [Press.SNOOZE, Press.RETRAIN, Press.ROLL_BACK, Press.EXPLAIN]),
        ("investigation", [Press.SNOOZE, Press.RETRAIN, Press.EXPLAIN]),
        ("held back", [Press.SNOOZE, Press.RETRAIN, Press.EXPLAIN]),
        ("rolling back", [Press.EXPLAIN]),
        ("asked", [Press.APPROVE, Press.REJECT]),
        ("reminder", [Press.APPROVE, Press.REJECT]),
        ("one of two", []),
        ("calm again", []),
        ("silenced", [Press.LIFT]),
        ("silence lifted", []),
        ("adopted", []),
        ("promoted", [Press.ROLL_BACK]),
        ("rolled back", []),
        ("grouped", []),
    ],
)
def test_what_makes_no_sense_is_not_offered(name: str, presses: list[Press]) -> None:
    assert [button.action for button in EVERY[name].buttons] == presses


def test_a_roll_back_names_the_version_that_comes_back_and_asks_once_more() -> None:
    alert = notices.alerted(a_decision(action=Action.ALERT), SIGNALS, course=COURSE)
    button = next(button for button in alert.buttons if button.action == Press.ROLL_BACK)
    assert (button.label, button.style) == ("Roll back to v1", "danger")
    assert button.confirms == "Put v1 of flights back in force? It serves from the next run on."


def test_what_came_by_a_roll_back_is_not_rolled_back() -> None:
    back = Course(promotions=(a_promotion(), a_promotion(from_version="v2", to_version="v1", rolls_back="p")))
    alert = notices.alerted(a_decision(action=Action.ALERT), SIGNALS, course=back)
    assert Press.ROLL_BACK not in {button.action for button in alert.buttons}


def test_every_button_below_a_decision_names_model_and_decision() -> None:
    about = {read_about(button.value) for button in EVERY["alerted"].buttons}
    assert about == {About(model="flights", decision=THREAD), About(model="flights", decision=THREAD, version="v2")}


def test_a_snooze_is_chosen_from_an_hour_a_day_and_a_week() -> None:
    chosen = [(label, read_about(value)) for label, value in snooze_button("flights", decision="3f2a").choices]
    lengths = (timedelta(hours=1), timedelta(days=1), timedelta(weeks=1))
    assert chosen == [
        (label, About(model="flights", decision="3f2a", lasting=lasting))
        for label, lasting in zip(("1 hour", "1 day", "1 week"), lengths, strict=True)
    ]


@pytest.mark.parametrize("model", ["flights", "a|b", "1d|x"])
def test_what_a_button_carries_is_read_back_whatever_the_model_is_called(model: str) -> None:
    snooze, back = About(model=model, decision="3f2a", lasting=timedelta(hours=1)), About(model=model, version="v2")
    assert [read_about(about_value(each)) for each in (snooze, back)] == [snooze, back]


@pytest.mark.parametrize("muted", [Muted(model="a|b"), Muted(model="flights", signal="mae")], ids=str)
def test_a_lift_is_about_a_model_or_a_signal_of_it_and_asks_once_more(muted: Muted) -> None:
    button = lift_button(muted.model, signal=muted.signal)
    assert read_muted(button.value) == muted
    assert button.confirms is not None
    what = f"{muted.signal} of {muted.model}" if muted.signal else muted.model
    assert button.confirms.startswith(f"Let policies act on {what} again")


@pytest.mark.parametrize("value", ["", "|", "flights", "mae|"])
def test_a_value_that_names_nothing_muted_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="names no model that is muted"):
        read_muted(value)


@pytest.mark.parametrize("value", ["", "|", "||", "flights", "3f2a|1d"])
def test_a_value_without_a_model_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="names no model"):
        read_about(value)


def test_a_value_with_a_length_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no duration"):
        read_about("3f2a|soon|flights")
