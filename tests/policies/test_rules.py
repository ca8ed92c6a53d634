"""Rules as a decision keeps them: read back they give the truth that the policy gave."""

import pytest

from domain.decisions import Truth
from policies.rules import at_least_of, counts_unknown_as_true, or_unknown, read_rule

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


@pytest.mark.parametrize(
    ("rule", "inside", "truth"),
    [
        ("any", (F, U), U),
        ("any", (F, T), T),
        ("all", (T, U), U),
        ("all", (T, F), F),
        ("not", (U,), U),
        ("not", (T,), F),
        (at_least_of(2), (T, T, F), T),
        (at_least_of(2), (T, U, F), U),
        (at_least_of(2, and_now=True), (F, T, T), F),
        (at_least_of(2, and_now=True), (U, T, T), T),
        (or_unknown("all"), (T, U), T),
        (or_unknown("all"), (T, F), F),
        (or_unknown(at_least_of(1, and_now=True)), (U, F), T),
    ],
)
def test_a_rule_gives_the_truth(rule: str, inside: tuple[Truth, ...], truth: Truth) -> None:
    read = read_rule(rule, len(inside))
    assert read is not None
    assert read.truth(inside) is truth


@pytest.mark.parametrize("words", ["", "some", "at_least", "at_least many", "at_least 2 of 3", "fixed", "or_unknown"])
def test_words_that_are_no_rule_are_none(words: str) -> None:
    assert read_rule(words, 2) is None


def test_only_one_condition_is_negated() -> None:
    assert read_rule("not", 2) is None


@pytest.mark.parametrize(("rule", "counts"), [("any", False), (or_unknown("any"), True), (or_unknown(""), True)])
def test_it_says_whether_the_unknown_counts_as_true(rule: str, counts: bool) -> None:
    assert counts_unknown_as_true(rule) is counts
