"""One of every notice that is shipped, built from the one story of `tests.builders`."""

from adapters import notices
from adapters.notices import Course
from domain.approvals import Answer, ProbationState
from domain.decisions import Action, Ask, Reason, Trace, Truth
from domain.deeds import DeedState
from domain.notices import Notice
from domain.signals import SignalState
from domain.training import Tried
from domain.verdicts import Interval, Outcome, Result, Role
from tests.builders import (
    a_candidate,
    a_comparison,
    a_decision,
    a_deed,
    a_lifting,
    a_moment,
    a_probation,
    a_promotion,
    a_request,
    a_segment,
    a_signal,
    a_silence,
    a_verdict,
    a_week,
    an_approval,
    an_order,
)

THREAD = a_decision().id
SIGNALS = (
    a_signal(baseline=8.4),
    a_signal(name="drift", subject="temp", value=0.31, threshold=0.2),
    a_signal(name="latency_p95", state=SignalState.CALM, value=41.0, threshold=200.0),
    a_signal(name="drift", subject="visib", state=SignalState.UNKNOWN, note="all values are missing"),
)
WORSE = a_comparison(
    champion=8.91,
    challenger=9.34,
    difference=Interval(low=-0.71, estimate=-0.43, high=-0.15, confidence=0.95),
    result=Result.WORSE,
    rows=5312,
)
HURT = a_comparison(role=Role.GUARDRAIL, segment=a_segment(), result=Result.WORSE, note="0.9 minutes worse")
HELD = a_decision(action=Action.NOTHING, reason=Reason.HELD_BACK, held_back_by=("cooldown until Thu 13:00",))
UNDONE = a_deed(state=DeedState.NOT_DONE, because="v1 is the model's first champion", reference=None)
TRIED = (
    Tried(train_on=a_week(-4), loss=9.5, rows=400),
    Tried(train_on=a_week(-2), loss=7.25, rows=400),
    Tried(train_on=a_week(-1), loss=None, rows=0, note="too few rows"),
)
REFUSED = a_verdict(
    outcome=Outcome.REJECT, reasons=("mae is worse by 0.43 minutes, more than the margin",), comparisons=(WORSE, HURT)
)
UNDECIDED = a_verdict(outcome=Outcome.INCONCLUSIVE, reasons=("the interval holds both better and worse",))
WEEKS = tuple(
    a_signal(window=a_week(week), value=value, state=SignalState.BREACHED if value > 10 else SignalState.CALM)
    for week, value in ((-4, 8.3), (-3, 8.8), (-1, 11.0), (0, 12.5))
)
COURSE = Course(signals=WEEKS, promotions=(a_promotion(promoted_at=a_moment(days=-25)),), metric="mae", unit="minutes")
WISH = a_decision(
    policy="a person", action=Action.ROLL_BACK, reason=Reason.ASKED, asked=Ask(by="ada", door="slack", why="complaints")
)
MISSING = tuple(
    notices.alerted(
        a_decision(model=model, action=Action.ALERT, because="missing_share of dep_delay 53.6% is above 5%"),
        [a_signal(model=model, name="missing_share", subject="dep_delay", value=0.536, threshold=0.05)],
    )
    for model in ("delays", "flights", "prices")
)
BACK = a_promotion(
    from_version="v2", to_version="v1", approval=None, rolls_back=a_promotion().id, promoted_at=a_moment(days=9)
)
BROKEN = a_probation(state=ProbationState.ROLLED_BACK, because="mae 14.2 against a promise of 11.0")


def every_notice() -> dict[str, Notice]:
    """By a name that a test can print, in the order of the story."""
    asked = a_request(asked_of=("U07ADA", "U07BOB"))
    no = an_approval(asked, answer=Answer.REJECT, by="U07BOB (Bob)", why="wait for the holiday to pass")
    return {
        "retraining decided": notices.retraining_decided(a_decision(), SIGNALS, course=COURSE),
        "scheduled retraining": notices.retraining_decided(a_decision(because="13 weeks since the last one"), ()),
        "alerted": notices.alerted(a_decision(action=Action.ALERT), SIGNALS[:1], course=COURSE),
        "investigation": notices.investigation_opened(
            a_decision(action=Action.INVESTIGATE), SIGNALS, channel="#model-watch", owner="U07ADA1"
        ),
        "rolling back": notices.rolling_back(a_decision(action=Action.ROLL_BACK), SIGNALS[:1]),
        "running": notices.deployment_asked_for(
            a_decision(action=Action.RUN), SIGNALS[:1], deployment="refresh/nightly"
        ),
        "started": notices.deployment_started(a_deed(), "refresh/nightly"),
        "not started": notices.deployment_not_started(UNDONE),
        "not rolled back": notices.not_rolled_back(UNDONE),
        "held back": notices.held_back(HELD, SIGNALS),
        "training put off": notices.training_put_off(a_decision(), "9 days of labels, 28 are needed", at=a_moment()),
        "stretch left out": notices.stretches_left_out(
            an_order(), ("since the change began there are only 2 days of labels",)
        ),
        "training failed": notices.training_failed(
            an_order(), "ValueError: Input X contains NaN", at=a_moment(hours=3)
        ),
        "challenger won": notices.verdict_given(a_verdict(), thread=THREAD, unit="minutes"),
        "challenger refused": notices.verdict_given(REFUSED, thread=THREAD, unit="minutes"),
        "won in shadow": notices.verdict_given(
            a_verdict(), thread=THREAD, unit="minutes", tried=TRIED, shadow_only=True
        ),
        "inconclusive": notices.verdict_given(UNDECIDED, thread=THREAD),
        "asked": notices.approval_asked(asked, a_verdict(), a_candidate(), thread=THREAD, unit="minutes"),
        "approved": notices.answered(a_request(), an_approval(by="U07ADA (Ada)"), thread=THREAD),
        "rejected": notices.answered(asked, no, thread=THREAD),
        "one of two": notices.answered(a_request(needs=2), an_approval(by="U07ADA (Ada)"), thread=THREAD, missing=1),
        "reminder": notices.approval_reminder(asked, thread=THREAD, at=a_moment(days=2)),
        "escalated": notices.escalated(
            notices.approval_asked(asked, a_verdict(), a_candidate(), thread=THREAD), to="U07EVE1", at=a_moment(days=2)
        ),
        "expired": notices.request_expired(a_request(), thread=THREAD, at=a_moment(days=3, hours=6)),
        "overtaken": notices.promotion_overtaken(a_request(), "v3", thread=THREAD, at=a_moment(days=1)),
        "promoted": notices.promoted(a_promotion(), a_verdict(), thread=THREAD, unit="minutes"),
        "adopted": notices.promoted(a_promotion(from_version=None, approval=None, promised=None), thread="first"),
        "confirmed": notices.probation_ended(a_probation(), a_promotion(), thread=THREAD),
        "promise broken": notices.probation_ended(BROKEN, a_promotion(), thread=THREAD),
        "rolled back": notices.rolled_back(BACK, BROKEN, thread=THREAD),
        "trouble": notices.trouble("flights", "train", "log/2013-04-08.parquet: cannot be read", at=a_moment()),
        "calm again": notices.calm_again(
            a_decision(
                action=Action.NOTHING,
                reason=Reason.CALM,
                because="mae 8.4 is not above 10",
                trace=Trace(condition="mae above 10", truth=Truth.FALSE, because="mae 8.4 is not above 10"),
                window=a_week(1),
            ),
            (a_decision(),),
        ),
        "rows again": notices.calm_again(
            a_decision(action=Action.NOTHING, reason=Reason.CALM, because="mae 8.4 is not above 10", window=a_week(1)),
            (a_decision(action=Action.ALERT, reason=Reason.UNUSUAL_TRAFFIC),),
        ),
        "wish": notices.wish_asked(WISH),
        "wish noted": notices.wish_noted(WISH, thread=THREAD),
        "wish refused": notices.wish_refused(WISH, "v1 is the first champion", at=a_moment(hours=1)),
        "silenced": notices.silenced(a_silence(), thread=THREAD),
        "silence lifted": notices.silence_lifted(a_silence(), a_lifting(why="it is mended"), thread=THREAD),
        "grouped": notices.grouped(MISSING, at=a_moment(hours=9)),
        "digest": notices.digest(
            [notices.probation_ended(a_probation(), a_promotion(), thread=THREAD), notices.silenced(a_silence())],
            a_moment().date(),
            when="08:00 UTC",
            at=a_moment(hours=8),
        ),
    }
