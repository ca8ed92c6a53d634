"""Which stretch of local time a path names: a day, an hour of it, a month or a year."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo

from domain.windows import Window

_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_KEY = re.compile(r"(year|month|day|hour)=(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Local time [start, end), without offset."""

    start: datetime
    end: datetime

    @property
    def day(self) -> date | None:
        """The day that it is, or is an hour of; None for longer ones."""
        return self.start.date() if self.end - self.start <= timedelta(days=1) else None

    def touches(self, window: Window, *, late_by: int, zone: ZoneInfo) -> bool:
        """Whether a file of this stretch may hold rows of the window, if it holds those of `late_by` days before."""
        earliest = (self.start - timedelta(days=late_by)).replace(tzinfo=zone)
        return earliest < window.end and window.start < self.end.replace(tzinfo=zone)


def named_stretch(path: PurePath) -> Stretch | None:
    """The stretch that a path names, by a date in its name or else in its folders, or by hive keys; None for none.

    >>> str(named_stretch(PurePath("log/date=2013-04-01/part-0.parquet")).day)
    '2013-04-01'
    >>> str(named_stretch(PurePath("log/year=2013/month=04/day=01/hour=05/part-0.parquet")).start)
    '2013-04-01 05:00:00'
    >>> str(named_stretch(PurePath("log/year=2013/month=12/part-0.parquet")).end)
    '2014-01-01 00:00:00'
    >>> named_stretch(PurePath("log/2013-04-01_2013-04-30.parquet")) is None
    True
    """
    keys = {key: int(value) for part in path.parts for key, value in _KEY.findall(part) if part == f"{key}={value}"}
    dated = next((found for part in reversed(path.parts) if (found := _DATE.findall(part))), None)
    try:
        if dated is not None:
            return _of_day(datetime.fromisoformat(dated[0]), keys) if len(dated) == 1 else None
        return _of_keys(keys)
    except ValueError:
        return None


def _of_keys(keys: dict[str, int]) -> Stretch | None:
    if "year" not in keys:
        return None
    year, month = keys["year"], keys.get("month")
    if month is None:
        return Stretch(start=datetime(year, 1, 1), end=datetime(year + 1, 1, 1))  # noqa: DTZ001
    if "day" in keys:
        return _of_day(datetime(year, month, keys["day"]), keys)  # noqa: DTZ001
    return Stretch(start=datetime(year, month, 1), end=datetime(year + month // 12, month % 12 + 1, 1))  # noqa: DTZ001


def _of_day(midnight: datetime, keys: dict[str, int]) -> Stretch:
    if "hour" not in keys:
        return Stretch(start=midnight, end=midnight + timedelta(days=1))
    start = datetime.combine(midnight.date(), time(keys["hour"]))
    return Stretch(start=start, end=start + timedelta(hours=1))
