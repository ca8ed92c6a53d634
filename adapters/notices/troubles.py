"""What is told when something could not be done; the loop goes on with the rest and tries again."""

from datetime import datetime

from adapters.notices.words import days_of, sentence
from domain.approvals import ApprovalRequest
from domain.decisions import Decision
from domain.digests import digest
from domain.notices import Notice, Severity, request_key
from domain.training import TrainingOrder


def trouble(model: str, errand: str, message: str, *, at: datetime) -> Notice:
    """An errand that could not be carried out; told once a day for the same message, however often it is tried."""
    name = digest("trouble", model, errand, message, at.date().isoformat())
    return Notice(
        key=f"trouble {name}",
        model=model,
        thread=name,
        severity=Severity.WARNING,
        title=f"{model}: could not {errand}",
        paragraphs=(sentence(message), "Nothing is lost: it is tried again at every run until it can be done."),
        created_at=at,
    )


def training_put_off(decision: Decision, because: str, *, at: datetime) -> Notice:
    """A retraining that was decided waits, because there is not enough labelled time for a fair trial."""
    return Notice(
        key=f"put off {decision.id}",
        model=decision.model,
        thread=decision.id,
        severity=Severity.INFO,
        title=f"{decision.model}: retraining waits for labels",
        paragraphs=(sentence(because), "The training is ordered as soon as there is enough."),
        created_at=at,
        status="Waiting for labels before it trains",
    )


def stretches_left_out(order: TrainingOrder, because: tuple[str, ...]) -> Notice:
    """Of the stretches that a policy wants tried, some are too short yet; the others are."""
    return Notice(
        key=f"left out {order.id}",
        model=order.model,
        thread=order.decision,
        severity=Severity.INFO,
        title=f"{order.model}: not every training window can be tried yet",
        paragraphs=(*(f"Left out: {sentence(each)}" for each in because), "The others are tried."),
        asides=tuple(f"tried: {days_of(each)}" for each in (order.train_on, *order.alternatives)),
        created_at=order.ordered_at,
    )


def promotion_overtaken(request: ApprovalRequest, champion: str, *, thread: str, at: datetime) -> Notice:
    """An approved challenger is not promoted, because it was tried against a champion that is gone."""
    return Notice(
        key=f"overtaken {request.id}",
        model=request.model,
        thread=thread,
        severity=Severity.WARNING,
        title=f"{request.model}: {request.challenger} was approved too late, {champion} stays",
        paragraphs=(
            f"It was tried against {request.champion}; by the time of the answer {champion} was the champion.",
            "A later retraining tries a challenger against the champion of the day.",
        ),
        created_at=at,
        status=f"{request.challenger} was approved too late; {champion} stays the champion",
        resolves=True,
        closes=request_key(request.id),
    )
