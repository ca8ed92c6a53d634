"""Under which name a person counts, by whatever door they come in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# As Slack writes ids, with a name for people behind it or without: `U07ADA`, `U07ADA (Ada)`. They hold a digit, by
# which GRACE is no channel.
_ENTRY = re.compile(r"(?P<id>(?P<kind>[UWSCG])(?=[A-Z]*[0-9])[A-Z0-9]{2,})(?: \((?P<name>[^()]+)\))?")
_PEOPLE, _CHANNELS = ("U", "W"), ("C", "G")


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Under which name somebody acts, and from which account.

    The account is what the door vouches for by itself: Slack's id of the user, `ada@laptop` at the command line; None
    where a door vouches for nobody.
    """

    name: str
    account: str | None = None

    def is_one_with(self, other: "Who") -> bool:
        """Whether both count as one person: the same name, or the same account; two unknown accounts are not the same.

        >>> Who(name="bob", account="ada@laptop").is_one_with(Who(name="ada", account="ada@laptop"))
        True
        >>> Who(name="bob").is_one_with(Who(name="ada"))
        False
        """
        return self.name == other.name or (self.account is not None and self.account == other.account)


def different_people(acting: Iterable[Who]) -> tuple[frozenset[Who], ...]:
    """Those who act, sorted into people: who shares a name or an account is one, also by way of a third.

    >>> ada, bob = Who(name="ada", account="ada@laptop"), Who(name="bob", account="ada@laptop")
    >>> [len(person) for person in different_people([ada, Who(name="cleo"), bob])]
    [1, 2]
    """
    people: list[frozenset[Who]] = []
    for who in acting:
        same = [person for person in people if any(who.is_one_with(each) for each in person)]
        people = [*(person for person in people if person not in same), frozenset({who}).union(*same)]
    return tuple(people)


def came_by(door: str, who: Who) -> str:
    """The door that somebody came in by, with their account where the name does not say it.

    >>> came_by("command line", Who(name="grace", account="ada@laptop"))
    'command line, from ada@laptop'
    >>> came_by("slack", Who(name="U07ADA (ada)", account="U07ADA"))
    'slack'
    """
    is_said = who.account is None or who.account in {who.name, slack_id(who.name)}
    return door if is_said else f"{door}, from {who.account}"


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


def is_channel(entry: str) -> bool:
    """Whether an entry means a channel: by its name with a hash before it, or by its id.

    >>> is_channel("#models"), is_channel("C07MODELS (#models)"), is_channel("G07SECRET"), is_channel("CAROLINE")
    (True, True, True, False)
    """
    found = _ENTRY.fullmatch(entry)
    return entry.startswith("#") or (found is not None and found["kind"] in _CHANNELS)


def is_bare_id(entry: str) -> bool:
    """Whether an entry is a person's Slack id alone, which only Slack can vouch for.

    >>> is_bare_id("U07ADA"), is_bare_id("U07ADA (Ada)"), is_bare_id("S07ONCALL"), is_bare_id("ada")
    (True, False, False, False)
    """
    return slack_id(entry) == entry and is_person(entry)


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
