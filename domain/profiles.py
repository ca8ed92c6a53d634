"""What a window of traffic looked like, in mergeable sketches."""

from dataclasses import dataclass
from hashlib import sha256

from domain.digests import digest
from domain.models import Segment
from domain.windows import Window

FROM_LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The sketches of one window of one model, serialised by the engine that made them.

    `origin` says whose rows they are: `FROM_LOG` for served traffic, `training VERSION` for the rows that a
    version was trained on, scored by that version (the reference that drift is measured against). `labels` counts
    the rows that had a label when the profile was made (None: nobody counted). `revision` counts how often the
    window was opened again because rows or labels came late; the latest one holds them all.
    """

    model: str
    window: Window
    segment: Segment | None
    origin: str
    rows: int
    engine: str
    payload: bytes
    labels: int | None = None
    revision: int = 0

    @property
    def id(self) -> str:
        """The question this profile answers: whose rows, which window, which slice."""
        asked = (self.model, self.origin, self.window.key, self.segment or "")
        return digest("profile", *asked, *((f"revision {self.revision}",) if self.revision else ()))

    @property
    def payload_digest(self) -> str:
        """SHA-256 of the sketches, in hex: two profiles with the same one are the same evidence."""
        return sha256(self.payload).hexdigest()


def from_training(version: str) -> str:
    """The origin of a profile of the rows that `version` was trained on."""
    return f"training {version}"
