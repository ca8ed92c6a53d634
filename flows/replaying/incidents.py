"""Incidents that people know of, from a YAML file of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from domain.errors import InvalidDocument
from policies.documents import read_document
from policies.replay.firing import Incident


def _moment(raw: Any) -> datetime:
    """A day, or a moment with or without offset; UTC is meant where none is written."""
    try:
        moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(raw)
    except (TypeError, ValueError) as error:
        raise PydanticCustomError(
            "moment",
            "{raw} is no moment; write a day or a moment in UTC, such as 2026-01-31 or 2026-01-31T12:00",
            {"raw": repr(raw)},
        ) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, BeforeValidator(_moment)]
_SHAPE = ConfigDict(extra="forbid", frozen=True)


class IncidentEntry(BaseModel):
    """One incident."""

    model_config = _SHAPE

    name: str = Field(min_length=1, description="What people call it.")
    began: Moment = Field(description="When it began: a day or a moment, UTC unless an offset is written.")
    ended: Moment | None = Field(default=None, description="When it was over; left out while it goes on.")

    @model_validator(mode="after")
    def _in_order(self) -> IncidentEntry:
        if self.ended is not None and self.ended <= self.began:
            raise PydanticCustomError("order", "ended is not after began; swap them, or leave ended out")
        return self


class IncidentFile(BaseModel):
    """All incidents of one model."""

    model_config = _SHAPE

    incidents: tuple[IncidentEntry, ...] = Field(min_length=1, description="What is known to have gone wrong.")


def read_incidents(file: Path) -> tuple[Incident, ...]:
    """The incidents of a file `incidents: [{name: ..., began: 2026-01-31, ended: ...}]`, oldest first.

    Raises InvalidDocument, with line and field.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidDocument([f"{file}: cannot be read ({error}); it must be a UTF-8 text file"]) from error
    entries = read_document(text, source=str(file), shape=IncidentFile).incidents
    found = (Incident(name=entry.name, began=entry.began, ended=entry.ended) for entry in entries)
    return tuple(sorted(found, key=lambda incident: incident.began))
