"""Durations as people write them in YAML: a whole number and a unit, `90m`, `12h`, `28d`, `2w`."""

import re
from datetime import timedelta

_UNITS = {"w": timedelta(weeks=1), "d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
_WORDS = {"w": "week", "d": "day", "h": "hour", "m": "minute"}
_LONGEST = timedelta(days=36_500)
_FORM = re.compile(r"([0-9]{1,8})([wdhm])", re.ASCII)
_TAUGHT = "write a whole number and a unit, such as 90m, 12h, 28d or 2w"

DURATION_PATTERN = r"^[0-9]{1,8}[wdhm]$"
DURATION_EXAMPLES = ("90m", "12h", "28d", "2w")


def parse_duration(raw: object) -> timedelta:
    """Read a duration of at most a century; a timedelta is given back. Raises ValueError that teaches the form.

    >>> parse_duration("2w"), parse_duration("0m")
    (datetime.timedelta(days=14), datetime.timedelta(0))
    """
    if isinstance(raw, timedelta):
        return raw
    found = _FORM.fullmatch(raw) if isinstance(raw, str) else None
    shown = f"'{raw}'" if isinstance(raw, str) else str(raw)
    if found is None:
        raise ValueError(f"{shown} is no duration; {_TAUGHT}")
    length = int(found[1]) * _UNITS[found[2]]
    if length > _LONGEST:
        raise ValueError(f"{shown} is longer than a century; {_TAUGHT}")
    return length


def duration_text(length: timedelta) -> str:
    """The duration as it is written in YAML, in the largest unit that fits.

    >>> duration_text(timedelta(days=28)), duration_text(timedelta(hours=36)), duration_text(timedelta(0))
    ('4w', '36h', '0w')
    """
    unit = _largest_unit(length)
    return f"{length // _UNITS[unit]}{unit}"


def duration_words(length: timedelta) -> str:
    """The duration as a person would say it.

    >>> duration_words(timedelta(days=28)), duration_words(timedelta(days=1)), duration_words(timedelta(days=90))
    ('4 weeks', '1 day', '90 days')
    """
    unit = _largest_unit(length)
    count = length // _UNITS[unit]
    return f"{count} {_WORDS[unit]}{'' if count == 1 else 's'}"


def _largest_unit(length: timedelta) -> str:
    return next((unit for unit, size in _UNITS.items() if not length % size), "m")
