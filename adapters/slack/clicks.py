"""A pressed button, from Slack's interactivity payload to the answer it stands for.

Shape: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.notices.approvals import read_bound_value
from domain.approvals import Answer, Approval
from domain.errors import InvalidDocument

if TYPE_CHECKING:
    from datetime import datetime

    from domain.approvals import ApprovalRequest

DOOR = "slack"


class _FromSlack(BaseModel):
    # The payload is Slack's own, and grows without notice: what Driftwarden does not read is ignored, not refused.
    model_config = ConfigDict(extra="ignore", frozen=True)


class _User(_FromSlack):
    id: str = Field(min_length=1, max_length=64, description="Slack's id of who pressed, e.g. U07ADA.")
    name: str = Field(default="", max_length=200, description="The handle; a person may change it.")
    username: str = Field(default="", max_length=200, description="The handle, under its older name.")


class _Action(_FromSlack):
    action_id: Answer = Field(description="Which button was pressed.")
    value: str = Field(min_length=1, max_length=2000, description="The request's id and the digest it is bound to.")


class _Payload(_FromSlack):
    type: Literal["block_actions"] = Field(description="The kind of interaction.")
    user: _User = Field(description="Who pressed.")
    actions: tuple[_Action] = Field(description="What was pressed: one button.")
    response_url: str | None = Field(default=None, description="Where an answer that only the clicker sees is posted.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """Somebody pressed a button below a request; `response_url` is where they can be answered in private."""

    request: str
    bound_to: str
    answer: Answer
    user_id: str
    user_name: str
    response_url: str | None

    def approval(self, request: ApprovalRequest, *, at: datetime) -> Approval:
        """The answer that the click stands for. `bound_to` is the button's own, not the request's."""
        return Approval(
            request=request.id,
            bound_to=self.bound_to,
            answer=self.answer,
            by=self._known_as(request),
            answered_at=at,
            door=DOOR,
        )

    def _known_as(self, request: ApprovalRequest) -> str:
        """The entry under which the clicker was asked (`U07ADA` or `U07ADA (Ada)`), else id and handle.

        Only the id counts: handles can be changed to somebody else's.
        """
        named = (asked for asked in request.asked_of if asked.split(" ", 1)[0] == self.user_id)
        return next(named, f"{self.user_id} ({self.user_name})" if self.user_name else self.user_id)


def read_click(payload: str) -> Click:
    """The click in a payload (the JSON text of the form field `payload`); raises InvalidDocument for anything else."""
    try:
        read = _Payload.model_validate_json(payload)
        request, bound_to = read_bound_value(read.actions[0].value)
    except ValidationError as error:
        raise InvalidDocument([_problem(problem["loc"], problem["msg"]) for problem in error.errors()]) from error
    except ValueError as error:
        raise InvalidDocument([_problem(("actions", 0, "value"), str(error))]) from error
    return Click(
        request=request,
        bound_to=bound_to,
        answer=read.actions[0].action_id,
        user_id=read.user.id,
        user_name=read.user.name or read.user.username,
        response_url=read.response_url,
    )


def _problem(place: tuple[int | str, ...], what: str) -> str:
    where = ".".join(str(part) for part in place) or "payload"
    return f"Slack payload, {where}: {what}; press a button of one of Driftwarden's own messages"
