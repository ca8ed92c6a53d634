"""What a small workspace holds: people, groups, a channel with its messages, views, files."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, RLock
from typing import Any

TOKEN = "xoxb-local-0000-planted-secret"
APP_TOKEN = "xapp-local-0000-planted-secret"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # Slack's own example.
CHANNEL_ID = "C0LOCAL"
CHANNEL_NAME = "model-watch"
GROUP_ID = "S0OWNERS"
BOT_ID = "U0BOT"
TEAM_ID = "T0LOCAL"
PEOPLE = {"U07ADA": "ada", "U07BOB": "bob", "U07CLEO": "cleo", "U07DAN": "dan"}

JSON = dict[str, Any]


@dataclass(kw_only=True)
class Channel:
    """A channel; the id stays when the name changes."""

    id: str
    name: str
    members: list[str]
    is_archived: bool = False


@dataclass(kw_only=True)
class File:
    """An uploaded file; Slack shows it only once it was `processed`, which takes some asking (`files.info`)."""

    id: str
    name: str
    content: bytes = b""
    title: str = ""
    is_complete: bool = False
    asks_left: int = 1

    @property
    def is_processed(self) -> bool:
        """Whether a message may show it."""
        return self.is_complete and self.asks_left <= 0


@dataclass(kw_only=True)
class Trigger:
    """Somebody's gesture, for which a modal may be opened once within three seconds."""

    user: str
    at: float
    is_used: bool = False


@dataclass(kw_only=True)
class ResponseAddress:
    """Where one gesture may be answered: five times within half an hour."""

    user: str
    channel: str
    message: str | None
    at: float
    uses_left: int = 5


@dataclass(kw_only=True)
class Workspace:
    """Everything, behind one lock. `version` counts changes, so that a page knows when to look again.

    `whispers` are what only one person sees. `seconds` is the clock, since the epoch; `asks_until_processed` is how
    often files.info has to be asked before a new file may be shown.
    """

    seconds: Callable[[], float] = time.time
    people: dict[str, str] = field(default_factory=lambda: dict(PEOPLE))
    groups: dict[str, list[str]] = field(default_factory=lambda: {GROUP_ID: ["U07ADA", "U07BOB"]})
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: list[JSON] = field(default_factory=list)
    whispers: list[JSON] = field(default_factory=list)
    views: dict[str, JSON] = field(default_factory=dict)
    homes: dict[str, JSON] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    addresses: dict[str, ResponseAddress] = field(default_factory=dict)
    asks_until_processed: int = 1
    version: int = 0
    lock: RLock = field(default_factory=RLock)
    _serial: int = 0
    _news: Condition = field(default_factory=Condition)

    def __post_init__(self) -> None:
        self._people_the_channel()

    def clear(self) -> None:
        """Forget everything but the people."""
        with self.lock:
            for shelf in (
                self.messages,
                self.whispers,
                self.views,
                self.homes,
                self.files,
                self.addresses,
                self.triggers,
            ):
                shelf.clear()
            self.groups = {GROUP_ID: ["U07ADA", "U07BOB"]}
            self.channels.clear()
            self.asks_until_processed = 1
            self._people_the_channel()
        self.changed()

    def _people_the_channel(self) -> None:
        members = [*self.people, BOT_ID]
        self.channels.setdefault(CHANNEL_ID, Channel(id=CHANNEL_ID, name=CHANNEL_NAME, members=members))

    def serial(self) -> int:
        """A number that was never given before."""
        with self.lock:
            self._serial += 1
            return self._serial

    def new_ts(self) -> str:
        """A message's name: the moment, made unique by its last six digits as Slack does."""
        return f"{int(self.seconds())}.{self.serial():06d}"

    def changed(self) -> None:
        """Somebody should look again."""
        with self._news:
            self.version += 1
            self._news.notify_all()

    def wait_for(self, what: Callable[[], object], *, seconds: float = 10.0) -> bool:
        """Whether something became true within so many seconds; looked at whenever anything changed."""
        with self._news:
            return bool(self._news.wait_for(what, timeout=seconds))

    def channel(self, named: str | None) -> Channel | None:
        """The channel of that id, or of that name as it is now, with or without a number sign."""
        if named in self.channels:
            return self.channels[named]
        name = (named or "").removeprefix("#")
        return next((channel for channel in self.channels.values() if channel.name == name), None)

    def message(self, ts: str | None) -> JSON | None:
        """The message of that timestamp."""
        return next((message for message in self.messages if message["ts"] == ts), None)

    def view_of(self, user: str) -> JSON | None:
        """The modal that is open in front of a person."""
        return next((view for view in reversed(self.views.values()) if view["user"] == user), None)
