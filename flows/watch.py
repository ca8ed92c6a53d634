"""One watched model together with the world that it lives in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.champions import at_the_end_of, in_force
from domain.errors import EvidenceUnavailable

if TYPE_CHECKING:
    from datetime import datetime

    from domain.approvals import Promotion
    from domain.ports import Launcher, Ledger, PredictionLog, Trainer, World
    from domain.training import Candidate
    from domain.windows import Window
    from flows.documents import ModelDocument
    from policies.grammar import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What every errand needs: the model's document and policy, its log and trainer, and the world.

    `second` is another record of the same features, where there is one; `launcher` starts what a policy runs.
    """

    document: ModelDocument
    policy: Policy
    log: PredictionLog
    second: PredictionLog | None = None
    trainer: Trainer
    launcher: Launcher
    world: World

    @property
    def model(self) -> str:
        """The model's name."""
        return self.document.model

    @property
    def ledger(self) -> Ledger:
        """The ledger of the world."""
        return self.world.ledger

    def in_force(self, at: datetime) -> Promotion:
        """The promotion that put the version in force there at that moment.

        Raises EvidenceUnavailable, with the command to give, when the model had no champion yet.
        """
        promotion = in_force(self.ledger.promotions.of(self.model), at)
        if promotion is None:
            raise EvidenceUnavailable(
                f"{self.model} had no champion at {at:%Y-%m-%d %H:%M} UTC; "
                f"put the first one in force with `driftwarden adopt {self.model}`"
            )
        return promotion

    def served_at_the_end_of(self, window: Window) -> Promotion:
        """The promotion in force just before the window's end; one at its very end served none of it."""
        return self.in_force(at_the_end_of(window))

    def champion_of(self, window: Window) -> Candidate:
        """The version in force just before the window's end, as it was trained."""
        version = self.served_at_the_end_of(window).to_version
        return self.ledger.candidates.of_version(self.model, version)

    def champion(self, at: datetime) -> Candidate:
        """The version in force at that moment, as it was trained; raises EvidenceUnavailable where there is none."""
        return self.ledger.candidates.of_version(self.model, self.in_force(at).to_version)
