"""What only the person is told who did something: what became of it, a sentence for each outcome; pure.

Texts go out as mrkdwn, so whatever comes from elsewhere (names, reasons) is made harmless first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notices.words import moment, sentence
from adapters.slack.naming import mention
from adapters.slack.sizes import escape
from domain.approvals import Answer, RequestState
from domain.decisions import Action

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.answers import Answered, Standing
    from domain.approvals import Approval, ApprovalRequest, Silence
    from domain.decisions import Decision

NO_CLICK = "This button is not one that Driftwarden understands; nothing was changed."
NO_FORM = "This form is not one that Driftwarden understands; nothing was changed."
UNKNOWN = "This question is not in the ledger any more; nothing was changed."
NOT_BOUND = (
    "What this button would approve has changed since the question was put; nothing was changed. "
    "Answer the newest question in this thread."
)
UNAVAILABLE = "The ledger cannot be reached now; nothing was changed. Press again in a minute."
TOO_SLOW = "That took longer than the three seconds in which Slack opens a form; nothing was changed. Press again."
BROKEN = "Something went wrong inside Driftwarden, which its log says more about; look before you press again."

_WANTED = {Action.RETRAIN: "a retraining", Action.ROLL_BACK: "a roll-back"}
_VERBS = {Answer.APPROVE: "approved", Answer.REJECT: "rejected"}


def taken(answered: Answered) -> str:
    """The answer counted, or had been given before."""
    standing, approval = answered.standing, answered.approval
    request, verb = standing.request, _VERBS[approval.answer]
    again = "" if answered.is_new else f" on {moment(approval.answered_at)}"
    said = f"You {'' if answered.is_new else 'already '}{verb} {request.model} {request.challenger}{again}."
    return escape(f"{said} {_then(standing, approval)}")


def too_late(standing: Standing, *, by: str, now: datetime) -> str:
    """Somebody was faster, or time was; or the same person had answered otherwise."""
    request, first = standing.request, standing.settled_by
    own = next((answer for answer in standing.answers if answer.by == by), None)
    told = first or own
    if told is not None:
        who = "You" if told.by == by else mention(told.by)
        return who + escape(f" already {_VERBS[told.answer]} {request.challenger} on {moment(told.answered_at)}.")
    if standing.state is RequestState.EXPIRED or now >= request.expires_at:
        return escape(f"This question expired on {moment(request.expires_at)}; {request.champion} stays the champion.")
    if standing.state is RequestState.OVERTAKEN:
        return NOT_BOUND
    return escape(f"This question is closed ({standing.state}); nothing was changed.")


def not_asked(request: ApprovalRequest) -> str:
    """Others were asked."""
    return f"Only {', '.join(map(mention, request.asked_of))} may answer this question; nothing was changed."


def not_told(why: str) -> str:
    """Whether the person may answer cannot be told, so the answer does not count."""
    return escape(f"{sentence(why[:1].upper() + why[1:])} So your answer does not count; nothing was changed.")


def asked_for(decision: Decision, *, is_new: bool) -> str:
    """A wish was taken."""
    before = "" if is_new else " before; nothing more was set in motion"
    wanted = _WANTED.get(decision.action, str(decision.action))
    return escape(f"You asked for {wanted} of {decision.model}{before}. Everybody is told in the channel.")


def muted(silence: Silence) -> str:
    """A silence was taken."""
    what = f"{silence.signal} of {silence.model}" if silence.signal else silence.model
    return escape(f"{what} is snoozed until {moment(silence.until)}: it is measured, and no policy acts on it.")


def refused(why: str) -> str:
    """What was asked for makes no sense as things stand, or cannot be read."""
    return escape(sentence(why)) + (" Nothing was changed." if "othing was changed" not in why else "")


def not_shown(why: str) -> str:
    """A form did not open."""
    return TOO_SLOW if why == "expired_trigger_id" else escape(f"The form could not be opened ({why}); press again.")


def _then(standing: Standing, approval: Approval) -> str:
    request = standing.request
    if approval.answer is Answer.REJECT:
        return f"{request.champion} stays the champion."
    if standing.state is RequestState.PENDING:
        more = standing.still_needed
        return f"{more} more {'approval is' if more == 1 else 'approvals are'} needed."
    return f"It replaces {request.champion} at the next run."
