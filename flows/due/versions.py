"""What versions are called: the first as the log calls what serves, later ones by the next number."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.columns import PREDICTION, VERSION
from domain.errors import InvalidDocument
from domain.windows import Window

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from flows.watch import Watch

FIRST = "v1"
_RECENTLY = timedelta(days=7)
_LONGEST = 64
_SHOWN = 3


def first_version(watch: Watch, train_on: Window, now: datetime, told: str | None) -> str:
    """What the first champion is called: as told, else v1.

    Raises InvalidDocument, with the command's option, for a name that nobody could use, and for v1 where the log's
    newest rows name other versions: nothing could be measured of a version that serves no row.
    """
    if told is not None:
        return _usable(watch.model, told)
    logged = versions_logged(watch, train_on, now)
    if not logged or FIRST in logged:
        return FIRST
    raise InvalidDocument(
        [
            f"{watch.model}: the newest rows of the log were served by {named(logged)}, and a first champion called "
            f"{FIRST} would have no row to be measured by; give --version {logged[0]}, or --version {FIRST} if the "
            f"service will log {FIRST} from now on"
        ]
    )


def versions_logged(watch: Watch, span: Window, now: datetime) -> tuple[str, ...]:
    """The versions that answered rows of the last week, the newest first; those of the span where the week names none.

    None where the log does not tell versions apart. Rows without a prediction were answered by nobody.
    """
    for window in (Window(start=now - _RECENTLY, end=now), span):
        rows = watch.log.read(window, as_of=now, columns=(VERSION, PREDICTION))
        named_too = {VERSION, PREDICTION} <= set(rows.columns)
        found = rows.dropna(subset=[VERSION, PREDICTION])[VERSION].astype(str).tolist() if named_too else []
        if found:
            return tuple(dict.fromkeys(reversed(found)))
    return ()


def named(versions: Collection[str]) -> str:
    """The first of them, for a sentence.

    >>> named(["2026.2", "2026.1"]), named(["a", "b", "c", "d"])
    ('2026.2 and 2026.1', 'a, b, c and 1 more')
    """
    first = list(versions)[:_SHOWN]
    if len(versions) > _SHOWN:
        return f"{', '.join(first)} and {len(versions) - _SHOWN} more"
    return " and ".join([", ".join(first[:-1]), first[-1]] if first[1:] else first)


def next_version(taken: Collection[str]) -> str:
    """The name of the next challenger: v2 after the first, and no number that is taken; v2.1 is a refit of v2.

    >>> next_version(["v1"]), next_version(["v1", "v2", "v2.1"]), next_version(["2026.1"]), next_version(["v7"])
    ('v2', 'v3', 'v2', 'v8')
    """
    numbers = [int(found[1]) for name in taken if (found := re.fullmatch(r"v(\d{1,9})(\..*)?", name))]
    return f"v{max([1, *numbers]) + 1}"


def _usable(model: str, told: str) -> str:
    if not (told.isprintable() and told == told.strip() and 0 < len(told) <= _LONGEST):
        raise InvalidDocument(
            [f"{model}: --version {told!r} is no version's name; write the one that the log's rows name, such as v1"]
        )
    return told
