"""What is said when a name that a person typed fits no noun, or several."""

from collections.abc import Sequence

from domain.errors import Ambiguous, Unheard

SHOWN = 10


def the_only(prefix: str, ids: Sequence[str], *, kind: str) -> str:
    """The one id that was meant: the prefix itself if it is an id, or the only one found to start with it.

    `ids` are those that start with the prefix, in order; more than SHOWN need not be found. Raises Unheard, and
    Ambiguous, which lists the candidates, where there are several.

    >>> the_only("a7", ["a72aac877602faaf843f"], kind="decision")
    'a72aac877602faaf843f'
    """
    if not prefix:
        raise Unheard(f"no {kind} was named; give its id, or the first characters of it")
    if prefix in ids:
        return prefix
    if not ids:
        raise Unheard(f"the ledger holds no {kind} {prefix}; copy the id from the message or report that names it")
    if len(ids) > 1:
        raise Ambiguous(f"{prefix} may be any of several {kind}s, give more of the id: {_listed(ids)}")
    return ids[0]


def _listed(ids: Sequence[str]) -> str:
    more = ", and more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more
