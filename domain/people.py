"""Under which name a person counts, by whatever door they come in."""

import re
from collections.abc import Iterable

# As Slack writes ids, with a name for people behind it or without: `U07ADA`, `U07ADA (Ada)`. They hold a digit, by
# which GRACE is no channel.
_ENTRY = re.compile(r"(?P<id>(?P<kind>[UWSCG])(?=[A-Z]*[0-9])[A-Z0-9]{2,})(?: \((?P<name>[^()]+)\))?")
_PEOPLE = ("U", "W")


def slack_id(entry: str) -> str | None:
    """Slack's id of a person, group or channel that an entry names; None for a plain name.

    >>> slack_id("U07ADA (Ada)"), slack_id("S07ONCALL"), slack_id("ada")
    ('U07ADA', 'S07ONCALL', None)
    """
    found = _ENTRY.fullmatch(entry)
    return found["id"] if found else None


def is_person(entry: str) -> bool:
    """Whether an entry means one person, and not one of Slack's groups or channels.

    >>> is_person("U07ADA (Ada)"), is_person("ada"), is_person("S07ONCALL"), is_person("C07MODELS (#models)")
    (True, True, False, False)
    """
    found = _ENTRY.fullmatch(entry)
    return found is None or found["kind"] in _PEOPLE


def known_as(name: str, entries: Iterable[str], *, by_handle: bool = False) -> str:
    """The entry that means the same person as `name`, or the name itself where none does.

    Of Slack's people only the id counts: handles can be changed to somebody else's. `by_handle` also takes the name in
    an entry's brackets, for a door at which people say themselves who they are.

    >>> known_as("U07ADA (countess)", ("U07BOB", "U07ADA (Ada)"))
    'U07ADA (Ada)'
    >>> known_as("Ada", ("U07ADA (Ada)",)), known_as("Ada", ("U07ADA (Ada)",), by_handle=True)
    ('Ada', 'U07ADA (Ada)')
    """
    listed = tuple(entries)
    if name in listed:
        return name
    return next((entry for entry in listed if _same(name, entry, by_handle=by_handle)), name)


def _same(name: str, entry: str, *, by_handle: bool) -> bool:
    listed = _ENTRY.fullmatch(entry)
    if listed is None or not is_person(entry):
        return False
    theirs = slack_id(name)
    return listed["id"] == theirs if theirs else by_handle and listed["name"] == name
