"""The YAML shape of one watched model: each section belongs to the room that reads it."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from adapters.prediction_logs.spec import LogSpec
from adapters.trainers.spec import TrainingSpec
from domain.costs import Costs
from domain.durations import duration_text
from flows.approval_spec import ApprovalSpec
from flows.people_spec import PeopleSpec
from monitors.spec import MonitoringSpec
from policies.quantities import Duration
from trials.losses import LossName
from trials.spec import TrialSpec

_SHAPE = ConfigDict(extra="forbid", frozen=True)

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=63)]


class ProbationSpec(BaseModel):
    """How long the replaced champion keeps watch over the new one, in shadow."""

    model_config = _SHAPE

    lasts: Duration = Field(timedelta(days=28), description="How long after a promotion the old version scores too.")
    margin: float = Field(0.02, ge=0, description="Harm that is tolerated, as a share of the promised error.")


class CostsSpec(BaseModel):
    """What errors and retrainings cost, in one currency or unit of your own."""

    model_config = _SHAPE

    retraining: float = Field(
        gt=0, allow_inf_nan=False, description="What one retraining costs, with all that it takes: machines and people."
    )
    error: float = Field(
        gt=0,
        allow_inf_nan=False,
        description="What one unit of loss on one row costs: a minute of absolute error, or one wrong class.",
    )
    currency: str = Field("", max_length=12, description="The currency of both, for people: EUR. Empty for none.")

    @property
    def as_noun(self) -> Costs:
        """The costs as policies take them."""
        return Costs(retraining=self.retraining, error=self.error, currency=self.currency)


class ModelDocument(BaseModel):
    """One model to watch, as `models/NAME.yaml` describes it."""

    model_config = _SHAPE

    model: Name = Field(description="The model's name: lower case, digits, dashes.")
    description: str = Field("", description="One sentence for people who meet the model in a message.")
    unit: str = Field("", description="The unit of the prediction, for people: minutes, EUR. Empty for none.")
    log: LogSpec
    second_source: LogSpec | None = Field(
        None,
        description="Another record of the same predictions' features, such as the feature store's own: what was "
        "logged is compared with it, id by id.",
    )
    monitoring: MonitoringSpec = MonitoringSpec()
    policy: str = Field("performance-first", description="A shipped policy's name, or a path below this project.")
    training: TrainingSpec
    trial: TrialSpec = TrialSpec()
    costs: CostsSpec | None = Field(
        None,
        description="What errors and retrainings cost: for policies that weigh them, for `driftwarden backtest` and "
        "for the oracle. null: nobody said.",
    )
    approval: ApprovalSpec = ApprovalSpec()
    people: PeopleSpec = PeopleSpec()
    probation: ProbationSpec = ProbationSpec()

    @property
    def loss(self) -> LossName:
        """The loss of one row that trials and probation compare: a class is right or wrong."""
        return self.trial.loss if self.monitoring.task == "regression" else "zero_one"

    @model_validator(mode="after")
    def _promise_is_in_the_metric_that_is_watched(self) -> Self:
        if self.trial.loss == "squared_error":
            raise ValueError("trial.loss: no monitor watches a squared error; write absolute_error, or leave it out")
        return self

    @model_validator(mode="after")
    def _labels_mature_no_sooner_than_they_are_known(self) -> Self:
        known, mature = self.log.labels_known_after, self.monitoring.labels_mature_after
        if known is not None and known > mature:
            raise ValueError(
                f"monitoring.labels_mature_after is {duration_text(mature)}, and log.labels_known_after "
                f"{duration_text(known)}: no label is known before; let them mature as late, or later"
            )
        return self

    @model_validator(mode="after")
    def _probation_outlasts_a_window(self) -> Self:
        if self.probation.lasts < timedelta(days=1):
            raise ValueError("probation.lasts is at least 1d: harm is judged day by day")
        return self
