"""Signals said together lose no column, and never mix what is not alike."""

from typing import Any

import pytest

from domain.signal_families import by_reason, families, measured, titled
from domain.signals import Side, Signal, SignalState
from tests.builders import a_segment, a_signal


def _missing(subject: str, value: float | None = 0.5, **fields: Any) -> Signal:
    return a_signal(**{"name": "missing_share", "subject": subject, "value": value, "threshold": 0.3} | fields)


def test_what_is_measured_on_another_slice_or_limited_on_the_other_side_is_another_family() -> None:
    low = _missing("temp", side=Side.BELOW)
    found = families((_missing("temp"), a_signal(), _missing("temp", segment=a_segment()), _missing("dewp"), low))
    assert [[signal.title for signal in family] for family in found] == [
        ["missing_share of temp", "missing_share of dewp"],
        ["mae"],
        ["missing_share of temp where carrier=UA"],
        ["missing_share of temp"],
    ]


@pytest.mark.parametrize(
    ("family", "said"),
    [
        ((a_signal(),), "mae"),
        ((_missing("temp"),), "missing_share of temp"),
        (tuple(map(_missing, "abc")), "missing_share of a, b, c"),
        (tuple(map(_missing, "abcde")), "missing_share of a, b, c and 2 more"),
        ((_missing("a", segment=a_segment()), _missing("b", segment=a_segment())), "missing_share of a, b where "
         "carrier=UA"),
    ],
)  # fmt: skip
def test_the_first_columns_are_named_and_the_rest_counted(family: tuple[Signal, ...], said: str) -> None:
    assert titled(family) == said


@pytest.mark.parametrize(
    ("family", "said"),
    [
        ((_missing("temp", 0.536),), "missing_share of temp 53.6% (limit 30%)"),
        (
            (_missing("a", 0.5), _missing("b", 0.6, threshold=0.4)),
            "missing_share of a, b 50% to 60% (limits 30% to 40%)",
        ),
        ((a_signal(value=13.7, threshold=None),), "mae 13.7"),
        ((_missing("a", None, state=SignalState.UNKNOWN, note="no rows"),), "missing_share of a (limit 30%)"),
    ],
)
def test_values_and_limits_are_said_from_least_to_largest(family: tuple[Signal, ...], said: str) -> None:
    assert measured(family) == said


def test_one_reason_is_said_once_for_all_that_it_keeps_unknown() -> None:
    unknown = {"state": SignalState.UNKNOWN, "note": "no rows"}
    signals = (_missing("a", None, **unknown), a_signal(**unknown), a_signal(name="r2", state=SignalState.UNKNOWN))
    assert by_reason(signals) == (("missing_share of a; mae", "no rows"), ("r2", "too few labels"))
