"""What each form does when it is submitted: one line a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.slack.forms import WHY
from domain.approvals import Answer
from domain.errors import NotUnderstood
from domain.notices import Press as Button
from gateway.people import answering
from gateway.people.carried import read_carried

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapters.slack.clicks import Submission, Where
    from gateway.people.desk import Desk

    Deed = Callable[[Desk, str, Mapping[str, str], Where], str]


def placed(submission: Submission) -> Submission:
    """The submission where the button was pressed: Slack itself does not say where a form was opened.

    One that carries nothing of ours stays as it is.
    """
    try:
        carried = read_carried(submission.about)
    except NotUnderstood:
        return submission
    return replace(submission, where=replace(submission.where, channel=carried.channel, thread=carried.thread))


def do(desk: Desk, submission: Submission) -> str:
    """Do what the form asks for; returns the sentence for who submitted it.

    Raises NotUnderstood for a form that is none of ours, EvidenceUnavailable when the ledger cannot be reached.
    """
    deed = _DEEDS.get(submission.callback)
    if deed is None:
        raise NotUnderstood(f"{submission.callback!r} is no form; there is: {', '.join(_DEEDS)}")
    return deed(desk, read_carried(submission.about).value, submission.answers, submission.where)


def _reject(desk: Desk, value: str, answers: Mapping[str, str], where: Where) -> str:
    return answering.answer(desk, value, Answer.REJECT, where, why=answers.get(WHY))


_DEEDS: dict[str, Deed] = {Button.REJECT: _reject}
