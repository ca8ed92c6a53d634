"""What the answers to a request come to: whose are heard, and how many people they are."""

from collections.abc import Iterable

from domain.approvals import Answer, Approval, ApprovalRequest, Question, RequestState
from domain.people import Who, different_people, is_bare_id


def outcome(request: ApprovalRequest, answers: Iterable[Approval]) -> RequestState:
    """What the answers make of a request: rejected by one, approved by enough, or pending still.

    Enough are `needs` different people, one of whom at least is not the one who wished for the training.
    """
    given = tuple(answers)
    if any(answer.answer is Answer.REJECT for answer in given):
        return RequestState.REJECTED
    people = approvers(request, given)
    is_enough = len(people) >= request.needs and any(request.wisher not in person for person in people)
    return RequestState.APPROVED if is_enough else RequestState.PENDING


def decided_by(question: Question) -> Approval | None:
    """The answer that decided it, the last one that it takes; None while it is open, and where it was closed with too
    few.
    """
    is_decided = outcome(question.request, question.answers) is not RequestState.PENDING
    return question.answers[-1] if is_decided else None


def was_approved(question: Question) -> bool:
    """Whether enough people approved it, whatever became of it afterwards."""
    return outcome(question.request, question.answers) is RequestState.APPROVED


def approvers(request: ApprovalRequest, answers: Iterable[Approval]) -> tuple[frozenset[Who], ...]:
    """The different people who have approved; the one among them who wished for the training is known by that too."""
    approving = {answer.who for answer in answers if answer.answer is Answer.APPROVE}
    acting = approving if request.wisher is None else approving | {request.wisher}
    return tuple(person for person in different_people(acting) if not approving.isdisjoint(person))


def why_not_asked(request: ApprovalRequest, approval: Approval) -> str | None:
    """Why the question is not this person's to answer, in words; None where it is.

    Who is listed by a Slack id alone is heard from that account alone: a name that somebody types vouches for nobody.
    """
    heard = {approval.by, approval.entitled_by}.intersection(request.asked_of)
    if request.asked_of and not heard:
        return f"{approval.by} was not asked about {request.id}; {' or '.join(request.asked_of)} may answer"
    if heard == {approval.by} and is_bare_id(approval.by) and approval.account != approval.by:
        listed = f"{approval.by} is listed by Slack's id alone, and answers in Slack alone"
        return f"{listed}; list `{approval.by} (NAME)` to let `--by NAME` answer at the command line too"
    return None


def why_not_another(approval: Approval, given: Iterable[Approval]) -> str | None:
    """Why an approval is none beside those given, in words: its account has answered as somebody else; None otherwise.

    A rejection is heard from anywhere: it only leaves things as they are.
    """
    if approval.answer is Answer.REJECT or approval.account is None:
        return None
    other = next((kept for kept in given if kept.account == approval.account and kept.by != approval.by), None)
    if other is None:
        return None
    return (
        f"{approval.account} has answered request {approval.request} already, as {other.by}; one account counts as one "
        f"person, so {approval.by} has to answer from an account of their own, or in Slack"
    )
