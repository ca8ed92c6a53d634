"""How numbers, moments and people are said, so that every notice says them alike."""

from datetime import datetime, timedelta

from domain.people import slack_id
from domain.silences import Silence
from domain.verdicts import Interval
from domain.windows import Window

_A_DAY = timedelta(days=1)
_WHOLE_FROM = 1000
_SMALLEST_PLAIN = 1e-4


def number(value: float, unit: str = "") -> str:
    """Three significant digits, whole from a thousand on, with the unit after it.

    >>> number(11.4567, "minutes"), number(0.21), number(336776.4), number(0.0)
    ('11.5 minutes', '0.21', '336,776', '0')
    """
    said = f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else _short(value)
    return f"{said} {unit}" if unit else said


def gain(difference: Interval, unit: str = "") -> str:
    """How much better the challenger is; positive is better, whatever the metric.

    >>> gain(Interval(low=-0.3, estimate=0.2, high=0.7, confidence=0.95), "minutes")
    '0.2 minutes better (95% interval: 0.3 worse to 0.7 better)'
    >>> gain(Interval(low=0.5, estimate=1.5, high=2.5, confidence=0.95))
    '1.5 better (95% interval: 0.5 to 2.5 better)'
    """
    low, high = _direction(difference.low), _direction(difference.high)
    ends = (difference.low, difference.high) if high == "better" else (difference.high, difference.low)
    first = number(abs(ends[0])) if low == high else f"{number(abs(ends[0]))} {low}"
    interval = f"{difference.confidence:.0%} interval: {first} to {number(abs(ends[1]))} {high}"
    return f"{number(abs(difference.estimate), unit)} {_direction(difference.estimate)} ({interval})"


def moment(at: datetime) -> str:
    """A moment to the minute.

    >>> from datetime import UTC
    >>> moment(datetime(2013, 4, 8, 6, 30, tzinfo=UTC))
    '2013-04-08 06:30 UTC'
    """
    return f"{at:%Y-%m-%d %H:%M} UTC"


def short_moment(at: datetime) -> str:
    """A moment for a phone, to the minute, without the year, which the message's own date has.

    >>> from datetime import UTC
    >>> short_moment(datetime(2013, 4, 8, 6, 30, tzinfo=UTC))
    '8 Apr 06:30 UTC'
    """
    return f"{at.day} {at:%b %H:%M} UTC"


def deadline(at: datetime) -> str:
    """Until when, with the weekday that people plan by.

    >>> from datetime import UTC
    >>> deadline(datetime(2013, 4, 8, 6, 30, tzinfo=UTC))
    'Mon 8 Apr 06:30 UTC'
    """
    return f"{at:%a} {short_moment(at)}"


def days_of(window: Window) -> str:
    """A window in days, for where it is said by the way; a shorter one in full.

    >>> from datetime import UTC
    >>> days_of(Window(start=datetime(2013, 4, 1, 4, tzinfo=UTC), end=datetime(2013, 4, 8, 4, tzinfo=UTC)))
    '2013-04-01 to 2013-04-08'
    """
    is_long = window.end - window.start >= _A_DAY
    return f"{window.start:%Y-%m-%d} to {window.end:%Y-%m-%d}" if is_long else str(window)


def called(by: str) -> str | None:
    """What people call somebody; None for a Slack id alone, which only Slack can turn into a name.

    >>> called("U07ADA (Ada)"), called("grace"), called("U07ADA")
    ('Ada', 'grace', None)
    """
    id_ = slack_id(by)
    return by if id_ is None else by.removeprefix(id_).strip(" ()") or None


def sentence(text: str) -> str:
    """The text with a full stop; its first letter stays, because it may be the name of a metric or a column.

    >>> sentence("mae 12.5 is above 10 "), sentence("Is it?")
    ('mae 12.5 is above 10.', 'Is it?')
    """
    whole = text.strip()
    return whole if whole.endswith((".", "!", "?", ":")) else f"{whole}."


def what_is_muted(silence: Silence) -> str:
    """The model, or the signal of it."""
    return f"{silence.signal} of {silence.model}" if silence.signal else silence.model


def explained(decision: str) -> str:
    """Where to read the whole of a decision."""
    return f"driftwarden explain {decision[:8]}"


def _short(value: float) -> str:
    if value and abs(value) < _SMALLEST_PLAIN:
        return f"{value:.2g}"
    return f"{value:.3g}"


def _direction(difference: float) -> str:
    return "worse" if difference < 0 else "better"
