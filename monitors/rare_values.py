"""Texts that so few rows share that they may be one person's: counted everywhere, named nowhere.

Whoever is to see no single row sees no value of fewer than so many rows either: the threshold rule of statistical
offices (Hundepool et al., Statistical Disclosure Control, Wiley 2012, section 4.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

NAMED_FROM = 10
FOLDED = "(rarer values)"
_ELLIPSIS = "…"
# Shorter ones stand in any sentence.
_SHORTEST = 3


def without_rare_values(text: str, rows: pd.DataFrame) -> str:
    """A text about these rows, such as what somebody's code raised over them, without the values that it repeats.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"mail": ["ada@example.com", "bob@example.com"]})
    >>> without_rare_values("could not convert string to float: 'bob@example.com' (column mail)", rows)
    "could not convert string to float: '…' (column mail)"
    """
    found = {value for value in _rare(rows) if len(value) >= _SHORTEST and value in text}
    for value in sorted(found, key=len, reverse=True):
        text = text.replace(value, _ELLIPSIS)
    return text


def folded(*sides: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """The same rows, the texts of each column that are rare in all sides taken together as one value.

    >>> import pandas as pd
    >>> before, after = pd.DataFrame({"station": ["park"] * 9}), pd.DataFrame({"station": ["park", "ada's garden"]})
    >>> [side["station"].unique().tolist() for side in folded(before, after)]
    [['park'], ['park', '(rarer values)']]
    """
    import pandas as pd

    together = pd.concat([side.astype(object) for side in sides], ignore_index=True)
    names = {name for side in sides for name, _ in _texts(side)}
    rare = {name: _rare_in(together[name]) for name in names}
    return tuple(
        side.assign(**{name: side[name].astype(object).mask(side[name].isin(rare[name]), FOLDED) for name in names})
        for side in sides
    )


def _rare(rows: pd.DataFrame) -> Iterator[str]:
    for _, column in _texts(rows):
        yield from (str(value) for value in _rare_in(column))


def _rare_in(column: pd.Series[Any]) -> pd.Index[Any]:
    counts = column.astype(object).value_counts()
    return counts.index[counts < NAMED_FROM]


def _texts(rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series[Any]]]:
    """The columns that hold text, or anything else that is neither number, time nor truth value."""
    from pandas.api import types

    for name, column in rows.items():
        is_other = types.is_numeric_dtype(column) or types.is_datetime64_any_dtype(column)
        if not is_other and not types.is_timedelta64_dtype(column):
            yield str(name), column
