"""What is kept of a gesture until it is worked: what it takes to read it again, and nothing that opens a door.

Addresses to answer at and triggers of forms live for half an hour and three seconds, and whoever has them may speak for
Driftwarden; so they are left out, with everything of Slack's payload that is not read anyway.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from adapters.slack.clicks import DOOR
from adapters.slack.payloads import Payload, Pressed, Submitted, Typed, validated
from domain.digests import digest
from domain.errors import InvalidDocument
from domain.gestures import Gesture

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPENS_A_DOOR = {"response_url", "trigger_id"}


class Kind(StrEnum):
    """How a payload is to be read."""

    PRESS = "press"
    FORM = "form"
    COMMAND = "command"


class Kept(BaseModel):
    """What was said, in Slack's own shape, and the moment that names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sent_at: datetime = Field(description="As in `adapters.slack.clicks.Where`.")
    said: dict[str, Any] = Field(description="The payload, as far as it is read and opens nothing.")


def keep(kind: Kind, body: Mapping[str, Any], *, sent_at: datetime, received_at: datetime) -> Gesture:
    """The gesture, as the ledger keeps it; raises InvalidDocument for what is none.

    Its key is the same however often Slack sends it: by what Slack says of it, and not by when it came.
    """
    read = validated(_SHAPES[kind], body)
    said = read.model_dump(mode="json", exclude=_OPENS_A_DOOR, exclude_none=True)
    return Gesture(
        key=digest(DOOR, kind, *read.sent_again),
        door=DOOR,
        kind=kind,
        payload=Kept(sent_at=sent_at, said=said).model_dump_json(),
        received_at=received_at,
    )


def kept(gesture: Gesture) -> tuple[Kind, Kept]:
    """What was kept; raises InvalidDocument for what this Driftwarden cannot read."""
    try:
        return Kind(gesture.kind), Kept.model_validate_json(gesture.payload)
    except ValueError as error:
        problem = f"inbox, {gesture.key}: a gesture of {gesture.received_at:%Y-%m-%d %H:%M} UTC is kept as nothing"
        raise InvalidDocument([f"{problem} that this version reads; whoever made it has to make it again"]) from error


_SHAPES: dict[Kind, type[Payload]] = {Kind.PRESS: Pressed, Kind.FORM: Submitted, Kind.COMMAND: Typed}
