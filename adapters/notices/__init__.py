"""The one place where texts for people are written: a noun goes in, a `Notice` comes out. Pure.

Imports domain only; knows no messenger and no markup. Every function says which noun it tells of by its name.
A newcomer starts at `adapters.notices.opening`, then `adapters.notices.decisions` and `adapters.notices.words`.
"""

from adapters.notices.approvals import answered, approval_asked, approval_reminder, request_expired
from adapters.notices.course import Course
from adapters.notices.decisions import (
    alerted,
    deployment_asked_for,
    held_back,
    investigation_opened,
    retraining_decided,
    rolling_back,
)
from adapters.notices.deeds import deployment_not_started, deployment_started, not_rolled_back
from adapters.notices.gathered import digest, grouped
from adapters.notices.later import amended, calm_again
from adapters.notices.linking import Places, linked, links
from adapters.notices.overtaken import asked_anew, question_overtaken
from adapters.notices.promotions import probation_ended, promoted, rolled_back
from adapters.notices.threads import incident_of, run_behind
from adapters.notices.trials import training_failed, verdict_given
from adapters.notices.troubles import promotion_overtaken, stretches_left_out, training_put_off, trouble
from adapters.notices.wishes import (
    escalated,
    silence_key,
    silence_lifted,
    silenced,
    wish_asked,
    wish_noted,
    wish_refused,
)

__all__ = [
    "Course",
    "Places",
    "alerted",
    "amended",
    "answered",
    "approval_asked",
    "approval_reminder",
    "asked_anew",
    "calm_again",
    "deployment_asked_for",
    "deployment_not_started",
    "deployment_started",
    "digest",
    "escalated",
    "grouped",
    "held_back",
    "incident_of",
    "investigation_opened",
    "linked",
    "links",
    "not_rolled_back",
    "probation_ended",
    "promoted",
    "promotion_overtaken",
    "question_overtaken",
    "request_expired",
    "retraining_decided",
    "rolled_back",
    "rolling_back",
    "run_behind",
    "silence_key",
    "silence_lifted",
    "silenced",
    "stretches_left_out",
    "training_failed",
    "training_put_off",
    "trouble",
    "verdict_given",
    "wish_asked",
    "wish_noted",
    "wish_refused",
]
