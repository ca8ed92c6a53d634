"""What people do at a door, kept from the moment it is acknowledged until it is worked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Slack sends again what was not acknowledged, for some minutes.
REMEMBERED = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesture:
    """A pressed button, a submitted form or a typed command, as it came in.

    `key` is what the door calls it: the same gesture sent again has the same one. `kind` says how `payload`, the
    door's own JSON, is to be read. Nothing in it opens a door: addresses and tokens that came along are left out.
    """

    key: str
    door: str
    kind: str
    payload: str
    received_at: datetime
