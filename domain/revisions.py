"""What was measured again because rows or labels came late: the latest revision of each question counts."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from domain.profiles import Profile
from domain.samples import Sample
from domain.signals import Signal
from domain.windows import Window


class Revised(Protocol):
    """Anything that is measured of a window, and may be measured again."""

    @property
    def window(self) -> Window:
        """Of which stretch of time it speaks."""
        ...

    @property
    def revision(self) -> int:
        """How often it was measured before."""
        ...


Measured = TypeVar("Measured", bound=Revised)


def latest(measured: Iterable[Measured]) -> tuple[Measured, ...]:
    """The last revision of each question, by window, then name, subject and segment."""
    newest: dict[tuple[Window, str, str, str], Measured] = {}
    for each in measured:
        kept = newest.get(_question(each))
        if kept is None or each.revision >= kept.revision:
            newest[_question(each)] = each
    return tuple(newest[question] for question in sorted(newest))


def _question(measured: Revised) -> tuple[Window, str, str, str]:
    match measured:
        case Signal():
            return measured.window, measured.name, measured.subject or "", str(measured.segment or "")
        case Profile():
            return measured.window, measured.origin, "", str(measured.segment or "")
        case Sample():
            return measured.window, measured.origin, "", ""
    raise TypeError(f"a {type(measured).__name__} is not measured of a window")
