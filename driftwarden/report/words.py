"""How numbers, days and outcomes are written, the same on the page, in the charts and in the terminal."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.verdicts import Interval, Outcome
from domain.windows import Window

UNKNOWN = "not known"

OUTCOMES = {Outcome.PROMOTE: "promote", Outcome.REJECT: "refuse", Outcome.INCONCLUSIVE: "inconclusive"}


def number(value: float | None, digits: int = 2) -> str:
    """A number to so many decimals, or the words for none.

    >>> number(8.0449), number(None)
    ('8.04', 'not known')
    """
    return UNKNOWN if value is None else f"{value:,.{digits}f}"


def signed(value: float | None, digits: int = 2, *, minus: str = "\N{MINUS SIGN}") -> str:
    """A difference with its sign; what rounds to nothing has none. A terminal may lack the true minus sign.

    >>> signed(1.234), signed(-0.5), signed(-0.001), signed(None)
    ('+1.23', '\N{MINUS SIGN}0.50', '0.00', 'not known')
    """
    if value is None:
        return UNKNOWN
    rounded = round(value, digits)
    return f"{rounded:+.{digits}f}".replace("-", minus) if rounded else f"{0:.{digits}f}"


def day(moment: datetime) -> str:
    """A day as people write it.

    >>> from datetime import UTC, datetime
    >>> day(datetime(2013, 4, 1, tzinfo=UTC))
    '1 Apr 2013'
    """
    return f"{moment.day} {moment:%b %Y}"


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun.

    >>> counted(1, "retraining"), counted(0, "retraining"), counted(2, "refusal")
    ('1 retraining', '0 retrainings', '2 refusals')
    """
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def share(part: int, whole: int) -> str:
    """A count, and of how many where that is not all of them.

    >>> share(4, 4), share(3, 4)
    ('4', '3 of 4')
    """
    return str(whole) if part == whole else f"{part} of {whole}"


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends in a mark of its own.

    >>> sentence("2 of 3 windows (2 needed)"), sentence("Passed.")
    ('2 of 3 windows (2 needed).', 'Passed.')
    """
    return text if text.endswith((".", "!", "?")) else f"{text}."


def ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers with runs drawn together.

    >>> ranges([1, 2, 3, 6]), ranges([4, 5]), ranges([])
    ('1\N{EN DASH}3, 6', '4\N{EN DASH}5', '')
    """
    runs: list[list[int]] = []
    for number_ in numbers:
        if runs and number_ == runs[-1][-1] + 1:
            runs[-1].append(number_)
        else:
            runs.append([number_])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}\N{EN DASH}{run[-1]}" for run in runs)


def visible(text: str) -> str:
    """The text without what no font can show and no XML may hold.

    >>> visible("a\\x00b")
    'a\N{REPLACEMENT CHARACTER}b'
    """
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def shorten(text: str, most: int) -> str:
    """At most so many visible characters.

    >>> shorten("origin_wind_speed", 10)
    'origin_wi…'
    """
    shown = visible(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def interval(difference: Interval | None) -> str:
    """A difference with its interval.

    >>> interval(Interval(low=-0.2, estimate=0.5, high=1.2, confidence=0.95)), interval(None)
    ('+0.50 (\N{MINUS SIGN}0.20 to +1.20)', 'not known')
    """
    if difference is None:
        return UNKNOWN
    return f"{signed(difference.estimate)} ({signed(difference.low)} to {signed(difference.high)})"


def span(first: Window, last: Window) -> str:
    """From the first window's first day to the last one's last day, both included.

    >>> from datetime import UTC, datetime
    >>> week = Window(start=datetime(2013, 4, 1, tzinfo=UTC), end=datetime(2013, 4, 8, tzinfo=UTC))
    >>> span(week, week)
    '1 Apr 2013 to 7 Apr 2013'
    """
    return f"{day(first.start)} to {day(last.end - timedelta(microseconds=1))}"
