"""The flow that changes champions: ask, close old questions, carry out answers, end probations."""

from datetime import datetime

from prefect import flow

from flows.reconcile import PROMOTION, carry_out


@flow(name="promote")
def promote(project: str = ".", model: str | None = None, as_of: datetime | None = None) -> list[str]:
    """Bring the approvals and probations of one model, or of all, one step further; returns the troubles met."""
    return carry_out(PROMOTION, project, model, as_of, flow_name="promote")
