"""The laws of Kleene's three-valued logic, over every triple of truths that hypothesis can think of."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from domain.decisions import Truth
from policies.logic import all_of, any_of, at_least, negate, truth_of

truths = st.sampled_from(Truth)
lists = st.lists(truths, min_size=1, max_size=6)


def settled(answers: list[Truth]) -> list[list[Truth]]:
    """Every way in which the unknown answers might turn out."""
    ways = ([Truth.TRUE, Truth.FALSE] if each is Truth.UNKNOWN else [each] for each in answers)
    return [list(way) for way in product(*ways)]


@given(truths)
def test_negating_twice_changes_nothing(truth: Truth) -> None:
    assert negate(negate(truth)) is truth


@given(lists)
def test_de_morgan(answers: list[Truth]) -> None:
    assert negate(any_of(answers)) is all_of([negate(each) for each in answers])
    assert negate(all_of(answers)) is any_of([negate(each) for each in answers])


@given(lists, st.data())
def test_order_does_not_matter(answers: list[Truth], data: st.DataObject) -> None:
    turned = data.draw(st.permutations(answers))
    assert any_of(turned) is any_of(answers)
    assert all_of(turned) is all_of(answers)


@given(lists, lists)
def test_grouping_does_not_matter(left: list[Truth], right: list[Truth]) -> None:
    assert any_of([any_of(left), any_of(right)]) is any_of(left + right)
    assert all_of([all_of(left), all_of(right)]) is all_of(left + right)


@given(truths, truths)
def test_absorption(one: Truth, other: Truth) -> None:
    assert any_of([one, all_of([one, other])]) is one
    assert all_of([one, any_of([one, other])]) is one


@given(lists)
def test_any_and_all_are_the_ends_of_at_least(answers: list[Truth]) -> None:
    assert any_of(answers) is at_least(1, answers)
    assert all_of(answers) is at_least(len(answers), answers)


@given(lists, st.integers(min_value=1, max_value=7))
def test_an_answer_is_known_only_if_no_outcome_of_the_unknown_could_change_it(answers: list[Truth], k: int) -> None:
    possible = {way.count(Truth.TRUE) >= k for way in settled(answers)}
    expected = Truth.UNKNOWN if len(possible) > 1 else truth_of(holds=True in possible)
    assert at_least(k, answers) is expected


@given(lists, st.integers(min_value=1, max_value=7))
def test_negating_at_least_k_asks_for_enough_of_the_opposite(answers: list[Truth], k: int) -> None:
    opposites = [negate(each) for each in answers]
    assert negate(at_least(k, answers)) is at_least(len(answers) - k + 1, opposites)
