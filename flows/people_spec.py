"""The YAML shape of `people:` in a model's file: who hears of the model, where, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from policies.gate_shapes import QuietHours, TimeOfDay
from policies.history_shapes import TimeZone
from policies.quantities import Duration
from policies.shapes import Name

_SHAPE = ConfigDict(extra="forbid", frozen=True)


class DigestSpec(BaseModel):
    """The time of day at which everything that is only good to know comes as one message."""

    model_config = _SHAPE

    at: TimeOfDay = Field(description='When the message comes, e.g. "08:00".')
    timezone: TimeZone = Field(default="UTC", description="The time zone of that, e.g. Europe/Berlin.")

    def next_after(self, moment: datetime) -> datetime:
        """The first such time of day at or after a moment, in UTC; one that the clock skips comes as it is read then.

        >>> DigestSpec(at="08:00", timezone="Europe/Berlin").next_after(datetime(2013, 4, 8, 7, tzinfo=UTC))
        datetime.datetime(2013, 4, 9, 6, 0, tzinfo=datetime.timezone.utc)
        """
        zone = ZoneInfo(self.timezone)
        today = moment.astimezone(zone).date()
        days = (today + timedelta(days=ahead) for ahead in (0, 1, 2))
        strikes = (datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC) for day in days)
        return next(strike for strike in strikes if strike >= moment)


class EscalationSpec(BaseModel):
    """Who is told when nobody answers."""

    model_config = _SHAPE

    after: Duration = Field(description="How long a question or a critical incident may wait for somebody, e.g. 4h.")
    to: Name = Field(
        description="The person or group that is mentioned then, or the channel (#name or C...) that gets the message, "
        "with its buttons."
    )


class PeopleSpec(BaseModel):
    """Who hears of this model, where, and when. Without it all goes to the usual channel at once."""

    model_config = _SHAPE

    owner: Name | None = Field(
        default=None,
        description="The person or group that is mentioned in what is warning or critical, and on whose home tab the "
        "model comes first; null: nobody.",
    )
    channel: Name | None = Field(default=None, description="The channel for this model's messages; null: the usual.")
    quiet_hours: QuietHours | None = Field(
        default=None,
        description='Hours in which only what is critical is told, e.g. {from: "22:00", to: "07:00"}; the rest comes '
        "at their end. Nothing but the telling waits.",
    )
    digest: DigestSpec | None = Field(
        default=None,
        description="When what is only good to know comes, as one message a day for all models with the same digest "
        "and channel; null: at once, each in its thread.",
    )
    escalate: EscalationSpec | None = Field(default=None, description="Who is told when nobody answers; null: nobody.")
