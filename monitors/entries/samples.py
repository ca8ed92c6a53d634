"""Drift of whole rows: what needs samples, and not only sketches."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from monitors.entries.entry import Entry, Need
from monitors.entries.false_alarms import Calibrated


class DomainClassifier(Calibrated):
    """How well a classifier tells the window's rows from reference rows, by all features at once."""

    needs: ClassVar[frozenset[Need]] = frozenset({Need.SAMPLES, Need.REFERENCE_WINDOWS, Need.PRECEDING})

    monitor: Literal["domain_classifier"] = Field(default="domain_classifier", description="Names the monitor.")
    min_effect: float = Field(
        default=0.55,
        ge=0.5,
        lt=1,
        description="Nothing below this alarms, however rare it is; an area under the ROC curve, 0.5 is chance.",
    )


class EvidentlyDrift(Entry):
    """What Evidently's preset says of the window's sample against the reference's, by its own tests and thresholds."""

    needs: ClassVar[frozenset[Need]] = frozenset({Need.SAMPLES})

    monitor: Literal["evidently"] = Field(default="evidently", description="Names the monitor.")
    preset: Literal["data_drift"] = Field(default="data_drift", description="Which preset: data_drift.")
    drifted_share_above: float = Field(
        default=0.5,
        gt=0,
        lt=1,
        description="`evidently_drifted_share` is breached when this share of the columns has drifted, or more; "
        "0.5 is Evidently's.",
    )
    min_rows: int = Field(
        default=100, ge=1, description="Unknown while the sample of window or reference has fewer rows than this."
    )

    def signals(self, task: Any) -> tuple[str, ...]:
        """One for each column, and one for the share of those that drifted."""
        del task
        return ("evidently_drift", "evidently_drifted_share")
