"""The rules of a trial, as a model's file gives them."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from domain.digests import digest
from domain.durations import parse_duration
from trials.losses import LossName


class TrialKind(StrEnum):
    """What a challenger has to show."""

    CANDIDATE = "candidate"
    REFRESH = "refresh"


class TrialSpec(BaseModel):
    """The rules under which a challenger meets the champion.

    The default kind is `refresh`, because what Driftwarden trains is the same recipe on newer rows. Such a model is
    kept for not being worse: asking it to be significantly better each time would leave an ageing champion in
    place whenever drift is slower than a hold-out can show, while a refresh still has to be at least as good on
    average and to rule out a loss beyond the margin. Ask `candidate` of a changed recipe, which has no such benefit
    of the doubt.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: TrialKind = Field(
        default=TrialKind.REFRESH,
        description="refresh: not worse than the margin and at least as good on average; candidate: clearly better.",
    )
    loss: LossName = Field(default="absolute_error", description="What a wrong prediction costs, per row.")
    hold_out: Annotated[timedelta, BeforeValidator(parse_duration)] = Field(
        default=timedelta(days=14),
        gt=timedelta(0),
        description="The time kept from training for the trial, e.g. 14d; at most half of the new labelled time.",
    )
    hold_out_share: float = Field(
        default=0.3,
        ge=0,
        lt=1,
        description="The least share of the new labelled time kept for the trial; the longer of the two counts.",
    )
    margin: float = Field(
        default=0.02,
        ge=0,
        description="The loss that is tolerated, as a share of the champion's own: 0.02 is 2 %.",
    )
    confidence: float = Field(
        default=0.95,
        gt=0.5,
        lt=1,
        description="Confidence of each one-sided statement (better, not worse, harmful).",
    )
    min_rows: int = Field(default=200, ge=2, description="Fewer paired rows than this give no verdict.")
    min_days: int = Field(default=7, ge=7, description="Fewer days than this give no verdict; at least 7.")
    guardrail_segments: tuple[str, ...] = Field(
        default=(),
        description="Columns whose values are slices of the traffic in which the challenger may do no harm; a slice of "
        "fewer than 200 rows or 7 days in the hold-out is not guarded, and the verdict says so.",
    )

    def spec_digest(self) -> str:
        """Name these rules: the same rules have the same name everywhere."""
        return digest("trial", self.model_dump_json())
