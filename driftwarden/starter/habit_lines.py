"""What a model's file says of how a log's files are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from driftwarden.starter.yaml_lines import commented, scalar

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a log's files are written: `texts` only look like numbers, `times` are a format and the columns in it."""

    delimiter: str = ","
    texts: tuple[str, ...] = ()
    times: tuple[str, tuple[str, ...]] | None = None


def habit_lines(habits: Habits) -> Iterator[str]:
    """A line for each habit that is not the usual one, with its reason."""
    if habits.delimiter != ",":
        yield from commented("  delimiter", _quoted(habits.delimiter), "as it parts the header of the CSV files")
    if habits.texts:
        listed = f"[{', '.join(scalar(name) for name in habits.texts)}]"
        yield from commented("  text_columns", listed, "numbers to look at, but some begin with a zero: text keeps it")
    if habits.times is not None:
        written, names = habits.times
        yield from commented("  time_format", _quoted(written), f"as in {', '.join(names)}")


def _quoted(text: str) -> str:
    """In double quotes where a person would read plain signs wrongly."""
    return text if text.replace("_", "").isalnum() else '"' + text.replace("\t", "\\t") + '"'
