"""A silence lasts until its end, or until it was lifted, whichever comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.silences import as_lifted, in_force
from tests.builders import a_lifting, a_moment, a_silence

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("lifted_after", "lasted"),
    [(0, 0), (1, 1), (24, 24), (48, 24)],
    ids=["as it began", "early", "as it ended", "long after its end"],
)
def test_a_silence_ends_when_it_was_lifted_if_that_was_before_its_time(lifted_after: int, lasted: int) -> None:
    silence, other = a_silence(), a_silence(by="bob")
    lifting = a_lifting(silence, lifted_at=silence.created_at + lifted_after * HOUR)
    ended, untouched = as_lifted((silence, other), (lifting,))
    assert ended == replace(silence, until=silence.created_at + lasted * HOUR)
    assert (ended.id, untouched) == (silence.id, other)


@pytest.mark.parametrize(("hours", "is_muted"), [(-1, False), (0, True), (2, True), (3, False), (23, False)])
def test_what_was_lifted_mutes_up_to_that_moment(hours: int, is_muted: bool) -> None:
    silence = a_silence()
    lifting = a_lifting(silence, lifted_at=a_moment(hours=3))
    assert in_force((silence,), (lifting,), at=a_moment(hours=hours)) == ((silence,) if is_muted else ())
