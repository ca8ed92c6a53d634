"""Who belongs to a group or a channel of Slack's, asked when somebody answers and kept for half a minute.

Scopes: usergroups:read, channels:read, and groups:read for private channels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from threading import Lock
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.slack.refusals import word_of
from domain.errors import EvidenceUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from slack_sdk import WebClient

# An id as Slack gives it, with a name behind it for people or without: `S0OWNERS (the owners)`.
_GROUP, _CHANNEL = re.compile(r"(S[A-Z0-9]{2,})(?: \(.*\))?"), re.compile(r"([CG][A-Z0-9]{2,})(?: \(.*\))?")
_KEPT_FOR = timedelta(seconds=30)
_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Members as they were at a moment."""

    people: frozenset[str]
    asked_at: datetime


class Members:
    """Asks Slack which of those who were asked a person is a member of."""

    def __init__(self, client: WebClient | None, clock: Callable[[], datetime]) -> None:
        """Without a client nobody's membership can be told."""
        self._client = client
        self._clock = clock
        self._kept: dict[str, Kept] = {}
        self._lock = Lock()

    def entitling(self, user: str, asked_of: Sequence[str]) -> str | None:
        """The first group or channel of `asked_of` that holds the person, as it is written there; None without any.

        Raises EvidenceUnavailable where Slack did not tell of one of them and no other holds the person: who may
        answer is not guessed.
        """
        untold: list[str] = []
        for entry in asked_of:
            try:
                if user in self._members_of(entry):
                    return entry
            except EvidenceUnavailable as error:
                untold.append(str(error))
        if untold:
            raise EvidenceUnavailable("; ".join(untold))
        return None

    def _members_of(self, entry: str) -> frozenset[str]:
        group, channel = _GROUP.fullmatch(entry), _CHANNEL.fullmatch(entry)
        if group:
            return self._remembered(entry, lambda client: _people_in_group(client, group[1]))
        if channel:
            return self._remembered(entry, lambda client: _people_in_channel(client, channel[1]))
        return frozenset()

    def _remembered(self, entry: str, ask: Callable[[WebClient], frozenset[str]]) -> frozenset[str]:
        now = self._clock()
        with self._lock:
            kept = self._kept.get(entry)
        if kept is not None and timedelta(0) <= now - kept.asked_at < _KEPT_FOR:
            return kept.people
        people = self._asked(entry, ask)
        with self._lock:
            self._kept[entry] = Kept(people=people, asked_at=now)
        return people

    def _asked(self, entry: str, ask: Callable[[WebClient], frozenset[str]]) -> frozenset[str]:
        if self._client is None:
            raise EvidenceUnavailable(f"who is in {entry} cannot be asked of Slack without DRIFTWARDEN_SLACK_TOKEN")
        try:
            return ask(self._client)
        except SlackApiError as error:
            raise EvidenceUnavailable(f"Slack did not say who is in {entry} ({_said(error)})") from error
        except (SlackClientError, OSError, HTTPException, ValueError) as error:
            raise EvidenceUnavailable(f"Slack could not be asked who is in {entry} ({word_of(error)})") from error


def _people_in_group(client: WebClient, group: str) -> frozenset[str]:
    return frozenset(client.usergroups_users_list(usergroup=group)["users"])


def _people_in_channel(client: WebClient, channel: str) -> frozenset[str]:
    people: set[str] = set()
    cursor: str | None = ""
    while cursor is not None:
        page = client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor)
        people.update(page["members"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
    return frozenset(people)


def _said(error: SlackApiError) -> str:
    word, needed = word_of(error), error.response.get("needed")
    return f"{word}: give the app the scope {needed}" if word == "missing_scope" and needed else word
