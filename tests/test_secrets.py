"""Planted secrets and planted rows of users: one breach, question, click, trouble and failed delivery tell none."""

import pytest

from tests.planted import Outgoing, everything_that_leaves
from tests.planting import NUMBER, ROWS, SECRETS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outgoing(tmp_path_factory: pytest.TempPathFactory) -> Outgoing:
    """Everything that left, by where it went."""
    return everything_that_leaves(tmp_path_factory.mktemp("planted") / "bikes")


def test_everything_happened_that_could_tell(outgoing: Outgoing) -> None:
    assert "approved" in outgoing["slack"]
    assert "is the champion" in outgoing["slack"] or "replaced" in outgoing["slack"]
    assert "could not convert string to float" in outgoing["slack"]
    assert "unseen_categories" in outgoing["slack"] + outgoing["explanations"]
    assert "driftwarden approve" in outgoing["mails"]
    for place in ("log records", "metrics", "pages", "explanations", "exceptions", "report", "artifacts"):
        assert outgoing[place], place


@pytest.mark.parametrize("planted", SECRETS)
def test_no_secret_is_in_anything_that_leaves(outgoing: Outgoing, planted: str) -> None:
    assert _found(outgoing, planted) == {}


@pytest.mark.parametrize("planted", ROWS)
def test_no_row_of_a_user_is_in_anything_that_leaves(outgoing: Outgoing, planted: str) -> None:
    assert _found(outgoing, planted) == {}


def test_a_number_like_no_other_is_only_in_the_report_that_a_person_asked_for(outgoing: Outgoing) -> None:
    # Evidently draws a column's numbers from the smallest to the largest.
    assert set(_found(outgoing, NUMBER)) <= {"report"}


def _found(outgoing: Outgoing, planted: str) -> dict[str, str]:
    """Where it stands, with some of what stands around it."""
    return {
        place: said[max(0, said.index(planted) - 150) : said.index(planted) + 80]
        for place, said in outgoing.items()
        if planted in said
    }
