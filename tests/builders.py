"""Every noun with defaults, so that a test names only what it is about.

The defaults tell one coherent story: `a_decision` over `a_window` reads `a_signal`, `an_order` carries it out,
`a_run` ends it, `a_candidate` comes out of it, `a_verdict` promotes it, `a_request` asks about it, `an_approval`
answers, `a_promotion` follows, `a_probation` ends it. Any field may be given another value by name.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.approvals import (
    Answer,
    Approval,
    ApprovalRequest,
    Closing,
    Probation,
    ProbationState,
    Promotion,
    RequestState,
)
from domain.decisions import Action, Ask, Decision, Reason, Trace, Truth
from domain.deeds import Deed, DeedState
from domain.digests import digest
from domain.gestures import Gesture
from domain.history import Ending, History, PastRetraining
from domain.models import ModelVersion, Segment
from domain.notices import Button, Notice, Severity
from domain.profiles import FROM_LOG, Profile
from domain.samples import Sample
from domain.signals import Signal, SignalState
from domain.silences import Lifting, Silence
from domain.training import Artifact, Candidate, RunState, TrainingOrder, TrainingRun
from domain.verdicts import Comparison, Interval, Outcome, Result, Role, Verdict
from domain.windows import Window
from domain.wishes import wish

MODEL = "flights"
MONDAY = datetime(2013, 4, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


def a_moment(*, days: float = 0, hours: float = 0) -> datetime:
    """A moment counted from the Monday on which `a_window` ends."""
    return MONDAY + WEEK + timedelta(days=days, hours=hours)


def a_window(start: datetime = MONDAY, length: timedelta = WEEK) -> Window:
    """The first week of April 2013, or the stretch of that length from `start`."""
    return Window(start=start, end=start + length)


def a_week(number: int) -> Window:
    """The week that many weeks after `a_window`; negative ones lie before it."""
    return a_window(MONDAY + number * WEEK)


def a_model_version(**fields: Any) -> ModelVersion:
    """The first version of the model."""
    return replace(ModelVersion(model=MODEL, version="v1"), **fields)


def a_segment(**fields: Any) -> Segment:
    """The flights of one carrier."""
    return replace(Segment(column="carrier", value="UA"), **fields)


def a_profile(**fields: Any) -> Profile:
    """A profile of served traffic, whose payload no engine could read."""
    profile = Profile(
        model=MODEL, window=a_window(), segment=None, origin=FROM_LOG, rows=900, engine="whylogs", payload=b"\x00\xff"
    )
    return replace(profile, **fields)


def a_sample(**fields: Any) -> Sample:
    """A sample of served traffic, whose payload is no Parquet file."""
    sample = Sample(model=MODEL, window=a_window(), origin=FROM_LOG, rows=500, of_rows=900, payload=b"\x00\xff")
    return replace(sample, **fields)


def a_signal(**fields: Any) -> Signal:
    """A final, breached mean absolute error; calm or unknown by `state` (unknown: without a value, with a note)."""
    unknown = fields.get("state") is SignalState.UNKNOWN
    signal = Signal(
        model=MODEL,
        name="mae",
        window=a_window(),
        value=None if unknown else 12.5,
        threshold=10.0,
        state=SignalState.UNKNOWN if unknown else SignalState.BREACHED,
        rows=900,
        note="too few labels" if unknown else None,
    )
    return replace(signal, **fields)


def a_trace(**fields: Any) -> Trace:
    """The answer of `any` over one breached signal."""
    inner = Trace(condition="mae breached", truth=Truth.TRUE, because="mae 12.5 is above 10")
    outer = Trace(condition="any", truth=Truth.TRUE, because="1 of 1 is true", children=(inner,))
    return replace(outer, **fields)


def a_decision(**fields: Any) -> Decision:
    """A decision to retrain because of `a_signal`."""
    decision = Decision(
        model=MODEL,
        policy="performance-first",
        policy_digest=digest("policy", "performance-first"),
        window=a_window(),
        action=Action.RETRAIN,
        reason=Reason.FIRED,
        because="mae 12.5 is above 10",
        trace=a_trace(),
        signals=(a_signal().id,),
        decided_at=a_moment(),
    )
    return replace(decision, **fields)


def a_wish(*, by: str = "ada", door: str = "slack", number: int = 1, **fields: Any) -> Decision:
    """A person asks for a retraining in view of `a_window`."""
    ask = Ask(by=by, door=door, why="the season has changed")
    asked = wish(MODEL, Action.RETRAIN, ask, window=a_window(), at=a_moment(hours=1), number=number)
    return replace(asked, **fields)


def a_deed(**fields: Any) -> Deed:
    """A deployment was started because of the decision."""
    deed = Deed(
        decision=a_decision().id,
        model=MODEL,
        state=DeedState.DONE,
        because="refresh/nightly was started",
        reference="7d6f3a52-5f6e-4c1e-9f0a-2d1f3c4b5a69",
        done_at=a_moment(hours=7),
    )
    return replace(deed, **fields)


def an_order(**fields: Any) -> TrainingOrder:
    """The first attempt at the training that `a_decision` asks for."""
    order = TrainingOrder(
        model=MODEL,
        decision=a_decision().id,
        attempt=1,
        train_on=Window(start=MONDAY - 8 * WEEK, end=MONDAY),
        hold_out=a_window(),
        ordered_at=a_moment(hours=1),
    )
    return replace(order, **fields)


def a_run(**fields: Any) -> TrainingRun:
    """A launched run of `an_order`; one in another state has also ended."""
    ended = fields.get("state", RunState.LAUNCHED) is not RunState.LAUNCHED
    run = TrainingRun(
        order=an_order().id,
        model=MODEL,
        state=RunState.LAUNCHED,
        reference="trainer-run-1",
        launched_at=a_moment(hours=2),
        ended_at=a_moment(hours=3) if ended else None,
        cost=60.0 if ended else 0.0,
    )
    return replace(run, **fields)


def an_artifact(**fields: Any) -> Artifact:
    """A model file that lies nowhere."""
    artifact = Artifact(uri="memory://v2", sha256="ab" * 32, data_sha256="cd" * 32, rows=8000, cost=60.0)
    return replace(artifact, **fields)


def a_candidate(**fields: Any) -> Candidate:
    """Version v2, which `a_run` made; a first champion has `training_run=None`."""
    candidate = Candidate(
        model=MODEL,
        version="v2",
        training_run=a_run().id,
        artifact=an_artifact(),
        trained_on=an_order().train_on,
        created_at=a_moment(hours=3),
    )
    return replace(candidate, **fields)


def an_interval(**fields: Any) -> Interval:
    """A difference that is surely above nought."""
    return replace(Interval(low=0.5, estimate=1.5, high=2.5, confidence=0.95), **fields)


def a_comparison(**fields: Any) -> Comparison:
    """The challenger wins on mean absolute error."""
    comparison = Comparison(
        metric="mae",
        role=Role.GOAL,
        champion=12.5,
        challenger=11.0,
        difference=an_interval(),
        margin=0.0,
        result=Result.BETTER,
        rows=900,
    )
    return replace(comparison, **fields)


def a_verdict(**fields: Any) -> Verdict:
    """`a_candidate` should replace v1."""
    verdict = Verdict(
        model=MODEL,
        candidate=a_candidate().id,
        challenger="v2",
        champion="v1",
        spec_digest=digest("trial", "shipped"),
        hold_out=a_window(),
        outcome=Outcome.PROMOTE,
        reasons=("mae is better by 1.5 minutes",),
        comparisons=(a_comparison(),),
        judged_at=a_moment(hours=4),
    )
    return replace(verdict, **fields)


def a_request(**fields: Any) -> ApprovalRequest:
    """May v2 replace v1? Anyone may answer within three days."""
    request = ApprovalRequest(
        model=MODEL,
        verdict=a_verdict().id,
        candidate=a_candidate().id,
        challenger="v2",
        champion="v1",
        bound_to=digest("bound", a_verdict().id, an_artifact().sha256, "v1"),
        asked_of=(),
        asked_at=a_moment(hours=5),
        expires_at=a_moment(days=3, hours=5),
    )
    return replace(request, **fields)


def an_approval(to: ApprovalRequest | None = None, **fields: Any) -> Approval:
    """Yes to `a_request`, or to the one given, an hour after it was asked."""
    asked = to or a_request()
    approval = Approval(
        request=asked.id,
        bound_to=asked.bound_to,
        answer=Answer.APPROVE,
        by="ada",
        answered_at=asked.asked_at + timedelta(hours=1),
        door="slack",
    )
    return replace(approval, **fields)


def a_promotion(**fields: Any) -> Promotion:
    """v2 replaces v1 because of `an_approval`."""
    promotion = Promotion(
        model=MODEL,
        from_version="v1",
        to_version="v2",
        approval=an_approval().id,
        promised=11.0,
        promoted_at=a_moment(hours=7),
    )
    return replace(promotion, **fields)


def a_probation(**fields: Any) -> Probation:
    """`a_promotion` kept its promise."""
    probation = Probation(
        promotion=a_promotion().id,
        model=MODEL,
        state=ProbationState.CONFIRMED,
        because="mae 11.1 against a promise of 11.0",
        ended_at=a_moment(days=14),
    )
    return replace(probation, **fields)


def a_closing(**fields: Any) -> Closing:
    """Nobody answered `a_request` in time."""
    request = a_request()
    closing = Closing(
        request=request.id, model=MODEL, state=RequestState.EXPIRED, closed_at=request.expires_at + timedelta(minutes=1)
    )
    return replace(closing, **fields)


def a_silence(**fields: Any) -> Silence:
    """The whole model is muted for a day."""
    silence = Silence(
        model=MODEL, signal=None, until=a_moment(days=1), by="ada", why="known sensor fault", created_at=a_moment()
    )
    return replace(silence, **fields)


def a_lifting(of: Silence | None = None, **fields: Any) -> Lifting:
    """The end of a silence before its time."""
    silence = of or a_silence()
    lifting = Lifting(
        silence=silence.id,
        model=silence.model,
        by="grace",
        lifted_at=silence.created_at + timedelta(hours=1),
        door="slack",
    )
    return replace(lifting, **fields)


def a_button(**fields: Any) -> Button:
    """The button that says yes to `a_request`."""
    request = a_request()
    button = Button(action="approve", label="Approve", value=f"{request.id}|{request.bound_to}", style="primary")
    return replace(button, **fields)


def a_notice(**fields: Any) -> Notice:
    """The notice that `a_decision` was made, which opens its thread."""
    notice = Notice(
        key=f"decision {a_decision().id}",
        model=MODEL,
        thread=a_decision().id,
        severity=Severity.WARNING,
        title="flights: retraining because mae is breached",
        paragraphs=("mae 12.5 is above 10.",),
        facts=(("window", str(a_window())), ("rows", "900")),
        created_at=a_moment(),
    )
    return replace(notice, **fields)


def a_gesture(**fields: Any) -> Gesture:
    """Somebody pressed something in Slack; its payload is not looked at by whoever keeps it."""
    gesture = Gesture(key="0f3a", door="slack", kind="press", payload='{"pressed": "Müll"}', received_at=a_moment())
    return replace(gesture, **fields)


def a_past_retraining(**fields: Any) -> PastRetraining:
    """A retraining that ended in a promotion, four weeks before `a_window`."""
    past = PastRetraining(
        order=an_order().id,
        decision=a_decision().id,
        window=a_week(-4),
        ordered_at=a_week(-4).end,
        ending=Ending.PROMOTED,
        cost=60.0,
    )
    return replace(past, **fields)


def a_history(**fields: Any) -> History:
    """Nothing has happened yet."""
    return replace(History(), **fields)
