"""Slack's own payloads, as far as Driftwarden reads them.

Shapes: https://docs.slack.dev/reference/interaction-payloads, /interactivity/implementing-slash-commands and
/reference/events/app_home_opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.errors import InvalidDocument

if TYPE_CHECKING:
    from collections.abc import Mapping


class Payload(BaseModel):
    """What Slack sends; `sent_again` is what of it is the same when Slack sends the same gesture again."""

    # The payload is Slack's own, and grows without notice: what Driftwarden does not read is ignored, not refused.
    model_config = ConfigDict(extra="ignore", frozen=True)

    @property
    def sent_again(self) -> tuple[object, ...]:
        """What tells this gesture from any other."""
        raise NotImplementedError


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _User(_Part):
    id: str = Field(min_length=1, max_length=64, description="Slack's id of who it was, e.g. U07ADA.")
    name: str = Field(default="", max_length=200, description="The handle; a person may change it.")
    username: str = Field(default="", max_length=200, description="The handle, under its older name.")

    @property
    def handle(self) -> str:
        """The name that people read."""
        return self.name or self.username


class _Option(_Part):
    value: str = Field(max_length=2000, description="What a choice stands for.")


class _Action(_Part):
    action_id: str = Field(max_length=255, description="Which button was pressed.")
    value: str | None = Field(default=None, max_length=2000, description="What the button is about.")
    selected_option: _Option | None = Field(default=None, description="What was chosen from a menu.")
    action_ts: str = Field(default="", max_length=64, description="When it was pressed, in seconds since the epoch.")

    @property
    def said(self) -> str:
        """What the button carries, or what was chosen."""
        return (self.selected_option.value if self.selected_option else self.value) or ""


class _Container(_Part):
    channel_id: str | None = Field(default=None, description="The channel of the message that was pressed.")
    message_ts: str | None = Field(default=None, description="That message.")
    thread_ts: str | None = Field(default=None, description="The message that it answers.")
    view_id: str | None = Field(default=None, description="The home tab or modal that was pressed.")


class Pressed(Payload):
    """A button that was pressed, or a choice that was made from a menu."""

    user: _User = Field(description="Who pressed.")
    actions: tuple[_Action] = Field(description="What was pressed: one button.")
    container: _Container = Field(default_factory=_Container, description="Where it was pressed.")
    response_url: str | None = Field(default=None, description="Where an answer that only the clicker sees is posted.")
    trigger_id: str | None = Field(default=None, description="What opens a modal.")

    @property
    def sent_again(self) -> tuple[object, ...]:
        """Who pressed what, where and when, by Slack's clock."""
        action, place = self.actions[0], self.container
        pressed = (action.action_id, action.said, action.action_ts)
        return (self.user.id, *pressed, place.channel_id, place.message_ts, place.view_id)


class _Input(_Part):
    value: str | None = Field(default=None, max_length=3000, description="What was typed.")
    selected_option: _Option | None = Field(default=None, description="What was chosen.")

    @property
    def said(self) -> str:
        """What was filled in."""
        chosen = self.selected_option.value if self.selected_option else self.value
        return (chosen or "").strip()


class _State(_Part):
    values: dict[str, dict[str, _Input]] = Field(default_factory=dict, description="Inputs by block and action.")


class _View(_Part):
    id: str = Field(default="", max_length=64, description="Slack's name for this very form.")
    hash: str = Field(default="", max_length=64, description="Which state of the form was submitted.")
    callback_id: str = Field(default="", description="Which modal it is.")
    private_metadata: str = Field(default="", max_length=3000, description="What the modal is about.")
    state: _State = Field(default_factory=_State, description="What was filled in.")


class Submitted(Payload):
    """A modal that was submitted."""

    user: _User = Field(description="Who submitted.")
    view: _View = Field(description="What was submitted.")

    @property
    def sent_again(self) -> tuple[object, ...]:
        """Who submitted which form, as it was when it was opened."""
        return (self.user.id, self.view.id, self.view.hash, self.view.callback_id, self.view.private_metadata)


class Typed(Payload):
    """A slash command."""

    user_id: str = Field(min_length=1, max_length=64, description="Who typed.")
    user_name: str = Field(default="", max_length=200, description="Their handle.")
    text: str = Field(default="", max_length=4000, description="What followed the command.")
    channel_id: str | None = Field(default=None, description="Where it was typed.")
    response_url: str | None = Field(default=None, description="Where an answer that only they see is posted.")
    trigger_id: str | None = Field(default=None, description="What opens a modal; no two commands have the same.")

    @property
    def sent_again(self) -> tuple[object, ...]:
        """Who typed what where, and this once."""
        return (self.user_id, self.channel_id, self.text, self.trigger_id)


Shape = TypeVar("Shape", bound=Payload)


def validated(shape: type[Shape], body: Mapping[str, Any]) -> Shape:
    """The payload as it is read; raises InvalidDocument for what has another shape."""
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        raise InvalidDocument([_problem(problem["loc"], problem["msg"]) for problem in error.errors()]) from error


def _problem(place: tuple[int | str, ...], what: str) -> str:
    where = ".".join(str(part) for part in place) or "payload"
    return f"Slack payload, {where}: {what}; press a button of one of Driftwarden's own messages"
