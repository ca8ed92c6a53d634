"""The page says what it was given, to everyone, without asking anyone."""

import re
from dataclasses import replace
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from domain.verdicts import Role
from driftwarden.report.page import render, write_report
from driftwarden.report.story import Event, EventKind, Link, Story
from tests.builders import MONDAY, WEEK, a_comparison, a_decision, a_segment, a_trace, a_verdict, a_week
from tests.driftwarden.report.builders import (
    a_baseline,
    a_drift,
    a_report_week,
    a_short_story,
    a_story,
)
from tests.driftwarden.report.pages import Page, svgs_of

MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def html() -> str:
    return render(a_story())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_the_schedules_stand_side_by_side_with_what_they_cost() -> None:
    weeks = tuple(a_report_week(number=n + 1, window=a_week(n), error=error) for n, error in enumerate((8.0, 9.0)))
    every = replace(a_baseline(Random(0), name="every_week", label="Every week", retrainings=2), by_week=(7.0, 7.5))
    trained = Event(at=MONDAY + WEEK, kind=EventKind.RETRAINED, version="v2", sentence="Trained v2.")
    shown = Page(render(a_short_story(*weeks, baselines=(every,), events=(trained,))))
    assert [shown.row(name)[1:3] for name in ("Driftwarden", "Never retrained", "Every week")] == [
        ["1", "8.50"],
        ["0", "11.50"],
        ["2", "7.25"],
    ]
    assert "The mean weekly MAE was 8.50 minutes" in shown.text
    assert "That is 26% lower, for 1 retraining." in shown.text


def test_a_watch_that_made_it_worse_is_said_to_have_made_it_worse() -> None:
    shown = Page(render(a_short_story(a_report_week(error=23.0))))
    assert "That is 100% higher, for 0 retrainings." in shown.text


def test_the_months_are_those_of_the_weeks_with_the_gain_of_each(page: Page) -> None:
    heads = [row[0] for row in page.rows if row and re.fullmatch(r"[A-Z][a-z]{2} 2013", row[0])]
    assert heads == [
        "Apr 2013",
        "May 2013",
        "Jun 2013",
        "Jul 2013",
        "Aug 2013",
        "Sep 2013",
        "Oct 2013",
        "Nov 2013",
        "Dec 2013",
    ]
    _, _, never, *_, ours, gain = page.row("Jul 2013")
    assert float(gain) == pytest.approx(float(never) - float(ours), abs=0.011)


def test_every_event_verdict_decision_and_link_is_on_the_page(page: Page) -> None:
    story = a_story()
    sentences = [event.sentence for event in story.events] + [v.reasons[0] for v in story.verdicts] + list(story.notes)
    named = [decision.id[:8] for decision in story.decisions] + [link.what for link in story.links]
    assert [text for text in [*sentences, *named] if text not in page.text] == []
    assert {link.href for link in story.links} <= set(page.addresses)


def test_a_trial_is_told_with_both_errors_its_interval_its_rows_and_its_guardrails() -> None:
    guardrail = a_comparison(segment=a_segment(), role=Role.GUARDRAIL, difference=None, rows=12, note="too few rows")
    goal = a_comparison(champion=12.5, challenger=11.0, rows=900)
    shown = Page(
        render(a_short_story(verdicts=(a_verdict(comparisons=(guardrail, goal), reasons=("It is better.",)),)))
    )
    first = next(row for row in shown.rows if "12.50" in row)
    assert {"11.00", "900", "better"} <= set(first)
    second = next(row for row in shown.rows if "too few rows" in " ".join(row))
    assert "not known" in second
    assert "carrier=UA" in second[0]
    assert "It is better." in shown.text


def test_a_decision_carries_its_whole_evaluation_tree_and_its_gates() -> None:
    deep = a_trace(
        condition="all", children=(a_trace(condition="not", children=(a_trace(condition="leaf", children=()),)),)
    )
    decision = a_decision(trace=deep, held_back_by=("cooldown until Thu 13:00",))
    shown = Page(render(a_short_story(decisions=(decision,))))
    assert shown.tags.count("details") == 1
    assert all(word in shown.text for word in ("all", "not", "leaf", "cooldown until Thu 13:00"))


def test_what_changed_stands_with_the_decision_and_in_the_timeline() -> None:
    changed = ("Most of the rise comes from origin = JFK.", "Of the features, distance moves the prediction most.")
    event = Event(at=MONDAY, kind=EventKind.RETRAINED, sentence="mae is high", what_changed=changed)
    told = Page(render(a_short_story(decisions=(a_decision(what_changed=changed),), events=(event,)))).text
    assert told.count(" ".join(changed)) == 2


def test_a_gate_is_told_once_whether_or_not_the_reason_names_it() -> None:
    gate = "cooldown until Thu 13:00"
    for because, added in (("mae is high", True), (f"Held back, {gate}", False)):
        shown = Page(render(a_short_story(decisions=(a_decision(because=because, held_back_by=(gate,)),)))).text
        assert gate in shown
        assert (f"Held back by: {gate}" in shown) is added


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</svg><script>", "$x$ & y"]
)
def test_no_name_can_become_markup(hostile: str) -> None:
    drift = a_drift(hostile, 0.3)
    event = Event(at=MONDAY, kind=EventKind.PROMOTED, sentence=hostile, version=hostile)
    bare = a_short_story(a_report_week(version=hostile, signals=(drift,)))
    story = replace(
        bare, title=hostile, model=hostile, policy=hostile, metric=hostile, unit=hostile, notes=(hostile,),
        events=(event,), verdicts=(a_verdict(challenger=hostile, champion=hostile, reasons=(hostile,)),),
        decisions=(a_decision(because=hostile, trace=a_trace(condition=hostile, because=hostile)),),
        links=(Link(label=hostile, href="summary.json", what=hostile),),
    )  # fmt: skip
    html = render(story)
    shown = Page(html)
    assert "script" not in shown.tags
    assert "img" not in shown.tags
    assert shown.text.count(hostile) > 8
    assert [ElementTree.fromstring(svg).tag for svg in svgs_of(html)] == ["svg"] * len(svgs_of(html))


def test_the_page_asks_nobody_for_anything(html: str, page: Page) -> None:
    assert "//" not in html
    assert "@import" not in html
    assert "url(" not in html.replace("url(#", "")
    assert not {"script", "link", "iframe", "img", "object"} & set(page.tags)


def test_the_page_is_small_enough_to_send(html: str) -> None:
    assert len(html.encode()) < MOST_BYTES


def test_the_same_story_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_report(a_story(), tmp_path / name / "index.html") for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_an_unknown_week_is_a_gap_and_a_word_and_never_a_zero() -> None:
    known, unknown = a_report_week(error=8.0), a_report_week(number=2, window=a_week(1), error=None)
    html = render(a_short_story(known, unknown))
    shown = Page(html)
    assert shown.row("Driftwarden")[2] == "8.00"
    assert shown.row("Apr 2013")[1:3] == ["1 of 2", "11.50"]
    assert "Driftwarden's error is not known for 1 week" in shown.text
    assert "<pattern" in html


def test_a_story_without_any_known_error_claims_nothing() -> None:
    shown = Page(render(a_short_story(a_report_week(error=None))))
    assert shown.row("Driftwarden")[1:3] == ["0", "not known"]
    assert "Not enough labels have arrived" in shown.text
    assert "0.00" not in shown.text


def test_a_story_of_one_calm_week_has_no_empty_charts() -> None:
    shown = Page(render(a_short_story()))
    assert {"errors-wide-title", "errors-narrow-title"} <= set(shown.ids)
    assert not {"drift", "trials", "links"} & set(shown.ids)
    assert "no week asked for anything" in shown.text


@pytest.mark.parametrize("story", [a_story(), a_short_story()], ids=["full", "bare"])
def test_the_contents_lead_to_sections_that_exist(story: Story) -> None:
    shown = Page(render(story))
    assert {a[1:] for a in shown.addresses if a.startswith("#")} <= set(shown.ids)
