"""What people do in Slack, read from Slack's own payloads into what the gateway's listeners work with.

Shapes: https://docs.slack.dev/reference/interaction-payloads, /interactivity/implementing-slash-commands and
/reference/events/app_home_opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.errors import InvalidDocument

if TYPE_CHECKING:
    from collections.abc import Mapping

DOOR = "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Who did something, and where they can be answered: at an address, in a thread of a channel, or directly.

    `sent_at` is when Slack says that it sent it (to the second, UTC): a request that is replayed says the same. None
    through a socket, where nothing can be replayed.
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


class _FromSlack(BaseModel):
    # The payload is Slack's own, and grows without notice: what Driftwarden does not read is ignored, not refused.
    model_config = ConfigDict(extra="ignore", frozen=True)


class _User(_FromSlack):
    id: str = Field(min_length=1, max_length=64, description="Slack's id of who it was, e.g. U07ADA.")
    name: str = Field(default="", max_length=200, description="The handle; a person may change it.")
    username: str = Field(default="", max_length=200, description="The handle, under its older name.")

    @property
    def handle(self) -> str:
        return self.name or self.username


class _Option(_FromSlack):
    value: str = Field(max_length=2000, description="What a choice stands for.")


class _Action(_FromSlack):
    action_id: str = Field(max_length=255, description="Which button was pressed.")
    value: str | None = Field(default=None, max_length=2000, description="What the button is about.")
    selected_option: _Option | None = Field(default=None, description="What was chosen from a menu.")


class _Container(_FromSlack):
    channel_id: str | None = Field(default=None, description="The channel of the message that was pressed.")
    message_ts: str | None = Field(default=None, description="That message.")
    thread_ts: str | None = Field(default=None, description="The message that it answers.")


class _Pressed(_FromSlack):
    user: _User = Field(description="Who pressed.")
    actions: tuple[_Action] = Field(description="What was pressed: one button.")
    container: _Container = Field(default_factory=_Container, description="Where it was pressed.")
    response_url: str | None = Field(default=None, description="Where an answer that only the clicker sees is posted.")
    trigger_id: str | None = Field(default=None, description="What opens a modal.")


class _Input(_FromSlack):
    value: str | None = Field(default=None, max_length=3000, description="What was typed.")
    selected_option: _Option | None = Field(default=None, description="What was chosen.")

    @property
    def said(self) -> str:
        chosen = self.selected_option.value if self.selected_option else self.value
        return (chosen or "").strip()


class _State(_FromSlack):
    values: dict[str, dict[str, _Input]] = Field(default_factory=dict, description="Inputs by block and action.")


class _View(_FromSlack):
    callback_id: str = Field(default="", description="Which modal it is.")
    private_metadata: str = Field(default="", max_length=3000, description="What the modal is about.")
    state: _State = Field(default_factory=_State, description="What was filled in.")


class _Submitted(_FromSlack):
    user: _User = Field(description="Who submitted.")
    view: _View = Field(description="What was submitted.")


class _Typed(_FromSlack):
    user_id: str = Field(min_length=1, max_length=64, description="Who typed.")
    user_name: str = Field(default="", max_length=200, description="Their handle.")
    text: str = Field(default="", max_length=4000, description="What followed the command.")
    channel_id: str | None = Field(default=None, description="Where it was typed.")
    response_url: str | None = Field(default=None, description="Where an answer that only they see is posted.")


_Shape = TypeVar("_Shape", bound=_FromSlack)


def read_press(body: Mapping[str, Any], sent_at: datetime | None = None) -> Press:
    """A pressed button; raises InvalidDocument for what is none."""
    read = _validated(_Pressed, body)
    action, place = read.actions[0], read.container
    return Press(
        action=action.action_id,
        value=(action.selected_option.value if action.selected_option else action.value) or "",
        where=Where(
            user=read.user.id,
            handle=read.user.handle,
            response_url=read.response_url,
            channel=place.channel_id,
            thread=place.thread_ts or place.message_ts,
            sent_at=sent_at,
        ),
        trigger=read.trigger_id,
    )


def read_submission(body: Mapping[str, Any], sent_at: datetime | None = None) -> Submission:
    """A submitted modal; raises InvalidDocument for what is none."""
    read = _validated(_Submitted, body)
    filled = [(id_, said.said) for block in read.view.state.values.values() for id_, said in block.items()]
    return Submission(
        callback=read.view.callback_id,
        about=read.view.private_metadata,
        answers={id_: said for id_, said in filled if said},
        where=Where(user=read.user.id, handle=read.user.handle, sent_at=sent_at),
    )


def read_command(body: Mapping[str, Any], sent_at: datetime | None = None) -> Command:
    """A slash command; raises InvalidDocument for what is none."""
    read = _validated(_Typed, body)
    where = Where(
        user=read.user_id,
        handle=read.user_name,
        response_url=read.response_url,
        channel=read.channel_id,
        sent_at=sent_at,
    )
    return Command(words=tuple(read.text.split()), where=where)


def _validated(shape: type[_Shape], body: Mapping[str, Any]) -> _Shape:
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        raise InvalidDocument([_problem(problem["loc"], problem["msg"]) for problem in error.errors()]) from error


def _problem(place: tuple[int | str, ...], what: str) -> str:
    where = ".".join(str(part) for part in place) or "payload"
    return f"Slack payload, {where}: {what}; press a button of one of Driftwarden's own messages"
