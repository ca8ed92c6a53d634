"""The YAML shape of `approval:` in a model's file: who is asked before a challenger becomes the champion."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from domain.people import is_person, known_as
from policies.quantities import Duration

_SHAPE = ConfigDict(extra="forbid", frozen=True)
_REMINDS_BEFORE = timedelta(hours=12)

Approver = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]


class ApprovalSpec(BaseModel):
    """Who is asked before a challenger becomes the champion."""

    model_config = _SHAPE

    required: bool = Field(default=True, description="Ask people. false: a verdict to promote is carried out unasked.")
    approvers: tuple[Approver, ...] = Field(
        (),
        description="Who may answer: Slack's ids of people (U07ADA, in Slack alone; U07ADA (ada), at the command line "
        "as ada too), of groups (S...) and channels (C...), whose members answer in Slack, or plain names for the "
        "command line; empty: anyone.",
    )
    needs: int = Field(
        1,
        ge=1,
        le=10,
        description="How many different people have to approve, each from an account of their own; one may reject.",
    )
    expires_after: Duration = Field(timedelta(days=3), description="An unanswered request is closed, not approved.")
    remind_before: Duration | None = Field(
        _REMINDS_BEFORE,
        description="How long before that the people asked are reminded, once; null, or not shorter than "
        "`expires_after`: never.",
    )

    @property
    def reminds_before(self) -> timedelta | None:
        """How long before a request expires people are reminded; None: not at all."""
        is_in_time = self.remind_before is not None and self.remind_before < self.expires_after
        return self.remind_before if is_in_time else None

    @field_validator("approvers")
    @classmethod
    def _named_once(cls, approvers: tuple[str, ...]) -> tuple[str, ...]:
        for number, approver in enumerate(approvers):
            if known_as(approver, approvers[:number]) in approvers[:number]:
                raise ValueError(f"{approver} is named twice; one person's approval counts once")
        return approvers

    @model_validator(mode="after")
    def _enough_are_asked(self) -> Self:
        only_people = all(is_person(approver) for approver in self.approvers)
        if self.approvers and only_people and len(self.approvers) < self.needs:
            raise ValueError(
                f"needs: {self.needs} different people have to approve, and only {len(self.approvers)} are asked; name "
                "more approvers, a group (S...) or a channel (C...), or need fewer"
            )
        return self
