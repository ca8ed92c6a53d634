from datetime import UTC, datetime, timedelta

import pytest

from domain.decisions import Action
from policies.replay.comparing import compare
from policies.replay.firing import Incident, firing
from policies.replay.play import play
from tests.policies.builders import a_policy
from tests.policies.replay.courses import WrittenCourse, jump

ALERTING = a_policy(then="{alert: {}}", name="alerting")
WEEK = timedelta(days=7)


def bad_between(first: int, last: int) -> WrittenCourse:
    """Forty weeks, the error high in some of them whichever version serves; the first begins on 1 April 2013."""
    return WrittenCourse(loss=lambda step, trained_at: 12.0 if first <= step <= last else 7.0, count=40)


def test_actions_are_counted_in_all_and_by_the_quarter_in_which_their_window_ends() -> None:
    counted = firing(play(ALERTING, bad_between(11, 14)))
    assert counted.windows == 40
    assert counted.actions == {Action.ALERT: 4}
    assert counted.by_quarter == {"2013 Q2": {Action.ALERT: 1}, "2013 Q3": {Action.ALERT: 3}}
    assert counted.per_quarter[Action.ALERT] == pytest.approx(4 / (280 / 91.3125))


def test_of_alerts_in_a_row_people_hear_once_and_of_every_retraining() -> None:
    assert firing(play(ALERTING, bad_between(11, 14))).told == 1
    retraining = firing(play(a_policy(), bad_between(11, 14)))
    assert (retraining.actions, retraining.told) == ({Action.RETRAIN: 4}, 4)


def test_what_was_held_back_or_not_known_is_counted_apart() -> None:
    cooling = firing(play(a_policy(gates="{cooldown: 8w}"), bad_between(11, 14)))
    assert (cooling.actions, cooling.held_back, cooling.not_known) == ({Action.RETRAIN: 1}, 3, 0)
    unknowing = firing(play(a_policy("{signal: mea, is: breached}"), bad_between(11, 14)))
    assert (unknowing.actions, unknowing.not_known) == ({}, 40)


def test_the_delay_runs_from_the_incidents_beginning_to_the_first_action_over_a_window_it_touches() -> None:
    course = bad_between(11, 14)
    incidents = (
        Incident(name="winds", began=course.window(10).start + timedelta(days=3), ended=course.window(15).start),
        Incident(name="unseen", began=course.window(30).start),
    )
    winds, unseen = firing(play(ALERTING, course), incidents=incidents).noticed
    assert winds.delay == course.window(11).end - incidents[0].began
    assert unseen.delay is None


def test_actions_that_no_incident_explains_are_strays_and_without_incidents_nobody_knows() -> None:
    course = bad_between(11, 14)
    half = Incident(name="winds", began=course.window(11).start, ended=course.window(12).end)
    assert firing(play(ALERTING, course), incidents=[half]).stray == 2
    assert firing(play(ALERTING, course)).stray is None


def test_an_action_before_an_incident_begins_does_not_notice_it() -> None:
    course = WrittenCourse(loss=jump(0, low=12.0), count=3)
    later = Incident(name="later", began=datetime(2014, 1, 1, tzinfo=UTC))
    assert firing(play(ALERTING, course), incidents=[later]).noticed[0].decision is None


def test_a_policy_that_played_nothing_has_no_rates() -> None:
    assert firing(play(ALERTING, WrittenCourse(loss=jump(0), count=0))).per_quarter == {}


def test_a_stricter_policy_fires_no_more_where_only_the_present_one_did() -> None:
    course = bad_between(11, 14)
    twice = a_policy("{signal: mae, is: breached, sustained: {windows: 3, of: 3}}", "{alert: {}}", name="patient")
    compared = compare(play(ALERTING, course), play(twice, course), since=course.window(0).start)
    assert [course.number(change.present.window.start) for change in compared.changes] == [11, 12]
    assert all(change.fires_no_more and not change.fires_anew for change in compared.changes)
    assert (compared.windows, compared.acted_alike, compared.reasons_differ) == (40, 2, 0)


def test_only_windows_that_ended_since_the_moment_are_compared() -> None:
    course = bad_between(11, 14)
    never = a_policy("{signal: mae, above: 99}", "{alert: {}}", name="never")
    compared = compare(play(never, course), play(ALERTING, course), since=course.window(13).end)
    assert [course.number(change.present.window.start) for change in compared.changes] == [14]
    assert compared.changes[0].fires_anew
    assert compared.windows == 26


def test_the_same_action_for_another_reason_is_no_change_but_is_counted() -> None:
    course = bad_between(11, 14)
    held = a_policy(
        "{signal: mae, is: breached}",
        "{alert: {}}",
        name="held",
        gates="{drift_actions: {at_most: 1, per: 2w, signals: [mae]}}",
    )
    never = a_policy("{signal: mae, above: 99}", "{alert: {}}", name="never")
    compared = compare(play(never, course), play(held, course), since=course.window(0).start)
    assert [course.number(change.present.window.start) for change in compared.changes] == [11, 13]
    assert compared.reasons_differ == 2
