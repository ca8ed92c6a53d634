"""The one place where texts for people are written: a noun goes in, a `Notice` comes out. Pure.

Imports domain only; knows no messenger and no markup. Every function says which noun it tells of by its name.
A newcomer starts at `adapters.notices.decisions`, then `adapters.notices.words`.
"""

from adapters.notices.approvals import answered, approval_asked, request_expired
from adapters.notices.decisions import (
    alerted,
    amended,
    deployment_asked_for,
    held_back,
    investigation_opened,
    retraining_decided,
    rolling_back,
)
from adapters.notices.deeds import deployment_not_started, deployment_started, not_rolled_back
from adapters.notices.promotions import probation_ended, promoted, rolled_back
from adapters.notices.threads import incident_of
from adapters.notices.trials import training_failed, verdict_given
from adapters.notices.troubles import promotion_overtaken, stretches_left_out, training_put_off, trouble

__all__ = [
    "alerted",
    "amended",
    "answered",
    "approval_asked",
    "deployment_asked_for",
    "deployment_not_started",
    "deployment_started",
    "held_back",
    "incident_of",
    "investigation_opened",
    "not_rolled_back",
    "probation_ended",
    "promoted",
    "promotion_overtaken",
    "request_expired",
    "retraining_decided",
    "rolled_back",
    "rolling_back",
    "stretches_left_out",
    "training_failed",
    "training_put_off",
    "trouble",
    "verdict_given",
]
