"""What a person asks for is a decision like any other, so everything behind it stays as it is."""

from datetime import datetime

from domain.decisions import Action, Ask, Decision, Reason, Trace, Truth
from domain.digests import digest
from domain.windows import Window

A_PERSON = "a person"


def wish(model: str, action: Action, ask: Ask, *, window: Window, at: datetime, number: int) -> Decision:
    """The decision to do what a person asked for: retrain, roll back.

    `window` is the model's newest one, which the wish was made in view of; `number` counts from 1 how often this
    action was asked for over it. Who asks for the same thing at the same time, by whatever door, asks the same
    question: both decisions have one id, and the ledger keeps the first.
    """
    because = f"{ask.by} asked for it ({ask.door})" + (f": {ask.why}" if ask.why else "")
    return Decision(
        model=model,
        policy=A_PERSON,
        policy_digest=digest("wish", action, number),
        window=window,
        action=action,
        reason=Reason.ASKED,
        because=because,
        trace=Trace(condition="asked for", truth=Truth.TRUE, because=because),
        signals=(),
        decided_at=at,
        asked=ask,
    )
