"""Which files a window needs: those dated with one of its days, and those without a date."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from glob import glob, has_magic
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.errors import EvidenceUnavailable
from domain.windows import Window

SUFFIXES = (".parquet", ".pq", ".csv")
_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFile:
    """A file, and the one day that its path names."""

    path: Path
    day: date | None


def list_files(where: str, root: Path, *, field: str) -> list[DayFile]:
    """The files that a folder or glob names, by path; raises EvidenceUnavailable when a folder is not there."""
    place = root / where
    if has_magic(where):
        found = [Path(path) for path in glob(str(place), recursive=True)]
    elif place.is_dir():
        found = list(place.rglob("*"))
    elif place.is_file():
        found = [place]
    else:
        raise EvidenceUnavailable(f"{place}: no such file or folder; mend `{field}` of the log in the model's file")
    fixed = place.parent if place.is_file() else Path(*takewhile(lambda part: not has_magic(part), place.parts))
    return [DayFile(path=path, day=named_day(path.relative_to(fixed))) for path in sorted(found) if _holds_rows(path)]


def _holds_rows(path: Path) -> bool:
    return path.suffix in SUFFIXES and path.is_file() and not path.name.startswith((".", "_"))


def named_day(path: Path) -> date | None:
    """The day that a path names, looking at the name first and then at its folders; None for no day or several.

    >>> named_day(Path("log/date=2013-04-01/part-0.parquet"))
    datetime.date(2013, 4, 1)
    >>> named_day(Path("log/2013-04-01_2013-04-30.parquet")) is None
    True
    """
    for part in reversed(path.parts):
        named = _DATE.findall(part)
        if named:
            return _parsed(named[0]) if len(named) == 1 else None
    return None


def touching(files: list[DayFile], window: Window, *, late_by: int, zone: ZoneInfo) -> list[DayFile]:
    """The files that may hold rows of the window: dated by a day of it or up to `late_by` days after, or undated."""
    return [file for file in files if file.day is None or _touches(file.day, window, late_by, zone)]


def _touches(day: date, window: Window, late_by: int, zone: ZoneInfo) -> bool:
    earliest = datetime.combine(day - timedelta(days=late_by), time.min, zone)
    end = datetime.combine(day + timedelta(days=1), time.min, zone)
    return earliest < window.end and window.start < end


def _parsed(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
