"""The flow that judges: try every challenger that has no verdict yet."""

from datetime import datetime

from prefect import flow

from flows.reconcile import EVALUATION, carry_out


@flow(name="evaluate")
def evaluate(project: str = ".", model: str | None = None, as_of: datetime | None = None) -> list[str]:
    """Judge the unjudged challengers of one model, or of all; returns the troubles met."""
    return carry_out(EVALUATION, project, model, as_of, flow_name="evaluate")
