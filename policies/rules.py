"""How the truth of a condition follows from those inside it, in words that a decision keeps.

`any`, `all`, `not` and `at_least 2` mean what they do in a policy. `at_least 2 and_now` is `sustained`: it is false
once the first, the newest, is false. ` or_unknown` after any of them, or alone, is `on_unknown: fire`: an answer that
is not known counts as true. `fixed` is a fact of the past that could not have been otherwise.
A decision keeps the rule because the policy's file may have changed by the time somebody asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.decisions import Truth
from policies.logic import at_least, negate

ANY, ALL, NOT, FIXED = "any", "all", "not", "fixed"
_AT_LEAST, _AND_NOW, _OR_UNKNOWN = "at_least", "and_now", "or_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """At least `needed` of those inside are true; turned round if `negated`.

    `and_now`: and the first is not false. `or_unknown`: what is not known counts as true in the end.
    """

    needed: int
    negated: bool = False
    and_now: bool = False
    or_unknown: bool = False

    def truth(self, inside: Sequence[Truth]) -> Truth:
        """The truth that follows from those inside, in their order."""
        found = self._certain(inside)
        return Truth.TRUE if self.or_unknown and found is Truth.UNKNOWN else found

    def _certain(self, inside: Sequence[Truth]) -> Truth:
        if self.negated:
            return negate(inside[0])
        if self.and_now and inside[0] is Truth.FALSE:
            return Truth.FALSE
        return at_least(self.needed, inside)


def at_least_of(needed: int, *, and_now: bool = False) -> str:
    """The words for "so many of those inside", as `sustained` means it with `and_now`.

    >>> at_least_of(2), at_least_of(2, and_now=True)
    ('at_least 2', 'at_least 2 and_now')
    """
    return f"{_AT_LEAST} {needed}{f' {_AND_NOW}' if and_now else ''}"


def or_unknown(rule: str) -> str:
    """The rule where what is not known counts as true.

    >>> or_unknown("any"), or_unknown("")
    ('any or_unknown', 'or_unknown')
    """
    return f"{rule} {_OR_UNKNOWN}".lstrip()


def counts_unknown_as_true(rule: str) -> bool:
    """Whether the rule ends in `or_unknown`."""
    return _OR_UNKNOWN in rule.split()


def read_rule(rule: str, inside: int) -> Rule | None:
    """The rule over so many conditions; None for words that are no rule over that many, such as an old decision's.

    >>> read_rule("all", 3)
    Rule(needed=3, negated=False, and_now=False, or_unknown=False)
    >>> read_rule("", 3) is None
    True
    """
    words = rule.split()
    ends = {"and_now": _AND_NOW in words, "or_unknown": _OR_UNKNOWN in words}
    match [word for word in words if word not in (_AND_NOW, _OR_UNKNOWN)]:
        case ["any"]:
            return Rule(needed=1, **ends)
        case ["all"]:
            return Rule(needed=inside, **ends)
        case ["not"] if inside == 1:
            return Rule(needed=1, negated=True, **ends)
        case ["at_least", number] if number.isascii() and number.isdigit():
            return Rule(needed=int(number), **ends)
        case _:
            return None
