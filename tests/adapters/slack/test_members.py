"""Who is a member of what, asked of a Slack on loopback."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from adapters.slack.members import Members
from adapters.slack.messenger import open_client
from domain.errors import EvidenceUnavailable
from tests.builders import a_moment
from tests.local_slack import CHANNEL_ID, GROUP_ID, TOKEN, LocalSlack, local_slack


class Clock:
    """Moves when it is told to."""

    now: datetime = a_moment()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def server() -> Iterator[LocalSlack]:
    with local_slack() as running:
        yield running


@pytest.fixture
def slack(server: LocalSlack) -> LocalSlack:
    server.clear()
    return server


def _members(slack: LocalSlack, clock: Clock | None = None) -> Members:
    return Members(open_client(TOKEN, base_url=slack.base_url), clock or Clock())


@pytest.mark.parametrize(
    ("user", "asked_of", "entry"),
    [
        ("U07ADA", (GROUP_ID,), GROUP_ID),
        ("U07ADA", (f"{GROUP_ID} (the owners)",), f"{GROUP_ID} (the owners)"),
        ("U07DAN", (GROUP_ID,), None),
        ("U07DAN", (GROUP_ID, CHANNEL_ID), CHANNEL_ID),
        ("U07ADA", ("U07ADA", "ada", "the owners"), None),
        ("U07ADA", (), None),
    ],
)
def test_the_first_entry_that_holds_the_person_entitles(
    slack: LocalSlack, user: str, asked_of: tuple[str, ...], entry: str | None
) -> None:
    assert _members(slack).entitling(user, asked_of) == entry


def test_a_large_channel_is_read_to_its_end(slack: LocalSlack) -> None:
    slack.workspace.channels[CHANNEL_ID].members = [f"U07P{n:04}" for n in range(450)]
    assert _members(slack).entitling("U07P0449", (CHANNEL_ID,)) == CHANNEL_ID
    assert slack.calls == 3


def test_slack_is_asked_again_after_half_a_minute_and_not_before(slack: LocalSlack) -> None:
    clock = Clock()
    members = _members(slack, clock)
    members.entitling("U07ADA", (GROUP_ID,))
    slack.workspace.groups[GROUP_ID] = ["U07DAN"]
    clock.now += timedelta(seconds=29)
    assert members.entitling("U07ADA", (GROUP_ID,)) == GROUP_ID
    clock.now += timedelta(seconds=1)
    assert members.entitling("U07ADA", (GROUP_ID,)) is None


@pytest.mark.parametrize(
    ("entry", "said"),
    [("S0GONE", "no_such_subteam"), ("C0GONE", "channel_not_found")],
)
def test_what_slack_does_not_tell_is_not_guessed(slack: LocalSlack, entry: str, said: str) -> None:
    with pytest.raises(EvidenceUnavailable, match=f"Slack did not say who is in {entry} \\({said}\\)"):
        _members(slack).entitling("U07ADA", (entry,))


def test_a_group_that_cannot_be_asked_does_not_hinder_who_is_in_another(slack: LocalSlack) -> None:
    assert _members(slack).entitling("U07ADA", ("S0GONE", GROUP_ID)) == GROUP_ID


def test_an_outage_is_named_and_not_remembered(slack: LocalSlack) -> None:
    members = _members(slack)
    slack.is_down = True
    with pytest.raises(EvidenceUnavailable, match=f"who is in {GROUP_ID}"):
        members.entitling("U07ADA", (GROUP_ID,))
    slack.is_down = False
    assert members.entitling("U07ADA", (GROUP_ID,)) == GROUP_ID


def test_without_a_token_nobody_s_membership_can_be_told() -> None:
    with pytest.raises(EvidenceUnavailable, match="without DRIFTWARDEN_SLACK_TOKEN"):
        Members(None, a_moment).entitling("U07ADA", (GROUP_ID,))
