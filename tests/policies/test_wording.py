"""How sentences are put together."""

from domain.decisions import Trace, Truth
from policies.rules import or_unknown
from policies.wording import telling

BAD = Trace(condition="mae", truth=Truth.TRUE, because="mae 9 is 20% above its baseline")
GUESSED = Trace(condition="regret", truth=Truth.TRUE, because="nobody knows the costs", rule=or_unknown(""))


def test_what_only_counts_as_true_is_not_said_beside_what_is_known() -> None:
    assert telling((GUESSED, BAD), Truth.TRUE) == BAD.because


def test_what_only_counts_as_true_is_said_where_nothing_is_known() -> None:
    assert telling((GUESSED,), Truth.TRUE) == GUESSED.because
