"""What people do in Slack, read from Slack's own payloads into what the gateway's listeners work with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from adapters.slack.payloads import Pressed, Submitted, Typed, validated

if TYPE_CHECKING:
    from collections.abc import Mapping

DOOR = "slack"
_SECONDS = re.compile(r"\d{1,11}(\.\d{1,9})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Who did something, and where they can be answered: at an address, in a thread of a channel, or directly.

    `sent_at` is the moment that names what they did (UTC): Slack's own where it says one (when it signed the request,
    to the second; through a socket, when a button was pressed), so that what is sent again says the same.
    """

    user: str
    handle: str = ""
    response_url: str | None = None
    channel: str | None = None
    thread: str | None = None
    sent_at: datetime | None = None

    @property
    def name(self) -> str:
        """Id and handle: `U07ADA (ada)`."""
        return f"{self.user} ({self.handle})" if self.handle else self.user


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Somebody pressed a button or chose from a menu; `trigger` lets a modal be opened for three seconds."""

    action: str
    value: str
    where: Where
    trigger: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Somebody submitted a modal; `answers` are by action_id, without those left empty."""

    callback: str
    about: str
    answers: Mapping[str, str]
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Somebody typed a slash command; `words` are what followed it."""

    words: tuple[str, ...]
    where: Where


def read_press(body: Mapping[str, Any], sent_at: datetime | None = None) -> Press:
    """A pressed button; raises InvalidDocument for what is none."""
    read = validated(Pressed, body)
    action, place = read.actions[0], read.container
    return Press(
        action=action.action_id,
        value=action.said,
        where=Where(
            user=read.user.id,
            handle=read.user.handle,
            response_url=read.response_url,
            channel=place.channel_id,
            thread=place.thread_ts or place.message_ts,
            sent_at=sent_at or _moment(action.action_ts),
        ),
        trigger=read.trigger_id,
    )


def read_submission(body: Mapping[str, Any], sent_at: datetime | None = None) -> Submission:
    """A submitted modal; raises InvalidDocument for what is none."""
    read = validated(Submitted, body)
    filled = [(id_, said.said) for block in read.view.state.values.values() for id_, said in block.items()]
    return Submission(
        callback=read.view.callback_id,
        about=read.view.private_metadata,
        answers={id_: said for id_, said in filled if said},
        where=Where(user=read.user.id, handle=read.user.handle, sent_at=sent_at),
    )


def read_command(body: Mapping[str, Any], sent_at: datetime | None = None) -> Command:
    """A slash command; raises InvalidDocument for what is none."""
    read = validated(Typed, body)
    where = Where(
        user=read.user_id,
        handle=read.user_name,
        response_url=read.response_url,
        channel=read.channel_id,
        sent_at=sent_at,
    )
    return Command(words=tuple(read.text.split()), where=where)


def _moment(seconds: str) -> datetime | None:
    return datetime.fromtimestamp(float(seconds), UTC) if _SECONDS.fullmatch(seconds) else None
