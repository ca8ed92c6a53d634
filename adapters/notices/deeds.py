"""What is told when a decision to roll back or to run a deployment was carried out, or cannot be."""

from adapters.notices.linking import FLOW_RUN
from adapters.notices.words import explained, sentence
from domain.deeds import Deed
from domain.notices import Notice, Severity


def deployment_started(deed: Deed, deployment: str) -> Notice:
    """The deployment that a policy names runs, and under which name."""
    return Notice(
        key=f"deed {deed.id}",
        model=deed.model,
        thread=deed.decision,
        severity=Severity.INFO,
        title=f"{deed.model}: {deployment} was started",
        paragraphs=("What comes of it, Prefect shows; Driftwarden does not wait for it.",),
        facts=((FLOW_RUN, str(deed.reference)),),
        asides=(explained(deed.decision),),
        created_at=deed.done_at,
        status=f"{deployment} was started",
        resolves=True,
    )


def deployment_not_started(deed: Deed) -> Notice:
    """A decision to run a deployment comes to nothing."""
    return _nothing_done(deed, title=f"{deed.model}: no deployment was started")


def not_rolled_back(deed: Deed) -> Notice:
    """A policy wants to go back, and there is nothing to go back to."""
    return _nothing_done(
        deed,
        title=f"{deed.model}: cannot be rolled back",
        then="The champion stays in force; a person should look, or a policy that retrains.",
    )


def _nothing_done(deed: Deed, *, title: str, then: str = "") -> Notice:
    return Notice(
        key=f"deed {deed.id}",
        model=deed.model,
        thread=deed.decision,
        severity=Severity.WARNING,
        title=title,
        paragraphs=(sentence(deed.because), *((then,) if then else ())),
        asides=(explained(deed.decision),),
        created_at=deed.done_at,
        status=f"Not done: {deed.because}",
    )
