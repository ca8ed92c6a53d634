"""A wish is a decision like any other, and the same wish from two doors is one."""

from typing import Any

import pytest

from domain.decisions import Action, Reason
from tests.builders import a_decision, a_moment, a_week, a_wish


def test_a_wish_is_a_decision_that_names_who_asked_by_which_door_and_why() -> None:
    wished = a_wish()

    assert (wished.action, wished.reason, wished.policy) == (Action.RETRAIN, Reason.ASKED, "a person")
    assert wished.because == "ada asked for it (slack): the season has changed"
    assert wished.held_back_by == ()


def test_the_same_wish_from_two_doors_is_one_decision() -> None:
    by_slack = a_wish(by="U07ADA", door="slack")
    by_hand = a_wish(by="ada", door="command line", decided_at=a_moment(hours=2))

    assert by_slack.id == by_hand.id


@pytest.mark.parametrize("other", [{"number": 2}, {"window": a_week(1)}, {"model": "taxis"}])
def test_another_wish_is_another_decision(other: dict[str, Any]) -> None:
    assert a_wish(**other).id != a_wish().id


def test_no_wish_is_taken_for_a_decision_of_a_policy() -> None:
    assert a_wish(policy="performance-first").id != a_decision().id
