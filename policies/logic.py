"""Kleene's strong three-valued logic: a claim is true, false, or not known.

Everything is built on counting, because `any`, `all` and "k of the last n" are the same question: could the
unknown answers still change the result? If not, the result is known although they are not.

Source: S. C. Kleene, Introduction to Metamathematics (1952), section 64.
"""

from collections.abc import Iterable

from domain.decisions import Truth


def truth_of(*, holds: bool) -> Truth:
    """A claim that could be checked, as a truth value."""
    return Truth.TRUE if holds else Truth.FALSE


def at_least(needed: int, truths: Iterable[Truth]) -> Truth:
    """Whether at least `needed` of the truths are true, whatever the unknown ones turn out to be.

    >>> at_least(2, [Truth.TRUE, Truth.UNKNOWN, Truth.TRUE]).value
    'true'
    >>> at_least(2, [Truth.TRUE, Truth.UNKNOWN, Truth.FALSE]).value
    'unknown'
    >>> at_least(2, [Truth.FALSE, Truth.UNKNOWN, Truth.FALSE]).value
    'false'
    """
    answers = tuple(truths)
    true, unknown = answers.count(Truth.TRUE), answers.count(Truth.UNKNOWN)
    if true >= needed:
        return Truth.TRUE
    return Truth.UNKNOWN if true + unknown >= needed else Truth.FALSE


def any_of(truths: Iterable[Truth]) -> Truth:
    """Disjunction: true if one is true, false if all are false, else unknown."""
    return at_least(1, truths)


def all_of(truths: Iterable[Truth]) -> Truth:
    """Conjunction: true if all are true, false if one is false, else unknown."""
    answers = tuple(truths)
    return at_least(len(answers), answers)


def negate(truth: Truth) -> Truth:
    """Negation: the unknown stays unknown."""
    match truth:
        case Truth.TRUE:
            return Truth.FALSE
        case Truth.FALSE:
            return Truth.TRUE
        case Truth.UNKNOWN:
            return Truth.UNKNOWN
