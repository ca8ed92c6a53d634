"""What a form carries with it from the button to its submission: what it is about, and where it was asked for."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from gateway.people.reading import read


class Carried(BaseModel):
    """A button's value and its place. It comes back from Slack as it was sent; what counts is checked again then."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str = Field(min_length=1, max_length=2000, description="What the button carried.")
    channel: str | None = Field(default=None, description="The channel of the message.")
    thread: str | None = Field(default=None, description="The thread of the message.")

    @property
    def text(self) -> str:
        """As a modal's private_metadata holds it."""
        return self.model_dump_json(exclude_none=True)


def read_carried(text: str) -> Carried:
    """What a submitted form carried; raises NotUnderstood for anything else."""
    return read(Carried.model_validate_json, text)
