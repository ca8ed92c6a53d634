"""Unseen categories: texts that the reference never had, and what is known when there are too many to keep."""

from typing import Any

import pytest

from domain.signals import Signal, SignalState
from tests.monitors.builders import a_profile_of, measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
SPEC = {"monitors": [{"monitor": "unseen_categories", "columns": ["carrier"]}]}
KNOWN = ["AA", "B6", "DL", "UA"]


def of_carrier(carrier: list[Any], **fields: Any) -> Signal:
    rows = some_rows(len(carrier), carrier=carrier)
    signal: Signal = measured(rows, spec=SPEC, **fields)["unseen_categories of carrier"]
    return signal


def with_new(*new: str) -> list[str]:
    """1,000 carriers, the last of which are new."""
    return [*(KNOWN * 250)[: 1000 - len(new)], *new]


@pytest.mark.parametrize(
    ("new", "state", "value", "note"),
    [
        ([], CALM, 0.0, None),
        (["9E"] * 10, CALM, 0.01, "new: '9E' (10 times)"),
        (["9E"] * 11, BREACHED, 0.011, "new: '9E' (11 times)"),
        (
            ["9E"] * 20 + ["AS"] * 9 + ["F9", "FL", "HA"],
            BREACHED,
            0.032,
            "new: '9E' (20 times) and 4 more",
        ),
        (["ada@example.com", "bob@example.com"], CALM, 0.002, "new: 2 that come fewer than 10 times each"),
    ],
)
def test_new_texts_are_counted_and_the_heaviest_are_named(
    new: list[str], state: SignalState, value: float, note: str | None
) -> None:
    signal = of_carrier(with_new(*new))
    assert (signal.state, signal.value, signal.note) == (state, value, note)


def test_every_column_of_text_is_watched_and_no_column_of_numbers() -> None:
    titles = measured(spec={"monitors": [{"monitor": "unseen_categories"}]})
    assert list(titles) == ["unseen_categories of carrier"]


UNKNOWNS: dict[str, tuple[list[Any], dict[str, Any], str]] = {
    "no reference": (with_new(), {"reference": None}, "there is no reference to compare with"),
    "few rows": (KNOWN * 24 + ["9E"], {}, "97 texts in the window; 100 are needed to tell a share of 0.01"),
    "no text": ([1.0] * 1000, {}, "0 texts in the window; 100 are needed to tell a share of 0.01"),
    "numbers in the reference": (
        with_new(),
        {"reference": a_profile_of(some_rows(carrier=1.0), origin="training v1")},
        "carrier holds numbers in the reference; categories are text",
    ),
    "lacking in the reference": (
        with_new(),
        {"reference": a_profile_of(some_rows().drop(columns="carrier"), origin="training v1")},
        "carrier is missing from the reference; categories are text",
    ),
}


@pytest.mark.parametrize("case", UNKNOWNS)
def test_what_cannot_be_told_is_unknown_and_says_why(case: str) -> None:
    carrier, fields, note = UNKNOWNS[case]
    signal = of_carrier(carrier, **fields)
    assert (signal.state, signal.value, signal.note) == (UNKNOWN, None, note)


def names(prefix: str, n: int) -> list[str]:
    return [f"{prefix}{i:05d}" for i in range(n)]


def test_a_reference_with_too_many_texts_leaves_an_upper_bound() -> None:
    often = ["often"] * 1000
    reference = a_profile_of(some_rows(3000, carrier=[*often, *names("t", 2000)]), origin="training v1")
    calm = of_carrier([*often[:998], "t00001", "zz"], reference=reference)
    assert calm.state is CALM
    assert calm.value is not None
    assert calm.value <= 0.01
    assert calm.note is not None
    assert calm.note.startswith("at most ")
    unknown = of_carrier(names("t", 500), reference=reference)
    assert unknown.state is UNKNOWN
    assert "the reference has more different texts than its sketch keeps" in str(unknown.note)


def test_a_window_with_too_many_texts_is_breached_by_a_lower_bound() -> None:
    signal = of_carrier(KNOWN * 100 + names("t", 2000))
    assert signal.state is BREACHED
    assert signal.value == pytest.approx(2000 / 2400, abs=0.05)
    assert signal.value is not None
    assert signal.value <= 2000 / 2400
    assert str(signal.note).startswith("at least ")
