"""What a segment is called, and how it is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.models import Segment

words = st.text(max_size=6) | st.text(alphabet="\\=, a\n", max_size=6)


@given(column=words, value=words, also=st.just(()) | st.tuples(words, words))
def test_every_segment_is_read_back_from_its_text(column: str, value: str, also: tuple[str, str] | tuple[()]) -> None:
    segment = Segment(column=column, value=value, also=also)
    assert Segment.parse(str(segment)) == segment


def test_one_column_reads_as_ever_and_a_pair_has_both() -> None:
    assert str(Segment.of(("carrier",), ("UA",))) == "carrier=UA"
    assert str(Segment.of(("origin", "carrier"), ("JFK", "AA"))) == "origin=JFK, carrier=AA"


def test_segments_sort_by_column_and_value_be_they_one_or_two() -> None:
    pair, single = Segment.of(("a", "b"), ("1", "2")), Segment.of(("a",), ("1",))
    assert sorted([pair, single]) == [single, pair]


@pytest.mark.parametrize("text", ["", "x", "a=1=2", "a=1, b", "a=1, b=2, c=3"])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"a segment (is written|has one or two columns)"):
        Segment.parse(text)
