"""What only the person is told who did something: what became of it, a sentence for each outcome; pure.

Texts go out as mrkdwn, so whatever comes from elsewhere (names, reasons) is made harmless first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notices.words import moment, sentence, what_is_muted
from adapters.slack.naming import mention
from adapters.slack.sizes import escape
from domain.approvals import Answer, RequestState
from domain.decisions import Action

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapters.answers import Answered, Standing
    from domain.approvals import Approval, ApprovalRequest
    from domain.decisions import Decision
    from domain.silences import Silence

NO_CLICK = "This button is not one that Driftwarden understands; nothing was changed."
NO_FORM = "This form is not one that Driftwarden understands; nothing was changed."
UNKNOWN = "This question is not in the ledger any more; nothing was changed."
NOT_BOUND = (
    "What this button would approve has changed since the question was put; nothing was changed. "
    "Answer the newest question in this thread."
)
UNAVAILABLE = "The ledger cannot be reached now; nothing was changed. Press again in a minute."
KEPT = (
    "The ledger does not answer now. What you asked for is kept: it is done as soon as the ledger answers, and you are "
    "told then. No need to press again."
)
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
    until = moment(silence.until)
    return escape(f"{what_is_muted(silence)} is snoozed until {until}: it is measured, and no policy acts on it.")


def lifted(silences: Sequence[Silence], still: Sequence[Silence]) -> str:
    """Silences were lifted; `still` are those of the model that are in force all the same."""
    what = dict.fromkeys(map(what_is_muted, silences))
    said = f"Snoozed no longer: {', '.join(what)}."
    whole = next((each for each in still if each.signal is None), None)
    if whole is not None:
        return escape(f"{said} The whole model stays snoozed until {moment(whole.until)}, by {whole.by}.")
    rest = "".join(f" {what_is_muted(each)} stays snoozed until {moment(each.until)}." for each in still)
    return escape(f"{said} Policies act on {'it' if len(what) == 1 else 'them'} again from the next window on.{rest}")


def refused(why: str) -> str:
    """What was asked for makes no sense as things stand, or cannot be read."""
    return escape(sentence(why)) + (" Nothing was changed." if "othing was changed" not in why else "")


def belated(said: str, *, at: datetime) -> str:
    """What became of something that was done at `at`, and was only now come to."""
    return f"{said} (You asked for it on {moment(at)}; Driftwarden was interrupted and has only now come to it.)"


def too_old(at: datetime) -> str:
    """Something that nobody came to for a day."""
    asked = f"What you asked for on {moment(at)} was not come to for more than a day, so nothing is done about it now."
    return f"{asked} Look how things stand, and ask again if you still want it."


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
