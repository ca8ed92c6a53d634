"""The charts stand in any page: valid, described, apart from one another, and honest about what is missing."""

import re
from xml.etree import ElementTree

import pytest

from domain.signals import Signal, SignalState
from driftwarden.report.charts.drift import alarms, drift_map
from driftwarden.report.charts.grid import Cell
from driftwarden.report.charts.ink import Ink
from driftwarden.report.charts.strip import cell_of
from driftwarden.report.page import render
from tests.builders import a_signal, a_week
from tests.driftwarden.report.builders import (
    DRIFT_THRESHOLD,
    a_drift,
    a_report_week,
    a_short_story,
    a_story,
)
from tests.driftwarden.report.pages import Page, svgs_of


@pytest.fixture(scope="module")
def html() -> str:
    return render(a_story())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_no_two_elements_share_an_id_and_no_reference_leads_nowhere(html: str, page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    referred = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"|aria-(?:labelledby|describedby)="([^"]+)"', html)
    assert {next(filter(None, found)) for found in referred} <= set(page.ids)


def test_every_chart_is_xml_with_a_title_and_a_description(html: str) -> None:
    charts = [svg for svg in map(ElementTree.fromstring, svgs_of(html)) if svg.get("role") == "img"]
    assert len(charts) == 8
    assert all(svg.findtext("title") and len(svg.findtext("desc") or "") > 40 for svg in charts)


def test_every_ink_has_a_colour_on_the_page_and_none_is_left_over(html: str) -> None:
    assert [ink for ink in Ink if f"{ink.variable}:" not in html or ink.value in html] == []


def test_drift_that_could_not_be_measured_is_hatched_in_the_map() -> None:
    calm, breached = a_drift("temp", 0.05), a_drift("dewp", 2 * DRIFT_THRESHOLD)
    measured = render(a_short_story(a_report_week(signals=(calm, breached))))
    lost = render(a_short_story(a_report_week(signals=(calm, breached, a_drift("humid", None)))))
    assert "<pattern" not in measured
    assert "<pattern" in lost
    assert "humid: alarmed in 0 weeks, not known in 1, of 1" in Page(lost).text


def test_a_far_column_that_did_not_alarm_is_calm_and_a_near_one_that_did_is_not() -> None:
    far = a_drift("temp", 0.8, state=SignalState.CALM, note="usual")
    near = a_drift("dewp", 0.1, state=SignalState.BREACHED, note="stranger than all 8 reference windows twice in a row")
    story = a_short_story(a_report_week(signals=(far, near)))
    drift = drift_map(story)
    assert drift.subjects == ("dewp", "temp")
    assert [(cell.state, round(cell.share, 3)) for cell in drift.cells[0].values()] == [
        (SignalState.CALM, 1.0),
        (SignalState.BREACHED, 0.125),
    ]
    (alarm,) = alarms(story, drift)
    assert (alarm.subject, alarm.weeks, alarm.largest, alarm.first) == ("dewp", (1,), 0.1, near.note)
    assert Page(render(story)).row("dewp")[:3] == ["dewp", "1from 1 Apr 2013", "0.10"]


def test_columns_that_cannot_be_judged_are_named_with_the_reason() -> None:
    weeks = [
        a_report_week(number=n, window=a_week(n), signals=(a_drift("temp", None, note="9 rows; 20 are needed"),))
        for n in (1, 2)
    ]
    shown = Page(render(a_short_story(*weeks))).text
    assert "drift of temp , weeks 1\N{EN DASH}2: 9 rows; 20 are needed. Known in a window with enough rows." in shown


@pytest.mark.parametrize(
    ("states", "cell"),
    [
        ("breached calm", Cell(state=SignalState.BREACHED, share=0.5)),
        ("breached unknown", Cell(state=SignalState.BREACHED, share=0.5, is_partly_unknown=True)),
        ("unknown unknown", Cell(state=SignalState.UNKNOWN)),
        ("calm unknown", Cell(state=SignalState.CALM, share=0.35, is_partly_unknown=True)),
        ("calm calm", Cell(state=SignalState.CALM, share=0.35)),
    ],
)
def test_a_kind_of_signal_is_as_bad_as_its_worst_column_and_unknown_is_not_calm(states: str, cell: Cell) -> None:
    assert cell_of([a_signal(state=SignalState(state)) for state in states.split()]) == cell


def test_what_was_calm_throughout_is_a_sentence_and_no_row() -> None:
    calm = a_signal(name="row_count", state=SignalState.CALM)
    weeks = [a_report_week(signals=(calm, a_signal())), a_report_week(number=2, window=a_week(1), signals=(calm,))]
    html = render(a_short_story(*weeks))
    assert "Calm in every week, for every column: row_count." in html
    assert "Strip. mae: breached in 1 week of 2." in html


def test_the_interval_of_the_error_is_a_band_where_it_is_known() -> None:
    sure, alone = a_report_week(interval=(7.0, 9.0)), a_report_week(number=3, window=a_week(2), interval=(6.0, 9.5))
    unsure = a_report_week(number=2, window=a_week(1))
    bare, banded = (render(a_short_story(*weeks)) for weeks in ((unsure,), (sure, unsure, alone)))
    said = "95% interval of Driftwarden's error"
    assert (said in bare, said in banded) == (False, True)
    assert banded.count("stroke-opacity: 0.22") == 4  # Two lone weeks, on two screens.


def test_a_feature_that_is_measured_in_some_weeks_only_is_unknown_in_the_others() -> None:
    weeks = (a_report_week(signals=(a_drift("temp", 0.3),)), a_report_week(number=2, window=a_week(1)))
    assert "temp: alarmed in 1 week, not known in 1, of 2" in Page(render(a_short_story(*weeks))).text


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
    charts = [ElementTree.fromstring(svg) for svg in svgs_of(html)]
    assert sum(chart.get("role") == "img" for chart in charts) == 6
