"""Look at every window that is ready: profile it, measure its signals, decide, and record all three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from domain.decisions import Action, Decision, Reason
from domain.profiles import FROM_LOG
from domain.signals import Maturity
from flows.due.histories import history_of
from flows.due.references import reference_of
from monitors.evidence import Evidence
from monitors.profiling import profile_rows
from monitors.table import measure, signal_names
from monitors.windowing import ready
from policies.engine import decide

if TYPE_CHECKING:
    from datetime import datetime

    from domain.notices import Notice
    from domain.signals import Signal
    from domain.windows import Window
    from flows.watch import Watch


def undecided(watch: Watch, now: datetime) -> tuple[Window, ...]:
    """The windows that are ready and lie after every window decided so far, oldest first.

    What another policy decided stays decided: renaming a policy does not replay the past.
    """
    promotions = watch.ledger.promotions.of(watch.model)
    if not promotions:
        return ()
    first = min(promotion.promoted_at for promotion in promotions)
    decided = [decision.window.end for decision in watch.ledger.decisions.of(watch.model)]
    return ready(watch.document.monitoring, since=max([first, *decided]), as_of=now)


def immature(watch: Watch, now: datetime) -> tuple[Window, ...]:
    """The windows with provisional signals whose labels have had their time by now."""
    patience = watch.document.monitoring.labels_mature_after
    signals = watch.ledger.signals.of(watch.model)
    measured = signal_names(watch.document.monitoring)
    provisional = {s.window for s in signals if s.maturity is Maturity.PROVISIONAL and s.name in measured}
    return tuple(sorted(window for window in provisional if window.end + patience <= now))


def observe(watch: Watch, window: Window, now: datetime) -> tuple[Signal, ...]:
    """Profile one window and measure its signals as of now; both are recorded, and the kept signals returned."""
    evidence = _gather(watch, window, now)
    watch.ledger.profiles.record(evidence.profile)
    return tuple(watch.ledger.signals.record(signal) for signal in measure(watch.document.monitoring, evidence))


def decide_on(watch: Watch, window: Window, signals: tuple[Signal, ...], now: datetime) -> Decision:
    """Let the policy decide over one window, and record the decision with what people are told of it."""
    history = history_of(watch, before=window, now=now)
    decision = decide(watch.policy, signals, history, model=watch.model, window=window, now=now)
    tell = _notice(watch, decision, signals) if _is_news(watch, decision) else None
    return watch.ledger.decisions.record(decision, tell=tell)


def _gather(watch: Watch, window: Window, now: datetime) -> Evidence:
    promotion = watch.served_at_the_end_of(window)
    rows = watch.log.read(window, as_of=now)
    return Evidence(
        model=watch.model,
        version=promotion.to_version,
        window=window,
        as_of=now,
        rows=rows,
        profile=profile_rows(rows, model=watch.model, window=window, origin=FROM_LOG),
        reference=reference_of(watch, promotion.to_version),
        promised=promotion.promised,
    )


def _is_news(watch: Watch, decision: Decision) -> bool:
    """Whether people have to hear of it: a retraining always, anything else when it was not so the last time."""
    earlier = [
        d
        for d in watch.ledger.decisions.of(watch.model)
        if d.policy == decision.policy and d.window.end <= decision.window.start
    ]
    if decision.action is Action.RETRAIN or not earlier:
        return True
    last = max(earlier, key=lambda d: d.window.end)
    return (last.action, last.reason) != (decision.action, decision.reason)


def _notice(watch: Watch, decision: Decision, signals: tuple[Signal, ...]) -> Notice | None:
    if decision.action is Action.RETRAIN:
        return notices.retraining_decided(decision, signals)
    if decision.action is Action.ALERT:
        return notices.alerted(decision, signals, severity=watch.policy.severity)
    if decision.reason is Reason.HELD_BACK:
        return notices.held_back(decision, signals)
    return None
