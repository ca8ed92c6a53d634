"""The page says what it was given, to everyone, without asking anyone."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from domain.signals import Signal, SignalState
from domain.verdicts import Role
from driftwarden.report.charts.ink import Ink
from driftwarden.report.page import render, write_report
from driftwarden.report.story import Event, EventKind, Link, Story
from tests.builders import MONDAY, WEEK, a_comparison, a_decision, a_segment, a_signal, a_trace, a_verdict, a_week
from tests.driftwarden.report.builders import (
    DRIFT_THRESHOLD,
    a_baseline,
    a_drift,
    a_report_week,
    a_short_story,
    a_story,
)

MOST_BYTES = 1_500_000


class _Page(HTMLParser):
    """What the page shows: tables as rows of cells, all text, all addresses, all ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name.rpartition(":")[2] in {"href", "src", "srcset"}]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] = " ".join((self.rows[-1][-1] + data).split())

    def row(self, head: str) -> list[str]:
        """The first table row that starts with this cell."""
        return next(row for row in self.rows if row and row[0] == head)


@pytest.fixture(scope="module")
def html() -> str:
    return render(a_story())


@pytest.fixture(scope="module")
def page(html: str) -> _Page:
    return _Page(html)


def _svgs(html: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL)


def test_the_schedules_stand_side_by_side_with_what_they_cost() -> None:
    weeks = tuple(a_report_week(number=n + 1, window=a_week(n), error=error) for n, error in enumerate((8.0, 9.0)))
    every = replace(a_baseline(Random(0), name="every_week", label="Every week", retrainings=2), by_week=(7.0, 7.5))
    trained = Event(at=MONDAY + WEEK, kind=EventKind.RETRAINED, version="v2", sentence="Trained v2.")
    shown = _Page(render(a_short_story(*weeks, baselines=(every,), events=(trained,))))
    assert [shown.row(name)[1:3] for name in ("Driftwarden", "Never retrained", "Every week")] == [
        ["1", "8.50"],
        ["0", "11.50"],
        ["2", "7.25"],
    ]
    assert "The mean weekly MAE was 8.50 minutes" in shown.text
    assert "That is 26% lower, for 1 retraining." in shown.text


def test_a_watch_that_made_it_worse_is_said_to_have_made_it_worse() -> None:
    shown = _Page(render(a_short_story(a_report_week(error=23.0))))
    assert "That is 100% higher, for 0 retrainings." in shown.text


def test_the_months_are_those_of_the_weeks_with_the_gain_of_each(page: _Page) -> None:
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


def test_every_event_verdict_decision_and_link_is_on_the_page(page: _Page) -> None:
    story = a_story()
    sentences = [event.sentence for event in story.events] + [v.reasons[0] for v in story.verdicts] + list(story.notes)
    named = [decision.id[:8] for decision in story.decisions] + [link.what for link in story.links]
    assert [text for text in [*sentences, *named] if text not in page.text] == []
    assert {link.href for link in story.links} <= set(page.addresses)


def test_a_trial_is_told_with_both_errors_its_interval_its_rows_and_its_guardrails() -> None:
    guardrail = a_comparison(segment=a_segment(), role=Role.GUARDRAIL, difference=None, rows=12, note="too few rows")
    goal = a_comparison(champion=12.5, challenger=11.0, rows=900)
    shown = _Page(
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
    shown = _Page(render(a_short_story(decisions=(decision,))))
    assert shown.tags.count("details") == 1
    assert all(word in shown.text for word in ("all", "not", "leaf", "cooldown until Thu 13:00"))


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
    shown = _Page(html)
    assert "script" not in shown.tags
    assert "img" not in shown.tags
    assert shown.text.count(hostile) > 8
    assert [ElementTree.fromstring(svg).tag for svg in _svgs(html)] == ["svg"] * len(_svgs(html))


def test_the_page_asks_nobody_for_anything(html: str, page: _Page) -> None:
    assert "//" not in html
    assert "@import" not in html
    assert "url(" not in html.replace("url(#", "")
    assert not {"script", "link", "iframe", "img", "object"} & set(page.tags)


def test_the_page_is_small_enough_to_send(html: str) -> None:
    assert len(html.encode()) < MOST_BYTES


def test_the_same_story_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_report(a_story(), tmp_path / name / "index.html") for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_no_two_elements_share_an_id_and_no_reference_leads_nowhere(html: str, page: _Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    referred = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"|aria-(?:labelledby|describedby)="([^"]+)"', html)
    assert {next(filter(None, found)) for found in referred} <= set(page.ids)


def test_every_chart_is_xml_with_a_title_and_a_description(html: str) -> None:
    charts = [svg for svg in map(ElementTree.fromstring, _svgs(html)) if svg.get("role") == "img"]
    assert len(charts) == 6
    assert all(svg.findtext("title") and len(svg.findtext("desc") or "") > 40 for svg in charts)


def test_every_ink_has_a_colour_on_the_page_and_none_is_left_over(html: str) -> None:
    assert [ink for ink in Ink if f"{ink.variable}:" not in html or ink.value in html] == []


def test_an_unknown_week_is_a_gap_and_a_word_and_never_a_zero() -> None:
    known, unknown = a_report_week(error=8.0), a_report_week(number=2, window=a_week(1), error=None)
    html = render(a_short_story(known, unknown))
    shown = _Page(html)
    assert shown.row("Driftwarden")[2] == "8.00"
    assert shown.row("Apr 2013")[1:3] == ["1 of 2", "11.50"]
    assert "Driftwarden's error is not known for 1 week" in shown.text
    assert "<pattern" in html


def test_a_story_without_any_known_error_claims_nothing() -> None:
    shown = _Page(render(a_short_story(a_report_week(error=None))))
    assert shown.row("Driftwarden")[1:3] == ["0", "not known"]
    assert "Not enough labels have arrived" in shown.text
    assert "0.00" not in shown.text


def test_drift_that_could_not_be_measured_is_hatched_in_the_map() -> None:
    calm, breached = a_drift("temp", 0.05), a_drift("dewp", 2 * DRIFT_THRESHOLD)
    measured = render(a_short_story(a_report_week(signals=(calm, breached))))
    lost = render(a_short_story(a_report_week(signals=(calm, breached, a_drift("humid", None)))))
    assert "<pattern" not in measured
    assert "<pattern" in lost
    assert "humid: breached in 0 weeks, not known in 1, of 1" in _Page(lost).text


def test_a_feature_that_is_measured_in_some_weeks_only_is_unknown_in_the_others() -> None:
    weeks = (a_report_week(signals=(a_drift("temp", 0.3),)), a_report_week(number=2, window=a_week(1)))
    assert "temp: breached in 1 week, not known in 1, of 2" in _Page(render(a_short_story(*weeks))).text


@pytest.mark.parametrize(
    "signal",
    [
        a_drift("気温", 0.2),
        a_drift("a" * 80, 0.2),
        a_drift("bad\x00name", 0.2),
        a_drift("", 0.2),
        a_drift("flat", 0.0),
        a_drift("unbounded", 0.2, threshold=None, state=SignalState.CALM),
        a_signal(name="drift", subject=None, value=0.2, threshold=0.1),
    ],
    ids=["a script no font holds", "very long", "control character", "empty", "zero", "no threshold", "whole window"],
)
def test_any_drift_can_be_drawn(signal: Signal) -> None:
    html = render(a_short_story(a_report_week(signals=(signal,))))
    charts = [ElementTree.fromstring(svg) for svg in _svgs(html)]
    assert sum(chart.get("role") == "img" for chart in charts) == 4


def test_a_story_of_one_calm_week_has_no_empty_charts() -> None:
    shown = _Page(render(a_short_story()))
    assert {"errors-wide-title", "errors-narrow-title"} <= set(shown.ids)
    assert not {"drift", "trials", "links"} & set(shown.ids)
    assert "no week asked for anything" in shown.text


@pytest.mark.parametrize("story", [a_story(), a_short_story()], ids=["full", "bare"])
def test_the_contents_lead_to_sections_that_exist(story: Story) -> None:
    shown = _Page(render(story))
    assert {a[1:] for a in shown.addresses if a.startswith("#")} <= set(shown.ids)
