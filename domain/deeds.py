"""What became of a decision that is carried out in one step: a roll-back, or the run of a deployment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.digests import digest


class DeedState(StrEnum):
    """How it ended; what is merely delayed has no deed yet."""

    DONE = "done"
    NOT_DONE = "not done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """The end of one decision: what was done about it, or why nothing can be done for good.

    `reference` is the id of the promotion that took another one back, or the orchestrator's own id of the run; None
    where nothing was done.
    """

    decision: str
    model: str
    state: DeedState
    because: str
    reference: str | None = None
    done_at: datetime

    @property
    def id(self) -> str:
        """One deed a decision."""
        return digest("deed", self.decision)
