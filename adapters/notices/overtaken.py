"""What is told when an open question makes no sense any more."""

from datetime import datetime

from adapters.notices.words import moment, sentence
from domain.approvals import ApprovalRequest
from domain.notices import Notice, Severity, request_key


def question_overtaken(request: ApprovalRequest, champion: str, *, thread: str, at: datetime) -> Notice:
    """Nobody has answered yet, and the champion that the challenger was tried against is gone."""
    return Notice(
        key=f"overtaken {request.id}",
        model=request.model,
        thread=thread,
        severity=Severity.WARNING,
        title=f"{request.model}: no answer is needed about {request.challenger} any more, {champion} stays",
        paragraphs=(
            f"It was tried against {request.champion}, and {champion} is the champion by now.",
            "A later retraining tries a challenger against the champion of the day.",
        ),
        asides=(f"asked {moment(request.asked_at)}",),
        created_at=at,
        status=f"{request.challenger} was overtaken; {champion} stays the champion",
        resolves=True,
        closes=request_key(request.id),
    )


def asked_anew(request: ApprovalRequest, because: str, *, thread: str, at: datetime) -> Notice:
    """What a question would have approved has changed: it is closed, and a new one is put in its place."""
    return Notice(
        key=f"anew {request.id}",
        model=request.model,
        thread=thread,
        severity=Severity.INFO,
        title=f"{request.model}: the question about {request.challenger} is put anew",
        paragraphs=(sentence(because), "Nobody approves what they were not shown: the old buttons no longer count."),
        asides=(f"asked {moment(request.asked_at)}",),
        created_at=at,
        closes=request_key(request.id),
    )
