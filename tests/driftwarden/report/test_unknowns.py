"""What is not known is told once for each reason, with the moment at which it will be known."""

from dataclasses import replace
from typing import Any

import pytest

from domain.signals import Signal, SignalState
from driftwarden.report.unknowns import known_when, of_window, over_weeks
from monitors.entries import Volume
from monitors.serving.volume import measure_volume
from monitors.spec import MonitoringSpec
from tests.builders import a_profile, a_signal, a_week
from tests.driftwarden.report.builders import a_drift, a_report_week
from tests.monitors.builders import measured, some_evidence, some_rows


def _unknown(note: str, name: str = "drift", subject: str | None = "temp") -> Signal:
    return a_signal(name=name, subject=subject, state=SignalState.UNKNOWN, note=note)


def test_the_volume_says_from_which_window_on_it_is_known() -> None:
    evidence = some_evidence(some_rows(20))
    before = tuple(a_profile(window=a_week(number)) for number in range(2))
    spec = MonitoringSpec.model_validate({"window": "week"})
    (signal,) = measure_volume(Volume(), spec, replace(evidence, window=a_week(2), preceding=before))
    assert known_when(signal) == "from the window of 2013-05-27 on, if all 6 until then are served"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reference": None, "reference_windows": ()}, "once a version is in force whose training data say more"),
        ({"rows": some_rows(0)}, "in the next window that has rows"),
    ],
)
def test_what_the_monitors_themselves_say_is_understood(fields: dict[str, Any], said: str) -> None:
    unknown = [signal for signal in measured(**fields).values() if signal.state is SignalState.UNKNOWN]
    assert said in {known_when(signal) for signal in unknown}


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("291 rows; 300 are needed to tell a share of 0.01", "in a window with enough rows"),
        ("3 matured labels from before; 200 are needed to learn from", "once more labels have arrived"),
        ("5 windows of reference are too few; at least 8 are needed", "once a version is in force whose training data "
         "say more"),
        ("12 of 300 rows served by v1 have labels (4%); 100 are needed", "once more labels have arrived"),
        ("the labels have not had their time yet", "once more labels have arrived"),
        ("there are no labelled rows from before to learn from", "once more labels have arrived"),
        ("90 of 300 rows served by v1 have labels (30%); no label is positive, so there was nothing to find", None),
        ("all labels are of one class, so there is nothing to tell apart", None),
        ("3 labels are 0, of which nothing is a percentage; mae has no such gap", None),
        ("12% of the values lie outside the range that was seen with labels (10% may)", None),
        ("the values lie where only few were seen with labels (effective sample 20% of them, 30% are needed)", None),
        ("the rows have no event time, so nobody knows which labels are old enough", None),
        ("the model has no such column", None),
    ],
)  # fmt: skip
def test_a_note_says_what_is_waited_for_or_nothing_is_promised(note: str, said: str | None) -> None:
    assert known_when(_unknown(note)) == said


def test_reasons_that_differ_in_their_numbers_only_are_one_and_the_weeks_are_drawn_together() -> None:
    notes = ("9 rows; 20 are needed", "11 rows; 20 are needed", None, "12 rows; 20 are needed")
    weeks = [
        a_report_week(
            number=number,
            window=a_week(number),
            signals=(_unknown(note), _unknown(note, subject="dewp")) if note else (a_drift("temp", 0.0),),
        )
        for number, note in enumerate(notes, start=1)
    ]
    (told,) = over_weeks(weeks)
    assert (told.which, told.weeks) == ("drift of temp, dewp", (1, 2, 4))
    assert (
        told.sentence == "drift of temp, dewp: 12 rows; 20 are needed (in week 4); known in a window with enough rows"
    )


def test_nothing_is_promised_of_what_is_known_by_now() -> None:
    lost = a_report_week(signals=(_unknown("9 rows; 20 are needed"),))
    found = a_report_week(number=2, window=a_week(1), signals=(a_drift("temp", 0.0),))
    assert [told.known for told in over_weeks([lost, found])] == [None]


def test_a_window_tells_each_reason_once_and_says_nothing_of_what_is_known() -> None:
    signals = (_unknown("no rows"), _unknown("no rows", subject="dewp"), _unknown("no label", "mae", None), a_signal())
    assert [told.which for told in of_window(signals)] == ["drift of temp, dewp", "mae"]
